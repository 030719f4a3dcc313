"""`hotline cases`: what citizens want done, for supervisors at a terminal."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.table import Column, Table

from hotline.cli.cases.learn import learn
from hotline.cli.cases.opened import no_such_case, with_cases
from hotline.cli.cases.precheck import precheck
from hotline.cli.terminal import (
    FAILED,
    ConfigOption,
    JsonOption,
    StateOption,
    do,
    fail,
    load_config,
    plain,
    print_json,
    records_url,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.cases.store import CaseStore
    from hotline.cases.table import CaseCall, CaseRow
    from hotline.configuration.schema import HotlineConfig

cases_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Cases: what citizens want done, how each stands, closing one, all of them as CSV or XLSX.",
)

cases_app.command("learn")(learn)
cases_app.command("precheck")(precheck)

Number = Annotated[str, typer.Argument(help="The number of the case, twelve digits.", metavar="NUMBER")]

BY = "command line"
SAID_SHOWN = 24
"""Characters of what was said, in the list."""


@cases_app.command("list")
def show_all(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are closed.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """The cases that are not closed, newest first; telephones masked, of who wants secrecy left out."""
    from contracts import CASE_STATES, RUNNING_STATES

    states = CASE_STATES if everything else RUNNING_STATES
    found = with_cases(load_config(config), state, lambda store: store.listed(states))
    if as_json:
        print_json([_shown(row) for row in found])
    elif not found:
        talk.print(_("there are no cases"), highlight=False)
    else:
        talk.print(_table(found))


@cases_app.command()
def overdue(
    soon: Annotated[bool, typer.Option("--soon", help="Also those that are due soon.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """The cases that should have been answered by now, the longest overdue first."""
    from time import time as now

    settings = load_config(config)
    found = with_cases(settings, state, lambda store: store.due(settings.tickets, now()))
    rows = [(row, when) for row, when in found if soon or when == "overdue"]
    if as_json:
        print_json([_shown(row) | {"when": when} for row, when in rows])
        return
    if not rows:
        talk.print(_("no case is overdue"), highlight=False)
        return
    table = Table(
        Column(_("number"), no_wrap=True), _("due"), "", _("topic"), _("unit"), _("state"), box=None
    )
    for row, when in rows:
        due = _moment(row.due or 0.0), _("overdue") if when == "overdue" else _("due soon")
        table.add_row(row.number, *due, row.category_name or row.topic, row.unit_name or "-", _state(row))
    talk.print(table)


@cases_app.command()
def show(
    number: Number,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """One case, with the calls about it."""

    async def ask(store: CaseStore) -> tuple[CaseRow | None, list[CaseCall]]:
        return await store.get(number), await store.calls(number)

    row, calls = with_cases(load_config(config), state, ask)
    if row is None:
        no_such_case(number)
    if as_json:
        print_json(_shown(row) | {"calls": [asdict(call) for call in calls]})
        return
    for label, value in _lines(row):
        talk.print(f"{label}: {value}", markup=False, highlight=False)
    for call in calls:
        by = call.by or _("the machine")
        talk.print(f"  {_moment(call.at)}  {call.call}  {by}", markup=False, highlight=False)


@cases_app.command()
def close(
    number: Number,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Closes a case: later calls are not shown it any more."""

    from contracts import CaseChanged
    from hotline.configuration.generations.store import this_user
    from hotline.records.database.outbox import Left

    settings = load_config(config)
    event = CaseChanged(case=number, state="closed", by=this_user(), where="terminal")

    async def work(store: CaseStore) -> bool:
        if await store.get(number) is None:
            no_such_case(number)
        return await store.set_state(number, "closed", BY, [Left(settings.telephony.node, event)])

    if not with_cases(settings, state, work):
        talk.print(_("case {number} is closed already").format(number=number), highlight=False)
        raise typer.Exit(FAILED)
    talk.print(_("case {number} is closed").format(number=number), highlight=False)


