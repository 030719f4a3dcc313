"""Cases as a table for spreadsheets and for other systems: CSV, or a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from hotline.cases.table import CaseRow
from hotline.cases.xlsx import workbook
from hotline.figures.csv_rows import csv_text

COLUMNS = (
    *("number", "opened", "state", "changed", "telephone", "secret", "intent", "topic", "queue"),
    *("place", "place_said", "happened", "said", "complete", "opened_by", "changed_by"),
    *("channel", "dialled", "called", "district", "street", "community", "landmark", "grid"),
    *("longitude", "latitude", "amount", "people", "organisation", "appeal", "category", "category_name"),
    *("labels", "unit", "unit_name", "urgent", "first", "deadline", "due", "linked", "reply"),
)


def cases_csv(rows: Iterable[CaseRow]) -> str:
    """A row for each case; times as 2026-11-29 09:30:00. Telephone and name are masked, and empty
    where the citizen wants secrecy or was not asked."""
    return csv_text(COLUMNS, _cells(rows))


def cases_xlsx(rows: Iterable[CaseRow]) -> bytes:
    """The same as a workbook. Raises `TooManyRows`."""
    return workbook("工单", COLUMNS, _cells(rows))


def _cells(rows: Iterable[CaseRow]) -> Iterator[list[object]]:
    for row in rows:
        told = {"opened": _moment(row.opened), "changed": _moment(row.changed)}
        told["due"] = "" if row.due is None else _moment(row.due)
        told["telephone"], told["called"] = row.telephone_shown, row.shown().called
        yield [told[name] if name in told else getattr(row, name) for name in COLUMNS]


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M:%S")
