"""Verbs that are imported when they are used: `hotline stop` does not wait for what `hotline bench` needs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup


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
            return command
        single = typer.Typer(add_completion=False, rich_markup_mode="markdown")
        single.command(name)(found)
        return typer.main.get_command(single)


class _Later(TyperCommand):
    """Stands for a verb until it is used; then the context that it makes is the real verb's."""

    def __init__(self, name: str, verb: LazyVerb) -> None:
        super().__init__(name, help=verb.help)
        self._verb = verb

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        assert self.name is not None
        return self._verb.load(self.name).make_context(info_name, args, parent, **extra)


def group_of(table: Mapping[str, LazyVerb], says: str, *, completion: bool = False) -> typer.Typer:
    """A command that has those verbs, in that order; `says`: its help; `completion`: offers the shell's."""
    group = typer.Typer(
        cls=_verbs_of(table),
        no_args_is_help=True,
        add_completion=completion,
        rich_markup_mode="markdown",
        help=says,
    )
    group.callback()(lambda: None)  # Typer wants one where all commands come from elsewhere
    return group


def _verbs_of(table: Mapping[str, LazyVerb]) -> type[TyperGroup]:
    class Verbs(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return list(table)

        def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
            verb = table.get(cmd_name)
            return None if verb is None else _Later(cmd_name, verb)

    return Verbs
