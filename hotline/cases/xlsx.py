"""Cases as a workbook of Excel and WPS."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from contracts.errors import HotlineError

LONGEST_CELL = 32_767
"""Characters that a cell of a workbook takes."""
MOST_ROWS = 1_048_575
"""Below the line of names."""
WIDTH = 18


class TooManyRows(HotlineError):
    """More than a sheet takes."""


def workbook(name: str, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """One sheet of that name, a line of names on top that stays in sight. Raises `TooManyRows`.

    A text is a text, whatever it begins with: no formula, no link, no number.
    """
    made = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, WIDTH)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for place, row in enumerate(rows, 1):
            if place > MOST_ROWS:
                raise TooManyRows(f"a sheet takes {MOST_ROWS:,} cases: take fewer days, or CSV")
            for column, value in enumerate(row):
                _write(sheet, place, column, value)
    return made.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    else:
        # Control characters and halves of surrogate pairs cannot stand in the XML of a sheet.
        text = "".join(one for one in str(value) if one.isprintable() or one in "\n\t")
        sheet.write_string(row, column, text[:LONGEST_CELL])
