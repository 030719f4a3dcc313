"""Rows of `hotline bench asr`: measured, then JSON, tables and a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hotline.bench.asr.asr import circumstances, measure
from hotline.bench.asr.context import FULL, QUICK, Context, Extras
from hotline.bench.picture import picture
from hotline.bench.rows import Row
from hotline.cli.bench.data import DATA, SEED
from hotline.cli.progress import stages
from hotline.cli.terminal import print_json
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import CHECKOUT

NOTE = (
    "Processor time, not the clock, is counted, so other programs disturb it little; where they do "
    "(caches, two threads on a core), ratios taken in this run hold and absolute times are too high."
)

COLUMNS = {
    "n": "n",
    "cer_percent": "CER",
    "pinyin_error_percent": "syllables",
    "accuracy_percent": "right",
    "pinyin_exact_percent": "right by sound",
    "wrong_percent": "wrong",
    "rejected_percent": "rejected",
    "with_text_percent": "with text",
    "routed_percent": "routed",
    "right_percent": "told right",
    "foreign_percent": "not Chinese",
    "cantonese_percent": "Cantonese",
    "led_to_foreign_percent": "led to foreign",
}
"""Figures in the tables of shares, in percent, some with an interval; the JSON has everything."""
INTERVALS = {
    "cer_percent": "cer_95",
    "pinyin_error_percent": "pinyin_error_95",
    "accuracy_percent": "accuracy_95",
}
ONLY_WORDS = "pinyin_exact_percent"
"""Shown where single words are heard: few sentences come out without any mistake."""
NARROWEST = 20
"""Characters of a row's name on a line."""
LISTED = ("accents", "cost", "cost of two passes", "callers at once")
"""Groups whose rows have figures of their own each: one line a figure."""

Measure = Callable[[Context, Callable[[Row], None]], list[Row]]
"""What measures; it tells of each row when it has it."""


def bench_asr(
    config: HotlineConfig,
    *,
    quick: bool,
    data: Path | None,
    extras: Extras,
    svg: Path | None,
    as_json: bool,
    console: Console,
    measure: Measure = measure,
) -> None:
    """Measures and prints; tables on `console`, JSON on standard output.

    Raises `ModelError` when there is no model.
    """
    effort, folder = (QUICK if quick else FULL), (data or DATA).resolve()
    report: dict[str, Any] = {**circumstances(config.asr, folder, effort, SEED), "note": NOTE}
    streaming = config.asr.model_copy(update={"final_model": None})
    context = Context(streaming, CHECKOUT, folder, effort, SEED, extras)
    with stages(console, "measuring") as tell:
        rows = measure(context, lambda row: tell(f"{row.group}: {row.name}"))
    if svg is not None:
        svg.write_text(picture(rows, config.asr.model), encoding="utf-8")
    if as_json:
        report["rows"] = [row.as_json() for row in rows]
        print_json(report)
        return
    load = ", ".join(map(str, report["load_average"]))
    console.print(
        f"{config.asr.model}; {report['cores']} cores, load average {load}. {NOTE}", highlight=False
    )
    for table in tables(rows):
        console.print(table)


def tables(rows: list[Row]) -> list[Table]:
    """One table a group, and the reasons of what was skipped."""
    tables = []
    for group in dict.fromkeys(row.group for row in rows):
        measured = [row for row in rows if row.group == group and row.skipped is None]
        if measured:
            tables.append(_list(group, measured) if group in LISTED else _shares(group, measured))
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.skipped is not None:
            reasons.setdefault(row.skipped, []).append(row.name)
    skipped = Table("row", "why", title="not measured")
    for reason, names in reasons.items():
        skipped.add_row("\n".join(names), reason)
    return [*tables, skipped] if reasons else tables


def _shares(group: str, rows: list[Row]) -> Table:
    words = any("accuracy_percent" in row.figures for row in rows)
    names = [name for name in COLUMNS if any(name in row.figures for row in rows)]
    names = [name for name in names if words or name != ONLY_WORDS]
    table = Table(title=f"{group}, percent")
    table.add_column("row", min_width=NARROWEST)
    for name in names:
        table.add_column(COLUMNS[name], justify="right", no_wrap=True)
    aims = any(row.targets for row in rows)
    if aims:
        table.add_column("wanted", no_wrap=True)
    for row in rows:
        cells = [_share(row, name) for name in names]
        table.add_row(row.name, *cells, *([_wanted(row)] if aims else []))
    return table


def _list(group: str, rows: list[Row]) -> Table:
    table = Table(title=group)
    for column in ("row", "figure", "value", "wanted"):
        table.add_column(column, justify="right" if column == "value" else "left")
    for row in rows:
        aims = {target.figure: target for target in row.targets}
        for name, value in row.figures.items():
            shown = " ".join(map(str, value)) if isinstance(value, list) else str(value)
            aim = aims[name].text(value) if name in aims else ""
            table.add_row(row.name, name.replace("_", " "), shown, aim)
    return table


def _share(row: Row, name: str) -> str:
    value = row.figures.get(name)
    if value is None:
        return ""
    interval = row.figures.get(INTERVALS.get(name, ""))
    return f"{value}" if interval is None else f"{value} ({interval[0]:.0f}–{interval[1]:.0f})"


def _wanted(row: Row) -> str:
    return "\n".join(
        f"{COLUMNS[target.figure]} {target.text(row.figures.get(target.figure))}" for target in row.targets
    )
