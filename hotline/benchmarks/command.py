"""`hotline bench asr` at the terminal: rows as they come, then JSON, a table and a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hotline.benchmarks.asr import FULL, QUICK, AsrBench, circumstances
from hotline.benchmarks.picture import picture
from hotline.benchmarks.rows import Row
from hotline.config import HotlineConfig
from hotline.paths import CHECKOUT

SEED = 12345
DATA = CHECKOUT.parent / "shared" / "data"
"""Test data beside the checkout; rows whose data is not there are skipped."""
NOTE = (
    "Processor time, not the clock, is counted, so other programs disturb it little; where they do "
    "(caches, two threads on a core), ratios taken in this run hold and absolute times are too high."
)

HEADINGS = {
    "n": "n",
    "cer_percent": "CER",
    "cer_95": "95 %",
    "pinyin_error_percent": "syllables",
    "pinyin_error_95": "95 %",
    "accuracy_percent": "right",
    "accuracy_95": "95 %",
    "wrong_percent": "wrong",
    "rejected_percent": "rejected",
}
"""What the tables of shares show, in percent; the JSON has everything."""


def bench_asr(
    config: HotlineConfig,
    *,
    quick: bool,
    data: Path | None,
    svg: Path | None,
    as_json: bool,
    console: Console,
) -> None:
    """Measures and prints. Raises `ModelError` when there is no model."""
    effort, folder = (QUICK if quick else FULL), (data or DATA).resolve()
    report: dict[str, Any] = {**circumstances(config.asr, folder, effort, SEED), "note": NOTE}
    bench = AsrBench(config.asr, CHECKOUT, folder, effort, SEED)
    with console.status("measuring") as status:
        rows = bench.run(lambda row: status.update(f"{row.group}: {row.name}"))
    if svg is not None:
        svg.write_text(picture(rows, config.asr.model), encoding="utf-8")
    if as_json:
        report["rows"] = [row.as_json() for row in rows]
        Console().print_json(json.dumps(report, ensure_ascii=False), indent=None, highlight=False)
        return
    load = ", ".join(map(str, report["load_average"]))
    console.print(
        f"{config.asr.model}; {report['cores']} cores, load average {load}. {NOTE}", highlight=False
    )
    for table in _tables(rows):
        console.print(table)


def _tables(rows: list[Row]) -> list[Table]:
    """One table a group, and the reasons of what was skipped."""
    tables = []
    for group in dict.fromkeys(row.group for row in rows):
        measured = [row for row in rows if row.group == group and row.skipped is None]
        if group == "cost":
            tables.append(_cost(measured))
            continue
        names = [name for name in HEADINGS if any(name in row.figures for row in measured)]
        table = Table(title=f"{group}, percent")
        table.add_column("row", overflow="fold")
        for name in names:
            table.add_column(HEADINGS[name], justify="right", no_wrap=True)
        for row in measured:
            table.add_row(row.name, *(_shown(row.figures.get(name)) for name in names))
        tables.append(table)
    skipped = Table(title="not measured")
    skipped.add_column("row")
    skipped.add_column("why")
    for row in rows:
        if row.skipped is not None:
            skipped.add_row(row.name, row.skipped)
    return [*tables, skipped]


def _cost(rows: list[Row]) -> Table:
    table = Table(title="cost")
    for column in ("row", "figure", "value"):
        table.add_column(column, justify="right" if column == "value" else "left")
    for row in rows:
        for name, value in row.figures.items():
            table.add_row(row.name, name.replace("_", " "), _shown(value))
    return table


def _shown(value: object) -> str:
    if isinstance(value, list):
        interval = len(value) == 2 and all(isinstance(bound, float) for bound in value)
        return ("–" if interval else " ").join(map(str, value))
    return "" if value is None else str(value)
