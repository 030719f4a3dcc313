"""Cases to learn from: a table of another system, or what was filed here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent_assist.cases.settings import TicketSettings
from contracts.errors import HotlineError
from contracts.spreadsheets import decoded
from hotline.cases.table import CaseRow

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "said", "内容", "诉求内容", "诉求", "反映内容", "工单内容", "主题", "标题"),
    "category": ("category", "分类", "三级分类", "类别", "诉求分类", "category_name"),
    "unit": ("unit", "承办单位", "责任单位", "主办单位", "单位", "unit_name"),
}
"""What a column may be called; of several of a kind the first in this order that is there."""
LARGEST = 200_000
"""Rows of a file that are read."""
LONGEST = 2_000
"""Characters of a text."""
_SHOWN = 20
_CORRECTED = '"field": "category", "how": "corrected"'
_WEIGHS = 3.0
"""What an agent has put right, against what was filed as it was drafted."""


class RowsError(HotlineError):
    """A table that nothing can be learned from; the text says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class LearnedRow:
    """One case."""

    text: str
    category: str
    """Id; empty: not known."""
    unit: str
    """Id; empty: not known."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """What was read of a file."""

    rows: Sequence[LearnedRow]
    left_out: Sequence[str]
    """What could not be used, as `line: why`; of very many the first."""
    lines: int


def read_table(data: bytes, settings: TicketSettings) -> Table:
    """A CSV with a line of names on top: a text, and a category or a unit or both, by id or by name.

    Raises `RowsError` where there is no such table in it.
    """
    reader = csv.DictReader(io.StringIO(_text(data), newline=""), strict=False)
    try:
        names = [(name or "").strip() for name in reader.fieldnames or ()]
        found = {kind: _column(names, known) for kind, known in COLUMNS.items()}
        if found["text"] is None or (found["category"] is None and found["unit"] is None):
            raise RowsError(
                "1: 第一行要写列名：内容，还有 分类 或 承办单位 / the first line names the columns: text, "
                f"and category or unit; it has: {', '.join(names)[:200] or '-'}"
            )
        return _read(reader, names, found, _Names(settings))
    except csv.Error as error:
        raise RowsError(f"{reader.line_num}: 不是 CSV 表格 / no CSV ({error})") from error


def of_cases(rows: Iterable[CaseRow]) -> list[LearnedRow]:
    """Cases that agents have filed; what they put right counts more."""
    return [
        LearnedRow(
            "，".join(one for one in (row.said, row.appeal) if one),
            row.category,
            row.unit,
            _WEIGHS if _CORRECTED in row.traced else 1.0,
        )
        for row in rows
        if row.opened_by and row.category
    ]


class _Names:
    """Ids by what categories and units are called."""

    def __init__(self, settings: TicketSettings) -> None:
        self.categories = {leaf.id: leaf.id for leaf in settings.leaves}
        for leaf in settings.leaves:
            self.categories |= {leaf.path[-1]: leaf.id, "/".join(leaf.path): leaf.id}
        self.units = {unit.id: unit.id for unit in settings.units}
        self.units |= {unit.name: unit.id for unit in settings.units}


def _read(
    reader: csv.DictReader[str], names: Sequence[str], found: Mapping[str, int | None], known: _Names
) -> Table:
    rows, left_out, lines = [], [], 0
    for cells in _cells(reader, names):
        lines += 1
        if lines > LARGEST:
            left_out.append(f"{reader.line_num}: 只读前 {LARGEST:,} 行 / only so many rows are read")
            break
        text = _cell(cells, found["text"])[:LONGEST]
        said = {kind: _cell(cells, found[kind]) for kind in ("category", "unit")}
        category, unit = known.categories.get(said["category"], ""), known.units.get(said["unit"], "")
        if text and (category or unit):
            rows.append(LearnedRow(text, category, unit))
        elif len(left_out) < _SHOWN:
            what = "没有内容 / no text" if not text else f"配置里没有 / not configured: {_shown(said)}"
            left_out.append(f"{reader.line_num}: {what}")
    return Table(rows, left_out, lines)


def _cells(reader: csv.DictReader[str], names: Sequence[str]) -> Iterator[list[str]]:
    for row in reader:
        values = list(row.values())[: len(names)]
        yield [value if isinstance(value, str) else "" for value in values]


def _cell(cells: Sequence[str], at: int | None) -> str:
    return "" if at is None or at >= len(cells) else " ".join(cells[at].split())


def _column(names: Sequence[str], known: Sequence[str]) -> int | None:
    return next((names.index(one) for one in known if one in names), None)


def _shown(said: Mapping[str, str]) -> str:
    return ", ".join(value[:40] for value in said.values() if value) or "-"


def _text(data: bytes) -> str:
    if (text := decoded(data)) is None:
        raise RowsError("1: 既不是 UTF-8 也不是 GBK，请另存为 CSV UTF-8 / neither UTF-8 nor GBK")
    return text
