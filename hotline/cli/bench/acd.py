"""`hotline bench acd` at the terminal."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from hotline.cli.bench.data import SEED
from hotline.cli.progress import stages
from hotline.cli.terminal import JsonOption, print_json, set_up_logging, talk


def acd(
    calls: Annotated[int, typer.Option(min=1000, help="Calls of the simulated days.")] = 100_000,
    states: Annotated[
        int | None,
        typer.Option(
            min=1, help="Most states of the small worlds; without it, to the end.", show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Time of the distributor's decisions, days against first come first served, small worlds."""
    set_up_logging(False)
    bench_acd(calls=calls, states=states, as_json=as_json, console=talk)


def bench_acd(*, calls: int, states: int | None, as_json: bool, console: Console) -> None:
    """Measures and prints."""
    from hotline.bench.acd.acd import measure

    with stages(console, "measuring") as tell:
        report = measure(SEED, calls=calls, most_states=states, tell=tell)
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
