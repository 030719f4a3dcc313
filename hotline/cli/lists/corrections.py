"""`hotline corrections`: what agents say belonged elsewhere, and what callers confirmed, becomes sayings, or
is put aside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.markup import escape
from rich.table import Table

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    do,
    explained,
    fail,
    load_config,
    print_json,
    records_url,
    talk,
    tell,
)
from hotline.configuration.generations.store import this_user
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.administration.corrections.groups import Grouped
    from hotline.configuration.schema import HotlineConfig
    from hotline.records.database.corrections.store import Corrections
    from hotline.records.database.corrections.table import Correction

REFUSED = 1

corrections_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Calls of which agents say that they belonged elsewhere.",
)

NamesArgument = Annotated[
    list[str],
    typer.Argument(
        help="Numbers, as `hotline corrections list` shows them, or names of groups, as `groups` does."
    ),
]
Answer = TypeVar("Answer")


@corrections_app.command("list")
def list_(
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    every: Annotated[bool, typer.Option("--all", help="Those that are done, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What agents have corrected and nobody has looked at yet."""
    settings = load_config(config)
    found = _ask(settings, state, lambda store: store.listed(None if every else "open"))
    if as_json:
        rows = [asdict(one) for one in found]
        print_json(rows)
        return
    if not found:
        talk.print(_("nothing has been corrected that is still open"))
        return
    table = Table("", _("when"), _("who"))
    for name in (_("said"), _("was taken for"), _("belongs to"), *([_("status")] if every else [])):
        table.add_column(name, overflow="fold")  # every word of it matters
    for one in found:
        when = datetime.fromtimestamp(one.at).strftime("%m-%d %H:%M")  # local time, for people
        was = _named(one.decided_intent, one.decided_queue)
        right = _named(one.intent, one.queue)
        status = [one.status] if every else []
        table.add_row(str(one.id), when, *map(escape, (one.agent, one.heard, was, right)), *status)
    talk.print(table)


