"""Days without calls, a city without districts, clocks that change, a year that comes late."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from contracts import CallEnded, CallQueued, CallStarted
from hotline.cases.table import CASES
from hotline.city.kept.tables import CITY_CALLS, CITY_TOPICS
from hotline.records.database.tables import EVENTS, StoredEvent
from hotline.reports.formats.files import written
from hotline.reports.period import period_of
from hotline.reports.report import Report
from tests.unit.hotline.reports.months import MONTH, NOW, book, case_row, city_call, fill, put, topic_row


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def value(report: Report, name: str) -> object:
    return dict(report.sheet("summary").rows)[name]


async def test_a_database_without_anything(tmp_path: Path) -> None:
    for public in (False, True):
        async with book(tmp_path) as reports:
            report = await reports.make(period_of("month", MONTH), NOW, public=public)
        for form in ("page", "csv", "xlsx", "pdf", "json"):
            assert written(report, form, "zh")  # type: ignore[arg-type]
        assert value(report, "offered") == 0
    async with book(tmp_path) as reports:
        report = await reports.make(period_of("day", MONTH), NOW)
    assert value(report, "expected") is None
    assert report.humble


async def test_a_month_between_others_in_which_nobody_called(tmp_path: Path) -> None:
    await fill(tmp_path, back_days=20)
    async with book(tmp_path) as reports:
        report = await reports.make(period_of("month", date(2026, 8, 1)), NOW)
        assert value(report, "contacts") == 0
        assert len(report.sheet("days").rows) == 31
        assert value(await reports.make(period_of("month", MONTH), NOW), "contacts") != 0


async def test_a_city_without_districts(tmp_path: Path) -> None:
    await fill(tmp_path)
    async with book(tmp_path, districts=()) as reports:
        report = await reports.make(period_of("month", MONTH), NOW)
    assert [row[0] for row in report.sheet("districts").rows] == ["…"]


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
async def test_a_day_on_which_clocks_change(tmp_path: Path, day: date, hours: int) -> None:
    begin = datetime(day.year, day.month, day.day).timestamp()
    calls = [
        city_call(f"c{at}", datetime.fromtimestamp(begin + 3600 * at + 60), f"h{at}", 1) | {"district": ""}
        for at in range(hours)
    ]
    for at, call in enumerate(calls):
        call["at"] = begin + 3600 * at + 60  # the hour that comes twice, too
    await put(tmp_path, {CITY_CALLS: calls, CITY_TOPICS: [topic_row(1, "停水", "")]})
    async with book(tmp_path) as reports:
        report = await reports.make(period_of("day", day), begin + 3 * 86_400)
    rows = report.sheet("hours").rows
    assert [row[1] for row in rows] == [1] * hours
    assert len({row[0] for row in rows}) == hours
    assert ("02:00 (2)" in {row[0] for row in rows}) == (hours == 25)
    assert value(report, "contacts") == hours


async def test_a_day_is_counted_again_where_events_came_late(tmp_path: Path) -> None:
    day = date(2026, 10, 5)
    async with book(tmp_path) as reports:
        assert value(await reports.make(period_of("day", day), NOW), "offered") == 0
        moment = datetime(2026, 10, 5, 9).timestamp()
        late = [
            CallStarted(call="late", caller="1", dialled="12345", at=moment),
            CallQueued(call="late", queue="utilities", position=1, at=moment),
            CallEnded(call="late", by="caller", at=moment + 30),
        ]
        rows = [StoredEvent.of(event, int(event.at * 1e9) + at)._asdict() for at, event in enumerate(late)]
        await put(tmp_path, {EVENTS: rows})
        assert value(await reports.make(period_of("day", day), NOW), "offered") == 1


async def test_what_was_counted_outlives_its_events(tmp_path: Path) -> None:
    from sqlalchemy import delete

    from hotline.records.database.connection import connected, usable_url
    from tests.unit.hotline.reports.months import url

    await fill(tmp_path)
    async with book(tmp_path) as reports:
        assert value(await reports.make(period_of("month", MONTH), NOW), "offered") == 20
        async with connected(usable_url(url(tmp_path))) as engine, engine.begin() as connection:
            await connection.execute(delete(EVENTS))
        assert value(await reports.make(period_of("month", MONTH), NOW), "offered") == 20


async def test_a_year_that_comes_late_is_learned_from(tmp_path: Path) -> None:
    await fill(tmp_path, back_days=0)
    async with book(tmp_path) as reports:
        assert (await reports.make(period_of("month", MONTH), NOW)).humble
        year = [
            city_call(f"b{at}-{hour}", datetime(2025, 9, 1 + at % 28, hour), f"h{at}", 1)
            for at in range(60)
            for hour in (9, 15)
        ]
        await put(tmp_path, {CITY_CALLS: year})
        assert not (await reports.make(period_of("month", MONTH), NOW)).humble


async def test_cases_without_category_unit_and_district(tmp_path: Path) -> None:
    plain = case_row("261001000001", "供水/停水", datetime(2026, 10, 2).timestamp(), "open", "p")
    none = {"category": "", "category_name": "", "unit": "", "unit_name": "", "district": ""}
    await put(tmp_path, {CASES: [plain | none]})
    async with book(tmp_path) as reports:
        report = await reports.make(period_of("month", MONTH), NOW)
    assert [row[:2] for row in report.sheet("categories").rows] == [("", 1)]
    assert "未分类" in written(report, "page", "zh").decode()
