"""Reports for the desk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date

from agent_assist.refusal import DATABASE_AWAY, ActionRefused
from agent_assist.reports.port import (
    FileFormat,
    ReportColumn,
    ReportFile,
    ReportSheet,
    ReportView,
    WantedReport,
)
from contracts import Event, ReportTaken
from contracts.errors import HotlineError
from hotline.records.database.records import RecordsUnavailable
from hotline.reports.book import ReportBook
from hotline.reports.formats.files import CONTENT_TYPES, file_name, written
from hotline.reports.period import last_period, period_of
from hotline.reports.report import Report
from hotline.reports.words import Language, column_name, first_cell, notes, sheet_name, title


class DeskReports:
    """Implements `agent_assist.reports.port.Reports`."""

    def __init__(self, book: ReportBook, publish: Callable[[Event], None]) -> None:
        self._book = book
        self._publish = publish

    async def show(self, wanted: WantedReport) -> ReportView:
        return view(await self._made(wanted), wanted.language)

    async def file(self, wanted: WantedReport, form: FileFormat, by: str) -> ReportFile:
        report = await self._made(wanted)
        try:
            body = await asyncio.to_thread(written, report, form, wanted.language)
        except HotlineError as error:
            raise ActionRefused(str(error)) from error
        what = "public" if report.public else report.period.kind
        self._publish(ReportTaken(by=by, what=what, day=report.period.first.isoformat(), format=form))
        return ReportFile(file_name(report, form), CONTENT_TYPES[form], body)

    async def _made(self, wanted: WantedReport) -> Report:
        period = (
            last_period(wanted.kind, date.today())
            if wanted.day is None
            else period_of(wanted.kind, wanted.day)
        )
        try:
            return await self._book.make(period, time.time(), public=wanted.public)
        except RecordsUnavailable as error:
            raise ActionRefused(DATABASE_AWAY) from error
        except HotlineError as error:
            raise ActionRefused(str(error)) from error


def view(report: Report, language: Language) -> ReportView:
    """As it is sent."""
    return ReportView(
        kind=report.period.kind,
        public=report.public,
        name=report.period.name,
        title=title(report, language),
        first=report.period.first.isoformat(),
        last=report.period.last.isoformat(),
        made=report.made,
        humble=report.humble,
        notes=tuple(notes(report, language)),
        sheets=tuple(
            ReportSheet(
                id=sheet.id,
                name=sheet_name(sheet, language),
                columns=tuple(ReportColumn(id=one, name=column_name(one, language)) for one in sheet.columns),
                rows=tuple((first_cell(sheet, row, language), *row[1:]) for row in sheet.rows),
            )
            for sheet in report.sheets
        ),
    )
