"""`hotline bench waiting` at the terminal."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from hotline.cli.bench.data import SEED
from hotline.cli.progress import stages
from hotline.cli.terminal import JsonOption, print_json, set_up_logging, talk


def waiting(
    runs: Annotated[int, typer.Option(min=25, help="Forward runs for each look ahead.")] = 200,
    as_json: JsonOption = False,
) -> None:
    """Whether callers are told the truth about their wait, at virtual time; minutes."""
    set_up_logging(False)
    bench_waiting(runs=runs, as_json=as_json, console=talk)


def bench_waiting(*, runs: int, as_json: bool, console: Console) -> None:
    """Measures and prints."""
    from hotline.bench.waiting.waiting import measure

    with stages(console, "measuring") as tell:
        report = measure(SEED, runs=runs, tell=tell)
    if as_json:
        print_json({**report, "load_average": os.getloadavg()[0]})
        return
    table = Table("figure", *report["wait_range"])
    patterns = list(report["wait_range"].values())
    for name in patterns[0]:
        table.add_row(name, *(_shown(figures[name]) for figures in patterns))
    console.print(table)


def _shown(figure: Any) -> str:
    if not isinstance(figure, dict):
        return str(figure)
    return ", ".join(f"{name} {value}" for name, value in figure.items())
