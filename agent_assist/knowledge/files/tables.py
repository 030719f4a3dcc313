"""Many articles a file: a table whose first line names the columns, in English or in Chinese."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agent_assist.knowledge.articles import MOST, Article
from agent_assist.knowledge.files.rows import LARGEST_TABLE, Mistake, Row, Rows
from contracts.spreadsheets import decoded

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "编号", "编码", "知识编号"),
    "title": ("title", "标题", "知识标题", "名称", "问题", "question"),
    "tags": ("tags", "标签", "关键词", "关键字", "keywords"),
    "department": ("department", "部门", "责任部门", "主管部门", "所属部门"),
    "district": ("district", "区县", "地区", "适用区域", "区域"),
    "source": ("source", "来源", "依据", "政策依据", "出处"),
    "updated": ("updated", "更新日期", "更新时间", "修改时间"),
    "valid_from": ("valid_from", "生效日期", "开始日期", "有效期起"),
    "valid_until": ("valid_until", "失效日期", "截止日期", "有效期止"),
    "reviewed": ("reviewed", "核实日期", "审核日期"),
    "body": ("body", "正文", "内容", "知识内容", "答案", "答复", "answer"),
}
"""What a column may be called; of several of a kind the first in this order that is there."""


def rows_of(data: bytes) -> Rows:
    """The articles of a CSV: UTF-8, or GB 18030 as spreadsheets write it."""
    if len(data) > LARGEST_TABLE:
        return Rows.none(1, "超过 256 MiB，请拆分 / larger than 256 MiB: split it")
    if (text := decoded(data)) is None:
        return Rows.none(
            1, "编码不是 UTF-8，也不是 GB 18030，请另存 / neither UTF-8 nor GB 18030: save it as one"
        )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)

    def lines() -> Iterator[tuple[int, Sequence[Any]]]:
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1

    try:
        return _read(lines())
    except csv.Error as error:
        return Rows.none(reader.line_num, f"不是 CSV 表格 / is no CSV: {error}")


def rows_of_sheet(data: bytes) -> Rows:
    """The articles of the first sheet of an XLSX file."""
    import openpyxl  # late: a third of a second, for those alone who bring such a file

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return _read(enumerate(sheet.iter_rows(values_only=True), 1))
    except (OSError, KeyError, ValueError, IndexError, TypeError, zipfile.BadZipFile, SyntaxError) as error:
        return Rows.none(1, f"不是 XLSX 表格 / is no XLSX ({type(error).__name__})")


def _read(lines: Iterator[tuple[int, Sequence[Any]]]) -> Rows:
    first, names = next(lines, (1, ()))
    columns = _columns(names)
    if "title" not in columns or "body" not in columns:
        said = "、".join(str(name) for name in names if name not in (None, ""))[:200] or "-"
        return Rows.none(
            first,
            "第一行要写列名：标题、正文，最好还有编号和来源 / the first line names the columns: title and "
            f"body, and best id and source; it has: {said}",
        )
    found = Rows()
    for line, cells in lines:
        if all(cell is None or str(cell).strip() == "" for cell in cells):
            continue
        if len(found.rows) == MOST:
            found.mistakes.append(Mistake(line, f"只读前 {MOST:,} 篇 / only so many articles are read"))
            break
        fields = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        found.rows.append(Row({name: cell for name, cell in fields.items() if cell not in (None, "")}, line))
    return found


def _columns(names: Sequence[Any]) -> dict[str, int]:
    """Which column is which field."""
    there = [str(name or "").strip().lower() for name in names]
    found = {}
    for field, known in COLUMNS.items():
        if (name := next((one for one in known if one in there), None)) is not None:
            found[field] = there.index(name)
    return found


def text_of(articles: Iterable[Article]) -> str:
    """As `rows_of` reads it, with every column."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for article in articles:
        cells = article.model_dump(mode="json")
        writer.writerow(
            "、".join(cell) if isinstance(cell := cells[name], list) else cell or "" for name in COLUMNS
        )
    return stream.getvalue()
