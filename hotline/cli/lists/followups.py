"""`hotline followups`: citizens who are called and asked how it was, for supervisors at a terminal."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.table import Column, Table

from hotline.cli.cases.opened import with_cases
from hotline.cli.stores import in_store
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    load_config,
    print_json,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE

if TYPE_CHECKING:
    from hotline.cases.store import CaseStore
    from hotline.configuration.schema import HotlineConfig
    from hotline.records.database.followups.store import Added, FollowupStore, Wanted
    from hotline.records.database.followups.table import FollowupRow

followups_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Citizens who are called and asked how it was: a list added, who is next, what they said.",
)

Result = TypeVar("Result")


@followups_app.command()
def add(
    file: Annotated[
        Path | None, typer.Argument(help="CSV: telephone, and if wanted ref, topic, questions.")
    ] = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="Instead of a list: those whose cases were answered or closed.")
    ] = False,
    days: Annotated[int, typer.Option(help="With --cases: in so many days.", min=1, max=366)] = 7,
    questions: Annotated[str, typer.Option(help="The set of questions of rows that name none.")] = "default",
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Adds a list of citizens; a running service calls them in the allowed hours."""
    from hotline.calls.after.followups.listed import ListError, read_list

    settings = load_config(config)
    may = _may_dial(settings)
    if not settings.ivr.followups.enabled:
        talk.print(_("follow-ups are off: write `enabled: true` under followups in config.yaml"))
        raise typer.Exit(1)
    if cases == (file is not None):
        talk.print(_("name a file, or --cases"))
        raise typer.Exit(1)
    try:
        sets = settings.ivr.followups.questions
        if file is None:
            wanted = _of_cases(settings, state, questions, sets, days, may)
        else:
            wanted = read_list(file.read_bytes(), questions, sets, may)
    except OSError as error:
        talk.print(_("{file} cannot be read: {why}").format(file=file, why=error.strerror), highlight=False)
        raise typer.Exit(1) from error
    except ListError as error:
        talk.print(str(error), highlight=False, markup=False)
        raise typer.Exit(1) from error
    node = settings.telephony.node

    async def work(store: FollowupStore) -> Added:
        """Nobody is called about the same case again."""
        fresh = await store.not_yet_asked({one.ref for one in wanted}) if cases else set()
        return await store.add(node, [one for one in wanted if not cases or one.ref in fresh])

    added = _do(settings, state, work, makes=True)
    text = _("{new} added; {known} are to be called already; {never} want never to be called again")
    talk.print(text.format(new=added.new, known=added.known, never=added.never), highlight=False)


@followups_app.command("list")
def show(
    config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE, as_json: JsonOption = False
) -> None:
    """Who is still to be called, in the order of the list; numbers are masked."""
    found = _do(load_config(config), state, lambda store: store.open())
    if as_json:
        print_json([_shown(row) for row in found])
    elif not found:
        talk.print(_("nobody is to be called"), highlight=False)
    else:
        talk.print(_table(found))


