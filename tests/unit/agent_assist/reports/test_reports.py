"""The desk's routes for reports, calendar, weeks ahead and the big screen: for those who oversee."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from agent_assist.desk.overview import Overview
from agent_assist.refusal import ActionRefused
from agent_assist.reports.calendar_port import AheadView, CalendarView, TodayView
from agent_assist.reports.port import FileFormat, Language, ReportFile, ReportView, WantedReport
from tests.unit.agent_assist.desk.parts import Desk, running_desk

VIEW = ReportView(
    kind="month",
    public=False,
    name="2026-10",
    title="月报",
    first="2026-10-01",
    last="2026-10-31",
    made=1.0,
    humble=False,
    notes=(),
    sheets=(),
)
TODAY = TodayView(
    at=1.0, hours=(), contacts=0, expected=None, humble=True, topics=(), districts=(), surges=()
)


class FakeReports:
    def __init__(self) -> None:
        self.asked: list[WantedReport] = []
        self.taken: list[tuple[FileFormat, str]] = []
        self.refuse = ""

    async def show(self, wanted: WantedReport) -> ReportView:
        if self.refuse:
            raise ActionRefused(self.refuse)
        self.asked.append(wanted)
        return VIEW

    async def file(self, wanted: WantedReport, form: FileFormat, by: str) -> ReportFile:
        self.asked.append(wanted)
        self.taken.append((form, by))
        return ReportFile("report-2026-10.csv", "text/csv", b"a,b")


class FakeCalendar:
    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    async def month(self, day: date) -> CalendarView:
        self.asked.append(("month", day))
        return CalendarView(name="2026-10", humble=False, days=(), months=())

    async def year(self, year: int) -> CalendarView:
        self.asked.append(("year", year))
        return CalendarView(name="2026", humble=False, days=(), months=())

    async def ahead(self, weeks: int, language: Language) -> AheadView:
        self.asked.append(("ahead", weeks, language))
        return AheadView(weeks=(), letters=())

    async def today(self) -> TodayView:
        self.asked.append(("today",))
        return TODAY


@pytest.fixture
def reports() -> FakeReports:
    return FakeReports()


@pytest.fixture
def calendar() -> FakeCalendar:
    return FakeCalendar()


@pytest.fixture
async def desk(tmp_path: Path, reports: FakeReports, calendar: FakeCalendar) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, overview=Overview(reports, calendar)) as running:
        yield running


async def test_a_supervisor_sees_and_takes_reports(desk: Desk, reports: FakeReports) -> None:
    async with desk.browser("9001") as browser:
        assert (await (await browser.get("/api/reports")).json())["title"] == "月报"
        await browser.get("/api/reports?kind=week&day=2026-10-05&language=en")
        answer = await browser.get("/api/reports/file?public=true&format=csv")
        assert (answer.content_type, await answer.read()) == ("text/csv", b"a,b")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="report-2026-10.csv"'
    assert reports.asked == [
        WantedReport("month", None, False, "zh"),
        WantedReport("week", date(2026, 10, 5), False, "en"),
        WantedReport("month", None, True, "zh"),
    ]
    assert reports.taken == [("csv", "9001")]


@pytest.mark.parametrize("query", ["kind=year", "day=2026-13-01", "day=today", "public=1", "language=fr"])
async def test_what_no_report_can_be_of_is_refused(desk: Desk, reports: FakeReports, query: str) -> None:
    async with desk.browser("9001") as browser:
        for path in ("/api/reports", "/api/reports/file"):
            answer = await browser.get(f"{path}?{query}")
            assert answer.status == 400
            assert "2026-11-29" in (await answer.json())["message"]
        assert (await browser.get("/api/reports/file?format=docx")).status == 400
    assert reports.asked == []


async def test_why_a_report_cannot_be_made_is_told(desk: Desk, reports: FakeReports) -> None:
    reports.refuse = "还没有开始 / has not begun yet"
    async with desk.browser("9001") as browser:
        answer = await browser.get("/api/reports")
        assert answer.status == 409
        assert (await answer.json())["message"] == reports.refuse


async def test_a_supervisor_sees_calendar_weeks_ahead_and_today(desk: Desk, calendar: FakeCalendar) -> None:
    async with desk.browser("9001") as browser:
        for path in ("calendar?month=2026-10", "calendar?year=2026", "calendar", "ahead", "today"):
            assert (await browser.get(f"/api/{path}")).status == 200
        assert (await browser.get("/api/ahead?weeks=13&language=en")).status == 200
    this_month = date.today().replace(day=1)
    assert calendar.asked == [
        ("month", date(2026, 10, 1)),
        ("year", 2026),
        ("month", this_month),
        ("ahead", 4, "zh"),
        ("today",),
        ("ahead", 13, "en"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        *("calendar?month=2026", "calendar?month=2026-13", "calendar?month=x", "calendar?year=26"),
        *("calendar?year=0000", "calendar?year=20260", "calendar?month=9999-12", "calendar?year=9999"),
        *("ahead?weeks=0", "ahead?weeks=14", "ahead?weeks=-1", "ahead?weeks=４", "ahead?weeks=1e3"),
        *("ahead?weeks=0049", "ahead?language=fr", "calendar?month=0001-01", "calendar?year=0001"),
    ],
)
async def test_what_no_calendar_can_be_of_is_refused(desk: Desk, calendar: FakeCalendar, path: str) -> None:
    async with desk.browser("9001") as browser:
        assert (await browser.get(f"/api/{path}")).status == 400
    assert calendar.asked == []


async def test_agents_see_none_of_it(desk: Desk, reports: FakeReports, calendar: FakeCalendar) -> None:
    async with desk.browser("8001") as browser:
        for path in ("reports", "reports/file", "calendar", "ahead", "today"):
            assert (await browser.get(f"/api/{path}")).status == 403
    assert (reports.asked, calendar.asked) == ([], [])
