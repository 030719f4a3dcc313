"""A report as PDF, set by Typst with a Chinese font of this machine."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contracts.errors import HotlineError
from hotline.machine.setup.layout import checkout
from hotline.reports.formats.page import TEMPLATES
from hotline.reports.formats.shown import shown
from hotline.reports.report import Report, Sheet
from hotline.reports.words import Language, column_name

FONTS = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "Microsoft YaHei"),
    *("PingFang SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "SimSun", "Noto Serif CJK SC"),
    *("Droid Sans Fallback", "AR PL UMing CN", "LXGW WenKai"),
)
"""Families with all of simplified Chinese, the best first."""


class NoPdf(HotlineError):
    """What makes PDF is missing on this machine; the text says what to do."""


def report_pdf(report: Report, language: Language, fonts: Collection[Path] | None = None) -> bytes:
    """`fonts`: folders beside the system's; None: those that set-up has fetched. Takes a second: not for the
    event loop. Raises `NoPdf` without Typst, or without a Chinese font."""
    try:
        import typst
    except ImportError:
        raise NoPdf(
            "生成 PDF 需要 Typst：运行 script/setup --extra pdf，或改用 XLSX、网页 / PDF needs Typst: run "
            "script/setup --extra pdf, or take XLSX or the page"
        ) from None
    folders = _folders() if fonts is None else list(fonts)
    known = typst.Fonts(include_system_fonts=fonts is None, font_paths=folders)
    told = _told(report, language, _font(known.families()))
    template = TEMPLATES / "report.typ"
    try:
        made = typst.compile(template, font_paths=known, sys_inputs={"report": json.dumps(told)})
    except RuntimeError as error:
        raise NoPdf(f"Typst 未能生成 PDF / Typst could not make the PDF: {error}") from error
    return bytes(made)


def _font(families: Collection[str]) -> str:
    there = {name.lower() for name in families}
    found = next((name for name in FONTS if name.lower() in there), None)
    if found is None:
        raise NoPdf(
            "这台机器没有中文字体，PDF 会全是方框：运行 script/setup --extra pdf，或安装 fonts-noto-cjk"
            " / no Chinese font on this machine: run script/setup --extra pdf, or install fonts-noto-cjk"
        )
    return found


def _folders() -> list[Path]:
    """Typst looks for the system's by itself."""
    mine = checkout().chromium / "usr/share/fonts"
    return [mine] if mine.is_dir() else []


def _told(report: Report, language: Language, font: str) -> dict[str, Any]:
    told = asdict(shown(report, language))
    for sheet, written in zip(report.sheets, told["sheets"], strict=True):
        written["chart"] = _chart(sheet, language) if sheet.id in ("days", "hours") and sheet.rows else None
    return {**told, "font": font, "lang": language}


def _chart(sheet: Sheet, language: Language) -> dict[str, Any]:
    """What came and what was expected; 0 where nothing was."""

    def numbers(column: str) -> list[float]:
        at = sheet.columns.index(column)
        return [float(value) if isinstance(value := row[at], int | float) else 0.0 for row in sheet.rows]

    return {
        "names": [str(row[0]).removesuffix(":00")[-2:] for row in sheet.rows],
        "values": numbers("contacts"),
        "expected": numbers("expected"),
        "words": [column_name(name, language) for name in ("contacts", "expected")],
    }
