"""`hotline bench dialect` at the terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path

from rich.console import Console
from rich.table import Table

from hotline.bench.dialect.dialect import SETTINGS, DialectBench
from hotline.bench.rows import Row
from hotline.cli.bench.asr import DATA, SEED
from hotline.configuration.schema import HotlineConfig


def bench_dialect(
    config: HotlineConfig, *, data: Path | None, recordings: Path | None, as_json: bool, console: Console
) -> None:
    """Measures and prints. Raises `ModelError` without a model, `NoMaterial` without `index.tsv`."""
    bench = DialectBench(config, (data or DATA).resolve(), recordings, SEED)
    with console.status("measuring") as status:
        rows = bench.run(lambda row: status.update(row.name))
    if as_json:
        report = {"model": config.asr.model, "seed": SEED, "load_average": os.getloadavg()[0]}
        report["rows"] = [row.as_json() for row in rows]
        Console().print_json(json.dumps(report, ensure_ascii=False), indent=None, highlight=False)
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
