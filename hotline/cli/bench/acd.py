"""`hotline bench acd` at the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, cast

import typer
from rich.console import Console
from rich.table import Table

from hotline.cli.bench.data import SEED
from hotline.cli.progress import stages
from hotline.cli.terminal import JsonOption, plain, print_json, set_up_logging, talk


def acd(
    calls: Annotated[int, typer.Option(min=1000, help="Calls of the simulated days.")] = 100_000,
    states: Annotated[
        int | None,
        typer.Option(
            min=1, help="Most states of the small worlds; without it, to the end.", show_default=False
        ),
    ] = None,
    nodes: Annotated[
        int | None,
        typer.Option(
            min=2,
            max=16,
            help="Instead: so many nodes on one PostgreSQL claim agents of one another.",
            show_default=False,
        ),
    ] = None,
    day: Annotated[
        bool, typer.Option("--day", help="Instead: a day of the largest reference city, 1,000 agents.")
    ] = False,
    contended: Annotated[
        int, typer.Option(min=1000, help="Claims of all nodes at once, of the few who are free.")
    ] = 100_000,
    as_json: JsonOption = False,
) -> None:
    """Time of the distributor's decisions, days against first come first served, small worlds.

    With --nodes instead: processes that claim agents of one another in one PostgreSQL of the bench's own, as
    services do, at the pace of a city and all at once. With --day: 120,000 calls at virtual time, a
    minute of one core.
    """
    set_up_logging(False)
    with stages(talk, "measuring") as tell:
        report = _day(tell) if day else _report(calls, states, nodes, contended, tell)
    show(report, as_json=as_json, console=talk)


def _day(tell: Callable[[str], None]) -> dict[str, Any]:
    from hotline.bench.capacity.day import measure

    return measure(SEED, tell)


def _report(
    calls: int, states: int | None, nodes: int | None, contended: int, tell: Callable[[str], None]
) -> dict[str, Any]:
    if nodes is not None:
        from hotline.bench.nodes.contention import measure as raced

        return cast("dict[str, Any]", plain(partial(raced, nodes, SEED, contended=contended, tell=tell)))
    from hotline.bench.acd.acd import measure

    return measure(SEED, calls=calls, most_states=states, tell=tell)


def show(report: dict[str, Any], *, as_json: bool, console: Console) -> None:
    """Prints."""
    if as_json:
        print_json({**report, "load_average": os.getloadavg()[0]})
        return
    table = Table("row", "figure", "value")
    for row, figures in report.items():
        for name, value in _flat(figures):
            table.add_row(row, name, str(value))
    console.print(table)


def _flat(figures: Any, prefix: str = "") -> list[tuple[str, Any]]:
    if not isinstance(figures, dict):
        return [(prefix, figures)]
    return [pair for name, inner in figures.items() for pair in _flat(inner, f"{prefix} {name}".strip())]
