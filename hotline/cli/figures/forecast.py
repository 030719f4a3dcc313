"""`hotline forecast`: how many agents each queue needs, by half hour."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from contracts import ALL_QUEUES
from hotline.cli.figures.day import day_of
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    do,
    load_config,
    plain,
    print_json,
    records_url,
    talk,
    write_picture,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig
    from hotline.figures.forecast.load import Load
    from hotline.figures.forecast.plan import Need


def forecast(
    file: Annotated[
        Path | None,
        typer.Argument(help="CSV with half_hour, queue, calls, handling_s, instead of the records."),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option("--for", help="The day, 2026-12-01; without it, tomorrow.", show_default=False),
    ] = None,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="From as many of the same weekday.")] = 4,
    level: Annotated[float, typer.Option(min=1, max=99.9, help="Percent to be answered in time.")] = 80,
    within: Annotated[
        float | None,
        typer.Option(
            min=1, max=600, help="Seconds of queueing; without it, figures.target_s.", show_default=False
        ),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Also draw it: an SVG file.", show_default=False)
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table for spreadsheets.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Agents that each queue needs by half hour, from past calls or a file, by Erlang A.

    A queue by itself wants more agents than its share of all queues together, where everybody serves all.
    """
    from hotline.figures.forecast.picture import picture as drawn
    from hotline.figures.forecast.plan import Wanted, needs, needs_csv

    settings = load_config(config)
    wanted_day = day_of("--for", day, date.today() + timedelta(days=1))
    load = _load(file, wanted_day, weeks, settings, State(state.resolve()))
    limits = settings.figures
    target_s = limits.target_s if within is None else within
    found = needs(load, Wanted(level / 100, target_s, limits.short_s))
    names = {ALL_QUEUES: _("all"), **{queue.id: queue.name for queue in settings.ivr.queues}}
    title = _("{day}: agents for {level:g} % within {seconds:g} s").format(
        day=wanted_day if file is None else file.name, level=level, seconds=target_s
    )
    if picture is not None:
        write_picture(picture, drawn(found, title, names))
    if as_json:
        print_json({"day": None if file else wanted_day.isoformat(), "needs": [asdict(one) for one in found]})
    elif as_csv:
        typer.echo(needs_csv(found), nl=False)
    else:
        _show(found, names, title)
        if load.days:
            talk.print(_("from: {days}").format(days=", ".join(map(str, load.days))), highlight=False)


def _load(file: Path | None, day: date, weeks: int, settings: HotlineConfig, state: State) -> Load:
    from hotline.figures.forecast.calls_file import read_calls
    from hotline.figures.forecast.load import recorded_load

    if file is not None:
        return plain(read_calls, file)  # type: ignore[no-any-return]
    url = records_url(settings, state)
    return do(recorded_load(url, day, weeks, settings.figures))  # type: ignore[no-any-return]


def _show(found: list[Need], names: dict[str, str], title: str) -> None:
    """Half hours down, queues across: agents; the calls of all together beside them."""
    there = {one.queue for one in found}
    queues = [*(queue for queue in names if queue in there), *sorted(there - names.keys())]
    table = Table(_("half hour"), title=cell(title))
    table.add_column(_("calls"), justify="right")
    for queue in queues:
        table.add_column(cell(names.get(queue, queue)), justify="right")
    agents = {(one.half_hour, one.queue): one for one in found}
    for at in dict.fromkeys(one.half_hour for one in found):
        cells = [str(agents[at, queue].agents) if (at, queue) in agents else "" for queue in queues]
        table.add_row(at, f"{agents[at, ALL_QUEUES].calls:g}", *cells)
    Console().print(table)
