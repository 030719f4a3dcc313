"""A list of citizens who are to be called: a table from a spreadsheet, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator

from contracts.errors import HotlineError
from contracts.spreadsheets import decoded
from hotline.records.database.followups.store import Wanted
from hotline.records.database.screening.table import caller_key

COLUMNS = {
    "telephone": ("telephone", "电话", "联系电话", "手机"),
    "ref": ("ref", "编号", "工单号"),
    "topic": ("topic", "事项", "诉求"),
    "questions": ("questions", "问题"),
}
"""Names that a column may have in the first line."""
MOST = 20_000
LONGEST = 60
"""Characters of a reference or a topic."""
MOST_TOLD = 10


class ListError(HotlineError):
    """The list cannot be used; the text has a line for each mistake, and none of them the number."""


def read_list(
    data: bytes, usual: str, sets: Collection[str], may_dial: Callable[[str], bool]
) -> list[Wanted]:
    """All rows of the file. `usual`: the set of questions of rows that name none; `sets`: those there are;
    `may_dial`: whether a number, as callers show it, may be dialled. Raises ListError."""
    rows = list(csv.reader(io.StringIO(_text(data), newline="")))
    if not rows:
        raise ListError("the list is empty: its first line names the columns, telephone among them")
    places = _places([cell.strip().lower() for cell in rows[0]])
    body = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    if len(body) > MOST:
        raise ListError(f"{len(body)} rows: split the list, {MOST} at most")
    wanted, mistakes = [], []
    for number, row in body:
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
        one = Wanted(
            number=cells["telephone"],
            questions=cells.get("questions") or usual,
            ref=cells.get("ref", ""),
            topic=cells.get("topic", ""),
        )
        mistakes += [f"line {number}: {text}" for text in _mistakes(one, sets, may_dial)]
        wanted.append(one)
    if mistakes:
        more = [f"and {len(mistakes) - MOST_TOLD} more"] if len(mistakes) > MOST_TOLD else []
        raise ListError("\n".join([*mistakes[:MOST_TOLD], *more, "nothing was added"]))
    return wanted


def _text(data: bytes) -> str:
    if (text := decoded(data)) is None:
        raise ListError("the file is neither UTF-8 nor GB 18030: save it as CSV UTF-8")
    return text


def _places(header: list[str]) -> dict[str, int]:
    known = {written: name for name, names in COLUMNS.items() for written in names}
    if strange := [cell for cell in header if cell and cell not in known]:
        may = ", ".join("/".join(names) for names in COLUMNS.values())
        raise ListError(f"line 1: no such column: {', '.join(strange[:3])}; columns are {may}")
    places = {known[cell]: at for at, cell in enumerate(header) if cell}
    if "telephone" not in places:
        raise ListError("line 1: the column telephone (or 电话) is missing")
    return places


def _mistakes(one: Wanted, sets: Collection[str], may_dial: Callable[[str], bool]) -> Iterator[str]:
    key = caller_key(one.number)
    if key is None:
        yield "this is no telephone number"
    elif not may_dial(one.number):
        yield "this number may not be dialled: see prefixes of the trunk's dial"
    elif key.lstrip("+0") in one.ref:
        yield "ref is the telephone number: events and tables show it, write the case's number"
    if one.questions not in sets:
        yield f"there are no questions {one.questions!r}; there are: {', '.join(sorted(sets))}"
    for name, text in (("ref", one.ref), ("topic", one.topic)):
        if len(text) > LONGEST or not text.isprintable():
            yield f"{name} is longer than {LONGEST} characters, or has line breaks"
