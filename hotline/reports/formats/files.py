"""A report as the bytes of a file."""

from __future__ import annotations

import json
from typing import Literal

from hotline.reports.formats.page import report_html
from hotline.reports.formats.pdf import report_pdf
from hotline.reports.formats.table import report_csv
from hotline.reports.formats.workbook import report_xlsx
from hotline.reports.report import Report
from hotline.reports.words import Language

Format = Literal["page", "csv", "xlsx", "pdf", "json"]

CONTENT_TYPES: dict[Format, str] = {
    "page": "text/html",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
}


def file_name(report: Report, form: Format) -> str:
    """report-2026-11.pdf, report-2026-11-public.pdf."""
    public = "-public" if report.public else ""
    return f"report-{report.period.name}{public}.{'html' if form == 'page' else form}"


def written(report: Report, form: Format, language: Language) -> bytes:
    """Takes up to a second: not for the event loop. Raises `NoPdf`."""
    match form:
        case "csv":  # spreadsheets take it for GBK without the mark
            return report_csv(report, language).encode("utf-8-sig")
        case "xlsx":
            return report_xlsx(report, language)
        case "page":
            return report_html(report, language).encode()
        case "pdf":
            return report_pdf(report, language)
        case "json":
            return report_json(report).encode()


def report_json(report: Report) -> str:
    """With ids instead of words: for other programs."""
    told = {
        "kind": report.period.kind,
        "period": report.period.name,
        "first": report.period.first.isoformat(),
        "last": report.period.last.isoformat(),
        "public": report.public,
        "made": round(report.made),
        "humble": report.humble,
        "tables": {
            sheet.id: [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
            for sheet in report.sheets
        },
    }
    return json.dumps(told, ensure_ascii=False)
