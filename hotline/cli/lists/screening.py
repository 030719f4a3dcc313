"""`hotline screening`: the list of nuisance callers, for supervisors at a terminal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Column, Table

from contracts import Standing
from hotline.cli.stores import in_store
from hotline.cli.terminal import ConfigOption, JsonOption, StateOption, load_config, print_json, talk
from hotline.configuration.generations.store import this_user
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig
    from hotline.records.database.screening.store import ScreeningStore
    from hotline.records.database.screening.table import Entry

screening_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Nuisance callers: what agents propose, who is on the grey or black list.",
)

Number = Annotated[int, typer.Argument(help="The entry's number in `hotline screening list`.")]
Days = Annotated[int | None, typer.Option(min=1, max=365, help="How long; without it, screening.days.")]
Black = Annotated[bool, typer.Option("--black", help="On the black list; without it, the grey one.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; without it, the user of this terminal.")]

Result = TypeVar("Result")


@screening_app.command("list")
def show(
    everything: Annotated[bool, typer.Option("--all", help="Also what was rejected and removed.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Proposals and active entries; numbers are masked."""
    from hotline.records.database.screening.table import LISTED, STATES

    states = STATES if everything else LISTED
    entries = _do(load_config(config), state, lambda store: store.listed(states))
    if as_json:
        print_json([entry.shown() for entry in entries])
    elif not entries:
        talk.print(_("the list is empty"), highlight=False)
    else:
        talk.print(_table(entries))


@screening_app.command()
def calls(
    config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE, as_json: JsonOption = False
) -> None:
    """The latest calls of listed callers, and whether they were put through, for review."""
    met = _do(load_config(config), state, lambda store: store.met())
    if as_json:
        print_json([asdict(one) for one in met])
        return
    table = Table(
        _("when"), Column(_("number"), no_wrap=True), _("list"), _("why"), _("answered"), _("call"), box=None
    )
    for one in met:
        at = datetime.fromtimestamp(one.at).strftime("%Y-%m-%d %H:%M")
        answered = one.agent or _("not put through")
        table.add_row(at, one.caller, _list(one.standing), one.reason, answered, one.call)
    talk.print(table)


@screening_app.command()
def confirm(
    entry: Number,
    black: Black = False,
    days: Days = None,
    by: By = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Agrees with a proposal: the caller is on the grey list, or with --black on the black one."""
    loaded = load_config(config)
    lasts = days or loaded.ivr.screening.days
    _tell(_do(loaded, state, lambda store: store.confirm(entry, _standing(black), by or this_user(), lasts)))


@screening_app.command()
def reject(
    entry: Number, by: By = None, config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE
) -> None:
    """Does not agree with a proposal."""
    _tell(_do(load_config(config), state, lambda store: store.reject(entry, by or this_user())))


@screening_app.command()
def add(
    number: Annotated[str, typer.Argument(help="The caller's number.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for those who review the list.")],
    black: Black = False,
    days: Days = None,
    by: By = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Puts a number on the list without a proposal; an earlier entry of it ends."""
    loaded = load_config(config)
    lasts = days or loaded.ivr.screening.days
    _tell(
        _do(
            loaded,
            state,
            lambda store: store.add(number, _standing(black), reason, by or this_user(), lasts),
            makes=True,
        )
    )


@screening_app.command()
def remove(
    entry: Number, by: By = None, config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE
) -> None:
    """Takes a number off the list."""
    _tell(_do(load_config(config), state, lambda store: store.remove(entry, by or this_user())))


@screening_app.command()
def number(
    entry: Number,
    why: Annotated[str, typer.Option("--why", help="Why you must know it; it is recorded.")],
    by: By = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Prints an entry's number in full; who read it, when and why is recorded."""
    reader = by or this_user()
    typer.echo(_do(load_config(config), state, lambda store: store.full_number(entry, reader, why)))


@screening_app.command()
def opened(
    config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE, as_json: JsonOption = False
) -> None:
    """Who has read full numbers, when and why."""
    found = _do(load_config(config), state, lambda store: store.openings())
    if as_json:
        print_json([asdict(one) for one in found])
        return
    table = Table(_("when"), _("who"), Column(_("number"), no_wrap=True), _("why"), box=None)
    for one in found:
        table.add_row(datetime.fromtimestamp(one.at).strftime("%Y-%m-%d %H:%M"), one.by, one.what, one.why)
    talk.print(table)


def _do(
    config: HotlineConfig,
    state: Path,
    work: Callable[[ScreeningStore], Awaitable[Result]],
    *,
    makes: bool = False,
) -> Result:
    from hotline.records.database.screening.store import (  # late: the database's libraries
        PURPOSE,
        ScreeningStore,
    )

    return in_store(ScreeningStore, PURPOSE, config, state, work, makes=makes)


def _standing(black: bool) -> Standing:
    return "black" if black else "grey"


def _list(standing: Standing) -> str:
    return {"grey": _("grey"), "black": _("black")}[standing]


def _state(state: str) -> str:
    names = {
        "proposed": _("proposed"),
        "active": _("active"),
        "rejected": _("rejected"),
        "removed": _("removed"),
    }
    return names[state]


def _tell(entry: Entry) -> None:
    talk.print(
        f"{entry.id}  {entry.masked}  {_list(entry.standing)}  {_state(entry.state)}"
        + (_(", until {day}").format(day=_day(entry.until)) if entry.state == "active" else ""),
        highlight=False,
        markup=False,
    )


def _table(entries: list[Entry]) -> Table:
    table = Table(
        _("entry"),
        Column(_("number"), no_wrap=True),
        _("list"),
        _("state"),
        _("why"),
        _("by"),
        _("when"),
        _("until"),
        box=None,
    )
    for entry in entries:
        table.add_row(
            str(entry.id),
            entry.masked,
            _list(entry.standing) if entry.state != "proposed" else "",
            _state(entry.state),
            entry.reason,
            entry.proposed_by,
            _day(entry.proposed_at),
            _day(entry.until),
        )
    return table


def _day(at: float | None) -> str:
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d") if at is not None else ""
