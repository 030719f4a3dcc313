"""`hotline queues`: how the queues do, at the terminal."""

from __future__ import annotations

import asyncio
import io
import time
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from hotline.cli.figures.day import day_of
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    do,
    load_config,
    print_json,
    records_url,
    write_picture,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from contracts import AgentDay, DayFigures, Figures
    from hotline.figures.recorded import RecordedDay

EVERY_S = 2.0
WIDE = 170
"""Characters of a picture."""


def queues(
    once: Annotated[bool, typer.Option("--once", help="Print the figures once, and end.")] = False,
    day: Annotated[str | None, typer.Option(help="An earlier day: 2026-11-29.", show_default=False)] = None,
    agents: Annotated[
        bool, typer.Option("--agents", help="The agents' days instead of the queues'.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print a table for spreadsheets, by half hour.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Also draw what is printed: an SVG file.", show_default=False)
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Show how the queues do today, live: calls, service levels, waits; Ctrl-C ends it.

    Counted from the records, so also of earlier days, and while the service stands still.
    """
    from hotline.figures.recorded import RecordedDay

    settings = load_config(config)
    wanted = day_of("--day", day, date.today())
    url = records_url(settings, State(state.resolve()))
    names = {queue.id: queue.name for queue in settings.ivr.queues}

    async def work() -> None:
        async with RecordedDay.opened(url, wanted, settings.figures) as recorded:
            figures = await _read(recorded, wanted, names)
        if picture is not None:
            write_picture(picture, _drawn(_shown(figures, names, agents)))
        _print(figures, names, agents, as_csv, as_json)

    async def watch() -> None:
        with Live(console=Console(), auto_refresh=False) as live:
            while True:  # a day begins
                today = date.today()
                async with RecordedDay.opened(url, today, settings.figures) as recorded:
                    while date.today() == today:
                        live.update(_shown(await _read(recorded, today, names), names, agents), refresh=True)
                        await asyncio.sleep(EVERY_S)

    do(work() if as_json or as_csv or once or picture or day is not None else watch())


async def _read(recorded: RecordedDay, day: date, names: dict[str, str]) -> DayFigures:
    from hotline.figures.day import day_figures

    await recorded.read()
    return day_figures(recorded.tally, day, names, time.time())


def _print(figures: DayFigures, names: dict[str, str], agents: bool, as_csv: bool, as_json: bool) -> None:
    from hotline.figures.csv_rows import agents_csv, queues_csv

    if as_json:
        print_json(figures.model_dump(mode="json"))
    elif as_csv:
        typer.echo(agents_csv(figures) if agents else queues_csv(figures), nl=False)
    else:
        Console().print(_shown(figures, names, agents))


def _shown(figures: DayFigures, names: dict[str, str], agents: bool) -> Group:
    legend = _("GB: within 15 s of the first ring; SL: within {target:g} s of queueing").format(
        target=figures.target_s
    )
    below = [] if agents or not figures.wrap_up_codes else [_codes(figures)]
    return Group(_agents(figures) if agents else _queues(figures, names), *below, f"{figures.day}  {legend}")


def _drawn(shown: Group) -> str:
    """The same as a terminal shows it, wide enough for every column."""
    console = Console(record=True, width=WIDE, file=io.StringIO())
    console.print(shown)
    return console.export_svg(title="hotline queues")


def _codes(figures: DayFigures) -> Text:
    """What agents said came of the calls, the most frequent first."""
    told = (f"{one.code or _('only a note')} {one.calls}" for one in figures.wrap_up_codes)
    return Text(_("wrap-up codes: {codes}").format(codes="  ".join(told)))


def _queues(figures: DayFigures, names: dict[str, str]) -> Table:
    table = Table(_("queue"))
    for title in (_("waiting"), _("offered"), _("answered"), _("abandoned"), _("short"), _("late"),
                  _("called back, message, served"), "GB %", "SL %", "SL2 %", _("wait, p95 (s)"),
                  _("talk"), _("wrap-up"), _("busy %"), _("satisfied, low")):  # fmt: skip
        table.add_column(title, justify="right")
    everything, *each = figures.queues
    table.add_row(_("all"), *_cells(everything.day), style="bold", end_section=True)
    for one in each:
        if one.day.offered:
            table.add_row(cell(names.get(one.queue, one.queue)), *_cells(one.day))
    return table


def _cells(one: Figures) -> list[str]:
    wait = f"{_number(one.wait_mean_s)}, {_number(one.wait_p95_s)}"
    counts = (
        one.waiting,
        one.offered,
        one.answered,
        one.abandoned,
        one.abandoned_short,
        one.abandoned_late,
    )
    instead = f"{one.called_back}, {one.messages}, {one.served}"
    levels = (one.level_gb_percent, one.level_percent, one.level_2_percent)
    last = (one.talk_mean_s, one.wrap_up_mean_s, one.occupancy_percent)
    satisfied = f"{_number(one.satisfaction_mean)}, {one.satisfaction_low}"
    return [*map(str, counts), instead, *map(_number, levels), wait, *map(_number, last), satisfied]


def _agents(figures: DayFigures) -> Table:
    table = Table(_("agent"))
    for title in (_("answered"), _("missed"), _("declined"), _("talk"), _("wrap-up"), _("free"),
                  _("on a break"), _("handling"), _("busy %")):  # fmt: skip
        table.add_column(title, justify="right")
    for one in figures.agents:
        table.add_row(cell(one.agent), *_agent_cells(one))
    return table


def _agent_cells(one: AgentDay) -> list[str]:
    minutes = (one.talk_s, one.wrap_up_s, one.available_s, one.paused_s)
    counts = (one.answered, one.missed, one.declined)
    shown = [_("{minutes:.0f} min").format(minutes=seconds / 60) for seconds in minutes]
    return [*map(str, counts), *shown, _number(one.handling_mean_s), _number(one.occupancy_percent)]


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"
