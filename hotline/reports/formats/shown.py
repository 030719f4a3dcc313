"""A report as texts, for pages and for print."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.reports.report import Cell, Report
from hotline.reports.words import Language, column_name, first_cell, notes, sheet_name, title

DASH = "–"


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A table as people read it."""

    id: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as people read it."""

    title: str
    sheets: tuple[ShownSheet, ...]
    notes: tuple[str, ...]


def shown(report: Report, language: Language) -> Shown:
    """In that language."""
    sheets = tuple(
        ShownSheet(
            id=sheet.id,
            name=sheet_name(sheet, language),
            columns=tuple(column_name(column, language) for column in sheet.columns),
            rows=tuple(
                (first_cell(sheet, row, language), *(_text(value) for value in row[1:])) for row in sheet.rows
            ),
        )
        for sheet in report.sheets
    )
    return Shown(title(report, language), sheets, tuple(notes(report, language)))


def _text(value: Cell) -> str:
    if value is None:
        return DASH
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0")
    return f"{value:,}" if isinstance(value, int) else value
