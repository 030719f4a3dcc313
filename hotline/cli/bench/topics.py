"""`hotline bench topics` at the terminal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from hotline.cli.bench.assist import flat
from hotline.cli.bench.data import DATA, SEED
from hotline.cli.progress import stages
from hotline.cli.terminal import JsonOption, plain, print_json, set_up_logging, talk


def topics(
    messages: Annotated[
        Path, typer.Option(help="Folder of stream.jsonl: messages with the time at which they came.")
    ] = DATA / "messages",
    seed: Annotated[int, typer.Option(help="The first of the seeds; others follow it.")] = SEED,
    as_json: JsonOption = False,
) -> None:
    """Surges and topics planted among real messages, EARS C2 beside, cost of a call; minutes."""
    set_up_logging(False)
    report = plain(_measured, messages, seed)
    if as_json:
        print_json({**report, "load_average": os.getloadavg()[0]})
        return
    table = Table("figure", "value")
    for name, value in flat(report):
        table.add_row(name, value)
    talk.print(table)


def _measured(folder: Path, seed: int) -> dict[str, Any]:
    from hotline.bench.city.report import measure

    with stages(talk, "measuring") as tell:
        return measure(folder, seed, tell)
