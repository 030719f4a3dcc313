"""`hotline bench dialect` at the terminal."""

from __future__ import annotations

import functools
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
    load_config,
    plain,
    print_json,
    set_up_logging,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG

if TYPE_CHECKING:
    from hotline.bench.rows import Row
    from hotline.configuration.schema import HotlineConfig


def dialect(
    data: Annotated[Path | None, typer.Option(help="Folder with requests/.", show_default=False)] = None,
    recordings: Annotated[
        Path | None,
        typer.Option(help="WAV files and index.tsv (file, accent, queue, text).", show_default=False),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Right queues with the tolerance for dialects off, wordings only, sounds only, and on."""
    set_up_logging(False)

    settings = load_config(config)
    work = functools.partial(bench_dialect, data=data, recordings=recordings, as_json=as_json, console=talk)
    plain(work, settings)


def bench_dialect(
    config: HotlineConfig, *, data: Path | None, recordings: Path | None, as_json: bool, console: Console
) -> None:
    """Measures and prints. Raises `ModelError` without a model, `NoMaterial` without `index.tsv`."""
    from hotline.bench.dialect.dialect import DialectBench

    bench = DialectBench(config, (data or DATA).resolve(), recordings, SEED)
    with stages(console, "measuring") as tell:
        rows = bench.run(lambda row: tell(row.name))
    if as_json:
        report = {"model": config.asr.model, "seed": SEED, "load_average": os.getloadavg()[0]}
        report["rows"] = [row.as_json() for row in rows]
        print_json(report)
        return
    console.print("right queue / wrong with high confidence / asked again, percent", highlight=False)
    console.print(_table([row for row in rows if row.group == "dialect"]))
    for row in rows:
        if row.group == "cost":
            times = (
                f"p50 {row.figures['cpu_ms_p50']} ms, p99 {row.figures['cpu_ms_p99']} ms of processor time"
            )
            console.print(f"{row.name}: {times}", highlight=False)


def _table(rows: list[Row]) -> Table:
    from hotline.bench.dialect.dialect import SETTINGS

    table = Table()
    table.add_column("condition")
    for heading in ("n", *SETTINGS):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        if row.skipped is not None:
            table.add_row(row.name, "", row.skipped)
            continue
        shares = [" / ".join(f"{value:g}" for value in row.figures[name].values()) for name in SETTINGS]
        table.add_row(row.name, str(row.figures["n"]), *shares)
    return table