@cases_app.command()
def export(
    to: Annotated[
        str,
        typer.Argument(help="FILE.csv or FILE.xlsx; - is CSV on standard output.", metavar="FILE"),
    ] = "-",
    since: Annotated[str | None, typer.Option("--from", help="First day, as 2026-11-29.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """All cases as CSV or a workbook, oldest first; telephones are masked, of who wants secrecy left out."""
    from hotline.cases.csv_rows import cases_csv, cases_xlsx
    from hotline.cli.figures.day import day_of

    settings = load_config(config)
    first = day_of("--from", since, datetime(1971, 1, 1).date())
    last = day_of("--to", until, datetime.now().date())
    ends = first, last + timedelta(days=1)
    begin, end = (datetime.combine(day, time()).timestamp() for day in ends)
    rows = with_cases(settings, state, lambda store: store.listed(since=begin, until=end))
    rows.reverse()
    if workbook := to.lower().endswith(".xlsx"):
        table = plain(cases_xlsx, rows)
    else:  # spreadsheets take it for GBK without the mark
        table = cases_csv(rows).encode("utf-8" if to == "-" else "utf-8-sig")
    days = first.isoformat(), last.isoformat()
    _note_export(settings, state, "xlsx" if workbook else "csv", days, len(rows))
    if to == "-":
        typer.echo(table.decode(), nl=False)
        return
    try:
        Path(to).write_bytes(table)
    except OSError as error:
        fail(_("{file} cannot be written: {error}").format(file=to, error=error.strerror))
    talk.print(_("{n} cases in {file}").format(n=len(rows), file=to), highlight=False)


def _note_export(
    settings: HotlineConfig, state: Path, form: Literal["csv", "xlsx"], days: tuple[str, str], cases: int
) -> None:
    """Who has the cases is written down first: without it nobody gets them."""
    from contracts import CasesExported
    from hotline.configuration.generations.store import this_user
    from hotline.records.database.outbox import Left, Outbox

    first, last = days
    event = CasesExported(by=this_user(), format=form, first=first, last=last, cases=cases)

    url = records_url(settings, State(state.resolve()))

    async def run() -> None:
        async with Outbox.opened(url) as outbox:
            await outbox.put([Left(settings.telephony.node, event)])

    do(run())


def _shown(row: CaseRow) -> dict[str, Any]:
    """Without what the telephone could be found by."""
    hidden = ("id", "name", "sealed", "masked", "person")
    values = {key: value for key, value in asdict(row.shown()).items() if key not in hidden}
    return {"number": row.number, "telephone": row.telephone_shown} | values


def _table(rows: list[CaseRow]) -> Table:
    table = Table(
        Column(_("number"), no_wrap=True),
        _("opened"),
        Column(_("telephone"), no_wrap=True),
        _("topic"),
        _("place"),
        _("what was said"),
        _("state"),
        box=None,
    )
    for row in rows:
        said = row.said if len(row.said) <= SAID_SHOWN else row.said[: SAID_SHOWN - 1] + "…"
        cells = (row.topic or row.queue, row.place or row.place_said, said, _state(row))
        table.add_row(row.number, _moment(row.opened), row.telephone_shown or "-", *cells)
    return table


def _lines(row: CaseRow) -> list[tuple[str, str]]:
    secret = {None: _("not asked"), True: _("wanted"), False: _("not wanted")}[row.secret]
    return [
        (_("number"), row.number),
        (_("opened"), f"{_moment(row.opened)} {row.opened_by or _('the machine')}"),
        (_("state"), f"{_state(row)} ({_moment(row.changed)} {row.changed_by})"),
        (_("telephone"), row.telephone_shown or "-"),
        (_("secrecy"), secret),
        (_("topic"), row.topic or "-"),
        (_("queue"), row.queue or "-"),
        (_("place"), row.place or row.place_said or "-"),
        (_("when it happened"), row.happened or "-"),
        (_("what was said"), row.said or "-"),
        (_("reply"), row.reply or "-"),
    ]


def _state(row: CaseRow) -> str:
    state = {
        "open": _("open"),
        "in work": _("in work"),
        "answered": _("reply given"),
        "closed": _("closed"),
    }[row.state]
    return state if row.complete else f"{state} ({_('incomplete')})"


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M")