@followups_app.command()
def cancel(
    id: Annotated[int, typer.Argument(help="Its number in `hotline followups list`.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Takes one back: the citizen is not called. A running service hears of it within seconds."""
    if not _do(load_config(config), state, lambda store: store.withdraw(id)):
        text = _("there is no follow-up {id} that is still to be made; see: hotline followups list")
        talk.print(text.format(id=id))
        raise typer.Exit(1)
    talk.print(_("follow-up {id} is taken back").format(id=id), highlight=False)


@followups_app.command()
def allow(
    number: Annotated[str, typer.Argument(help="The telephone in full.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Lets somebody be called again who wanted never to be, and has agreed now; that you did is kept."""
    from contracts import FollowupAllowed
    from hotline.configuration.generations.store import this_user
    from hotline.records.database.outbox import Left
    from hotline.records.database.screening.table import caller_key
    from hotline.records.masking.masking import mask_number

    settings, shown = load_config(config), mask_number(caller_key(number) or number)
    left = Left(settings.telephony.node, FollowupAllowed(person=shown, agent=this_user()))
    if not _do(settings, state, lambda store: store.allow(number, left)):
        text = _("{number} has not said that they want no calls")
        talk.print(text.format(number=shown), markup=False, highlight=False)
        raise typer.Exit(1)
    talk.print(_("{number} may be called again").format(number=shown), markup=False, highlight=False)


@followups_app.command()
def results(
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table for spreadsheets.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """What was answered; telephones and house numbers in it are masked."""
    from hotline.figures.csv_rows import csv_text
    from ivr.settings.after.followups import COLUMNS

    found = _do(load_config(config), state, lambda store: store.closed())
    if as_json:
        print_json([_shown(row) for row in found])
    elif as_csv:
        asked = list(dict.fromkeys(name for row in found for name in json.loads(row.answers)))
        typer.echo(csv_text((*COLUMNS, *asked), [_cells(row, asked) for row in found]), nl=False)
    else:
        talk.print(_table(found))


def _may_dial(settings: HotlineConfig) -> Callable[[str], bool]:
    from hotline.records.database.callbacks.store import to_dial
    from hotline.records.database.screening.table import caller_key
    from telephony.outbound.allowed import allowed

    dials = [trunk.dial for trunk in settings.telephony.trunks if trunk.dial is not None]

    def may(number: str) -> bool:
        key = caller_key(number)
        return key is not None and any(allowed(to_dial(key), dial.prefixes) for dial in dials)

    return may


def _of_cases(
    config: HotlineConfig,
    state: Path,
    questions: str,
    sets: Collection[str],
    days: int,
    may_dial: Callable[[str], bool],
) -> list[Wanted]:
    """Whose cases came to an answer or an end in those days, under their number. Raises ListError."""
    from hotline.calls.after.followups.listed import ListError
    from hotline.records.database.followups.store import Wanted

    if questions not in sets:
        raise ListError(f"there are no questions {questions!r}; there are: {', '.join(sorted(sets))}")

    since = time.time() - days * 86400

    async def work(store: CaseStore) -> list[Wanted]:
        rows = [row for row in await store.listed(("answered", "closed")) if row.changed >= since]
        told = [(row, store.telephone_of(row)) for row in rows]
        return [
            # Whoever answers the telephone is not told what somebody wanted kept secret.
            Wanted(telephone, questions, row.number, "" if row.secret else row.topic)
            for row, telephone in told
            if telephone is not None and may_dial(telephone)
        ]

    return with_cases(config, state, work)


def _do(
    config: HotlineConfig,
    state: Path,
    work: Callable[[FollowupStore], Awaitable[Result]],
    *,
    makes: bool = False,
) -> Result:
    from hotline.records.database.followups.store import (  # late: the database's libraries
        PURPOSE,
        FollowupStore,
    )

    return in_store(FollowupStore, PURPOSE, config, state, work, makes=makes)


def _shown(row: FollowupRow) -> dict[str, Any]:
    """Without what the number could be found by."""
    return {
        "id": row.id,
        "number": row.masked,
        "ref": row.ref,
        "questions": row.questions,
        "state": row.state,
        "result": row.result,
        "attempts": row.attempts,
        "next_at": row.next_at,
        "ended": row.ended,
        "answers": json.loads(row.answers),
    }


def _cells(row: FollowupRow, asked: list[str]) -> list[object]:
    answers = json.loads(row.answers)
    ended = None if row.ended is None else datetime.fromtimestamp(row.ended).strftime("%Y-%m-%d %H:%M")
    of_call = (row.id, row.masked, row.ref, row.questions, row.result, row.attempts, ended)
    return [*of_call, *(answers.get(name) for name in asked)]


def _table(rows: list[FollowupRow]) -> Table:
    table = Table(
        Column("id", justify="right"),
        Column(_("number"), no_wrap=True),
        _("case"),
        _("questions"),
        _("attempts"),
        _("state"),
        _("answers"),
        box=None,
    )
    for row in rows:
        said = "；".join(f"{name}: {value}" for name, value in json.loads(row.answers).items())
        how = row.result or row.state
        table.add_row(
            str(row.id), row.masked, cell(row.ref), row.questions, str(row.attempts), _state(how), cell(said)
        )
    return table


def _state(how: str) -> str:
    return {
        "open": _("open"),
        "asking": _("being asked"),
        "answered": _("answered"),
        "partly": _("answered in part"),
        "human": _("put through"),
        "emergency": _("emergency"),
        "declined": _("wants no questions"),
        "never": _("wants no calls any more"),
        "wrong person": _("wrong person"),
        "not reached": _("not reached"),
        "interrupted": _("interrupted"),
        "withdrawn": _("taken back"),
        "not allowed": _("may not be dialled"),
    }[how]
