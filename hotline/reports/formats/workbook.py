"""A report as a workbook of Excel and WPS: a sheet a table, days with a picture."""

from __future__ import annotations

import io

import xlsxwriter

from hotline.reports.report import Cell, Report, Sheet
from hotline.reports.words import Language, column_name, first_cell, notes, sheet_name, title

FIRST_WIDTH, WIDTH = 34, 14
TOP = 3
"""Lines above the names of columns, on the first sheet: title, notes."""


def report_xlsx(report: Report, language: Language) -> bytes:
    """A text is a text, whatever it begins with: no formula, no link."""
    made = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, {"in_memory": True, **options}) as book:
        book.set_properties({"title": title(report, language), "author": "", "company": ""})
        bold = book.add_format({"bold": True, "text_wrap": True})
        for place, sheet in enumerate(report.sheets):
            page = book.add_worksheet(sheet_name(sheet, language))
            top = TOP if place == 0 else 0
            if top:
                page.write_string(0, 0, title(report, language), bold)
                page.write_string(1, 0, " ".join(notes(report, language)))
            _fill(page, sheet, language, top, bold)
            if sheet.id in ("days", "hours") and sheet.rows:
                page.insert_chart(1, len(sheet.columns) + 1, _picture(book, sheet, language))
    return made.getvalue()


def _fill(
    page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, language: Language, top: int, bold: object
) -> None:
    page.set_column(0, 0, FIRST_WIDTH)
    page.set_column(1, len(sheet.columns) - 1, WIDTH)
    page.freeze_panes(top + 1, 1)
    for at, column in enumerate(sheet.columns):
        page.write_string(top, at, column_name(column, language), bold)
    for line, row in enumerate(sheet.rows, top + 1):
        page.write_string(line, 0, first_cell(sheet, row, language))
        for at, value in enumerate(row[1:], 1):
            _write(page, line, at, value)


def _write(page: xlsxwriter.worksheet.Worksheet, line: int, at: int, value: Cell) -> None:
    if isinstance(value, str):
        page.write_string(line, at, value)
    elif value is not None:
        page.write_number(line, at, value)


def _picture(book: xlsxwriter.Workbook, sheet: Sheet, language: Language) -> object:
    """What came beside what was expected."""
    name = sheet_name(sheet, language)
    columns = book.add_chart({"type": "column"})
    line = book.add_chart({"type": "line"})
    last = len(sheet.rows)
    for chart, column in ((columns, "contacts"), (line, "expected")):
        at = sheet.columns.index(column)
        chart.add_series(
            {
                "name": column_name(column, language),
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, at, last, at],
            }
        )
    columns.combine(line)
    columns.set_size({"width": 720, "height": 320})
    return columns
