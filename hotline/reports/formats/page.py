"""A report as one page of HTML that needs nothing beside it: to be looked at, printed, put on a site."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from hotline.reports.formats.shown import shown
from hotline.reports.report import Report
from hotline.reports.words import Language

TEMPLATES = Path(__file__).parent / "templates"


def report_html(report: Report, language: Language) -> str:
    """Whatever stands in a text is text there."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=False)
    told = shown(report, language)
    lang = "zh-CN" if language == "zh" else "en"
    return environment.get_template("report.html").render(
        lang=lang, title=told.title, sheets=told.sheets, notes=told.notes
    )
