"""`hotline bench vad` at the terminal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from hotline.cli.bench.data import DATA, SEED
from hotline.cli.progress import stages
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    explained,
    load_config,
    print_json,
    set_up_logging,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG

if TYPE_CHECKING:
    from hotline.bench.rows import Row
    from hotline.configuration.schema import HotlineConfig

COLUMNS = {
    "missed_speech_percent": "missed",
    "false_starts_per_minute": "false",
    "cut_sentences_percent": "cut",
    "late_ends_percent": "late",
    "start_ms_p50": "start",
    "end_ms_p50": "end",
    "end_ms_p95": "p95",
    "cpu_us_per_frame": "cost",
}
LEGEND = (
    "missed: % of the speech; false: starts a minute without speech; cut: % of sentences ended within; "
    "late: % not ended within 2 s; start, end: ms until known, p95: of the ends; cost: µs a frame of 20 ms"
)


def vad(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer sentences, four kinds of line.")] = False,
    data: Annotated[
        Path | None, typer.Option(help="Folder with speech/ (recorded syllables).", show_default=False)
    ] = None,
    recordings: Annotated[
        Path | None, typer.Option(help="Folder of WAV files, each one sentence.", show_default=False)
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Voice detection in noise: speech missed, false starts, sentences cut, delays, cost."""
    set_up_logging(False)
    settings = load_config(config)
    with explained():
        bench_vad(settings, quick=quick, data=data, recordings=recordings, as_json=as_json, console=talk)


def bench_vad(
    config: HotlineConfig,
    *,
    quick: bool,
    data: Path | None,
    recordings: Path | None,
    as_json: bool,
    console: Console,
) -> None:
    """Measures and prints. Raises `NoMaterial` when there is nothing to listen to."""
    from hotline.bench.vad.vad import measure

    with stages(console, "measuring") as tell:
        rows, made_of = measure(
            config.asr, (data or DATA).resolve(), recordings, seed=SEED, quick=quick, tell=tell
        )
    load = [round(value, 2) for value in os.getloadavg()]
    if as_json:
        settings = config.asr.model_dump(mode="json", include={"endpoint_ms", "endpoint_slow_ms", "vad"})
        report = {"seed": SEED, "settings": settings, "material": made_of, "load_average": load}
        report["rows"] = [row.as_json() for row in rows]
        print_json(report)
        return
    console.print(f"{made_of}; load average {load[0]}\n{LEGEND}", highlight=False)
    for name in dict.fromkeys(row.group for row in rows):
        console.print(_table(name, [row for row in rows if row.group == name]))


def _table(name: str, rows: list[Row]) -> Table:
    table = Table(title=name, padding=(0, 0))
    table.add_column("line", no_wrap=True)
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right")
    for row in rows:
        shown = ["" if row.figures.get(key) is None else str(row.figures[key]) for key in COLUMNS]
        table.add_row(row.skipped or row.name, *shown)
    return table
