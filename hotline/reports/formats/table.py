"""A report as CSV: a line for each number."""

from __future__ import annotations

from hotline.figures.csv_rows import csv_text
from hotline.reports.report import Report
from hotline.reports.words import Language, column_name, first_cell, sheet_name

COLUMNS = ("period", "table", "row", "figure", "value")


def report_csv(report: Report, language: Language) -> str:
    """`period`, table, row, figure, value: so that months may be put below one another. None is an empty
    cell."""
    return csv_text(
        COLUMNS,
        (
            (
                report.period.name,
                sheet_name(sheet, language),
                first_cell(sheet, row, language),
                column_name(column, language),
                value,
            )
            for sheet in report.sheets
            for row in sheet.rows
            for column, value in zip(sheet.columns[1:], row[1:], strict=True)
        ),
    )