@corrections_app.command()
def groups(
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """What could be learned, in groups that mean nearly the same: corrections, and what callers confirmed."""
    found = _groups(load_config(config), state)
    if as_json:
        print_json(asdict(found))
        return
    if not found.by_meaning:
        talk.print(_("without the sentence encoder: compared by characters, not by meaning"))
    if not found.groups:
        talk.print(_("there is nothing to learn from"))
    for group in found.groups:
        intent = group.intent or _("which intent? name it with --intent")
        talk.print(f"[bold]{group.name}[/] → {escape(intent)} ({escape(group.queue)})", soft_wrap=True)
        if group.nearest:
            talk.print("   " + _("most like: {saying}").format(saying=escape(group.nearest)), soft_wrap=True)
        for member in group.members:
            one = member.correction
            who = str(one.id) if one.id is not None else _("confirmed")
            why = f" [red]{escape(member.refused)}[/]" if member.refused else ""
            talk.print(f"   {who}: {escape(one.heard)}{why}", highlight=False, soft_wrap=True)


@corrections_app.command()
def accept(
    names: NamesArgument,
    intent: Annotated[
        str | None, typer.Option(help="The right intent, if the agent named a queue only, or a wrong one.")
    ] = None,
    sentence: Annotated[
        str | None, typer.Option("--as", help="The sentence to write, instead of what was heard.")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Write the sentences into the files of the right intents, as sayings. Nothing goes live by that.

    A sentence that would make the machine confuse two intents is refused. Of a group all are taken over that
    need no other words.
    Exit code 0: all were taken over; 1: some were refused; 2: a mistake.
    """
    from hotline.administration.corrections.taking_over import WantedSaying, take_over, write
    from hotline.configuration.yaml.sources import read_sources

    if len(names) > 1 and (sentence is not None or intent is not None):
        fail(_("--as and --intent are for one correction or group at a time"))
    settings = load_config(config)
    found = [one if intent is None else replace(one, intent=intent) for one in _of(settings, state, names)]
    if sentence is not None and len(found) > 1:
        fail(_("--as is for one sentence: name it by its number"))
    wishes = [WantedSaying(_called(one), sentence or one.heard, one.intent) for one in found]
    with explained():
        before = read_sources(config)
        with talk.status(_("checking the sentences against all sayings")):
            after, results = take_over(before, wishes)
        write(config, before, after)
    refused = [result for result in results if result.refused]
    taken = [one for one, result in zip(found, results, strict=True) if not result.refused]
    _ask(settings, state, lambda store: store.close(taken, "accepted", this_user()))
    for result in results:
        if result.refused:
            talk.print(
                _("[red]{id} refused:[/] {refused}").format(
                    id=result.wish.name, refused=escape(result.refused)
                ),
                soft_wrap=True,
            )
        elif result.saying:
            talk.print(f"{result.wish.name}: {escape(result.saying)} → {result.wish.intent}", soft_wrap=True)
        else:
            talk.print(
                _("{id}: is a saying of {intent} already").format(
                    id=result.wish.name, intent=result.wish.intent
                ),
                soft_wrap=True,
            )
    if after is not before:
        talk.print(_('now: `hotline test`, and `hotline publish --why "…"` makes it live'), highlight=False)
    raise typer.Exit(REFUSED if refused else 0)


@corrections_app.command()
def dismiss(
    names: NamesArgument, config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE
) -> None:
    """Put corrections aside: the agent was mistaken, or the sentence teaches nothing."""
    settings = load_config(config)
    found = _of(settings, state, names)
    _ask(settings, state, lambda store: store.close(found, "dismissed", this_user()))
    talk.print(_("{found} dismissed").format(found=len(found)))


def _groups(settings: HotlineConfig, state: Path) -> Grouped:
    """What could be learned with this configuration. A failure ends the command with one sentence."""
    from hotline.administration.corrections.candidates import candidates
    from hotline.administration.corrections.groups import grouped
    from hotline.guidance.meaning.commands import guide_of, with_meaning

    where = State(state.resolve())
    found: list[Correction] = do(candidates(settings.records.url, where))
    with explained():
        return grouped(found, with_meaning(guide_of(settings, where), where, tell), where, tell)


def _of(settings: HotlineConfig, state: Path, names: Sequence[str]) -> list[Correction]:
    """The open corrections of these numbers and groups; ends the command when one is not open, or is not
    there. What a group's intent is guessed to be, its corrections have."""
    found = _numbered(settings, state, [int(name) for name in names if name.isdecimal()])
    if wanted := [name for name in dict.fromkeys(names) if not name.isdecimal()]:
        there = {group.name: group for group in _groups(settings, state).groups}
        for name in wanted:
            if name not in there:
                fail(
                    _("there is no group {name}, or it has changed; see: hotline corrections groups").format(
                        name=name
                    )
                )
            group = there[name]
            found += [
                replace(member.correction, intent=group.intent or None)
                for member in group.members
                if member.correction.id not in {one.id for one in found if one.id is not None}
            ]
    return found


def _numbered(settings: HotlineConfig, state: Path, ids: Sequence[int]) -> list[Correction]:
    if not ids:
        return []
    wanted = list(dict.fromkeys(ids))
    found = _ask(settings, state, lambda store: store.get(wanted))
    for id_ in wanted:
        if id_ not in found:
            fail(_("there is no correction {id}; see: hotline corrections list").format(id=id_))
        if found[id_].status != "open":
            fail(
                _("correction {id} is {status} already, by {agent}").format(
                    id=id_, status=found[id_].status, agent=found[id_].closed_by or "its agent"
                )
            )
    return [found[id_] for id_ in wanted]


def _called(one: Correction) -> str:
    return one.call if one.id is None else str(one.id)


def _ask(
    settings: HotlineConfig, state: Path, question: Callable[[Corrections], Awaitable[Answer]]
) -> Answer:
    """Opens the records of this instance and asks. A failure ends the command with one sentence."""
    answer: Answer = do(_answer(records_url(settings, State(state.resolve())), question))
    return answer


async def _answer(url: str, question: Callable[[Corrections], Awaitable[Answer]]) -> Answer:
    from hotline.records.database.corrections.store import Corrections

    async with Corrections.opened(url) as store:
        return await question(store)


def _named(intent: str | None, queue: str | None) -> str:
    return f"{queue or '—'} ({intent or '—'})"
