"""Verbs that are imported when they are used: `hotline stop` does not wait for what `hotline bench` needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from gettext import gettext as _
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from hotline.cli.misuse import explained_misuse


class LazyVerb(NamedTuple):
    """Where a verb is, and what `--help` says of it without importing it."""

    place: str
    """`module:name` of a function that Typer makes a command of, or of a `typer.Typer` with more verbs."""
    help: str
    """The first sentence of that function's docstring, or the Typer's `help`; a test holds them together."""

    def load(self, name: str) -> Any:
        """The command, imported now."""
        module, attribute = self.place.split(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            command = typer.main.get_command(found)
            command.name = name
            return in_the_terminals_language(command)
        single = typer.Typer(add_completion=False, rich_markup_mode="markdown")
        single.command(name)(found)
        return in_the_terminals_language(typer.main.get_command(single))


class _Later(TyperCommand):
    """Stands for a verb until it is used; then the context that it makes is the real verb's."""

    def __init__(self, name: str, verb: LazyVerb) -> None:
        super().__init__(name, help=_(verb.help))
        self._verb = verb

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        assert self.name is not None
        return self._verb.load(self.name).make_context(info_name, args, parent, **extra)


def in_the_terminals_language(command: Any) -> Any:
    """The same command, and those within it, with the helps that the catalogue has."""
    command.help = _paragraphs(command.help)
    for parameter in [*command.params, command.get_help_option(typer.Context(command))]:
        if getattr(parameter, "help", None):
            parameter.help = _paragraphs(parameter.help)
    for other in getattr(command, "commands", {}).values():
        in_the_terminals_language(other)
    return command


def _paragraphs(text: str | None) -> str | None:
    """Each paragraph is a text of the catalogue, on one line."""
    if text is None:
        return None
    return "\n\n".join(_(" ".join(paragraph.split())) for paragraph in text.split("\n\n"))


def group_of(
    table: Mapping[str, LazyVerb],
    says: str,
    *,
    completion: bool = False,
    options: Callable[..., None] = lambda: None,
) -> typer.Typer:
    """A command that has those verbs, in that order; `says`: its help; `completion`: offers the shell's.

    `options`: a function whose parameters are the options of the command itself.
    """
    group = typer.Typer(
        cls=_verbs_of(table),
        no_args_is_help=True,
        add_completion=completion,
        rich_markup_mode="markdown",
        help=says,
    )
    group.callback(help=says)(options)  # Typer wants one where all commands come from elsewhere
    return group


def _verbs_of(table: Mapping[str, LazyVerb]) -> type[TyperGroup]:
    class Verbs(TyperGroup):
        def make_context(
            self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
        ) -> Any:
            in_the_terminals_language(self)
            with explained_misuse():
                return super().make_context(info_name, args, parent, **extra)

        def invoke(self, ctx: Any) -> Any:
            with explained_misuse():  # of the verbs below, too
                return super().invoke(ctx)

        def list_commands(self, ctx: Any) -> list[str]:
            return list(table)

        def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
            verb = table.get(cmd_name)
            return None if verb is None else _Later(cmd_name, verb)

    return Verbs
