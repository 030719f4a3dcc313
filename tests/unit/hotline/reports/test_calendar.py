"""The calendar, the weeks ahead and today, out of a synthetic month; what was usual is learned once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from hotline.cases.table import CASES
from hotline.city.kept.tables import CITY_CALLS, CITY_TOPICS
from hotline.figures.settings import FiguresSettings
from hotline.records.database.connection import connected, usable_url
from hotline.reports.book import ReportBook
from hotline.reports.calendar.book import CalendarBook
from hotline.reports.calendar.letters import letters
from hotline.reports.counts import TopicCounts
from hotline.reports.kept.past import Past
from hotline.reports.kept.periods import ANEW_S
from hotline.reports.kept.store import ReportStore
from hotline.reports.period import period_of
from tests.unit.hotline.reports.months import (
    MONTH,
    NOW,
    PERSONAL,
    SECRET,
    Settings,
    case_row,
    city_call,
    fill,
    put,
    topic_row,
    url,
)

WATER, NOISE = "停水 供水", "噪声 施工"


@asynccontextmanager
async def opened(folder: Path, now: float = NOW) -> AsyncIterator[CalendarBook]:
    async with Past.opened(url(folder), SECRET, Settings(), lambda: now) as past:
        yield CalendarBook(past)


async def test_each_day_of_a_month_has_its_calls_topics_and_surges(tmp_path: Path) -> None:
    await fill(tmp_path)
    async with opened(tmp_path) as calendar:
        days, humble = await calendar.month(MONTH)
    assert not humble
    assert [one.day for one in days] == [MONTH + timedelta(days=at) for at in range(31)]
    assert all(20 <= one.contacts <= 31 for one in days)
    assert all(one.expected is not None and 10 < one.expected < 50 for one in days)
    assert {topic.name for one in days for topic in one.topics} == {WATER, NOISE}
    assert [topic.calls for topic in days[0].topics] == sorted(
        (topic.calls for topic in days[0].topics), reverse=True
    )
    assert [one.surges for one in days] == [1, *[0] * 30]
    assert days[-1].kind == "weekend"


async def test_topics_that_became_one_count_as_one_and_are_asked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(tmp_path)
    async with connected(usable_url(url(tmp_path))) as engine, engine.begin() as connection:
        await connection.execute(update(CITY_TOPICS).where(CITY_TOPICS.c.id == 2).values(into=1))
    asked = []
    merged = ReportStore.merged

    async def counted(store: ReportStore) -> Mapping[int, int]:
        asked.append(store)
        return await merged(store)

    monkeypatch.setattr(ReportStore, "merged", counted)
    async with opened(tmp_path) as calendar:
        days, _ = await calendar.month(MONTH)
        assert len(asked) == 1
        assert [[topic.name for topic in one.topics] for one in days] == [[WATER]] * 31
        assert all(one.topics[0].calls in (one.contacts, one.contacts - 1) for one in days)
        asked.clear()
        await calendar.year(MONTH.year)
        assert len(asked) == 1


async def test_a_year_has_all_days_and_the_topics_of_months_that_have_begun(tmp_path: Path) -> None:
    await fill(tmp_path)
    async with opened(tmp_path) as calendar:
        days, topics, _ = await calendar.year(MONTH.year)
        month, _ = await calendar.month(MONTH)
    assert len(days) == 365
    assert list(topics) == list(range(1, 12))
    assert [one.name for one in topics[10]] == [WATER, NOISE]
    assert topics[1] == []
    of_october = [one for one in days if one.day.month == 10]
    assert [one.contacts for one in of_october] == [one.contacts for one in month]


async def test_a_month_that_runs_is_counted_now_and_then_a_day_at_once(tmp_path: Path) -> None:
    await fill(tmp_path)
    noon = datetime(MONTH.year, MONTH.month, 20, 12)
    clock = [noon.timestamp()]
    async with Past.opened(url(tmp_path), SECRET, Settings(), lambda: clock[0]) as past:
        calendar = CalendarBook(past)

        async def calls() -> tuple[int, int]:
            """Of the first topic: in the month by the year's page, today."""
            _, topics, _ = await calendar.year(MONTH.year)
            return topics[MONTH.month][0].calls, (await calendar.today()).topics[0].calls

        month, day = await calls()
        more = [city_call(f"more-{at}", noon - timedelta(minutes=at), f"new {at}", 1) for at in range(9)]
        await put(tmp_path, {CITY_CALLS: more})
        assert await calls() == (month, day + 9)
        clock[0] += ANEW_S
        assert await calls() == (month + 9, day + 9)


async def test_a_day_that_is_over_is_counted_now_and_then_until_it_is_settled(tmp_path: Path) -> None:
    await fill(tmp_path)
    noon = datetime(MONTH.year, MONTH.month, 20, 12)
    clock = [noon.timestamp()]
    async with Past.opened(url(tmp_path), SECRET, Settings(), lambda: clock[0]) as past:
        calendar = CalendarBook(past)

        async def yesterday() -> int:
            days, _ = await calendar.month(MONTH)
            return days[18].contacts

        before = await yesterday()
        late = [city_call(f"late-{at}", noon - timedelta(hours=20), f"new {at}", 1) for at in range(9)]
        await put(tmp_path, {CITY_CALLS: late})
        assert await yesterday() == before
        clock[0] += ANEW_S
        assert await yesterday() == before + 9


async def test_what_is_filled_in_or_merged_later_stands_in_pages_that_were_seen(tmp_path: Path) -> None:
    await fill(tmp_path)
    filled = datetime(MONTH.year, MONTH.month, 9, 12)
    async with opened(tmp_path, NOW + 10 * 86_400) as calendar:  # the month is over for good

        async def seen() -> tuple[int, int, list[TopicCounts]]:
            """Calls of the day by either page, and topics of the month."""
            (days, _), (all_days, topics, _) = await calendar.month(MONTH), await calendar.year(MONTH.year)
            (one,) = [one for one in all_days if one.day == filled.date()]
            return days[8].contacts, one.contacts, topics[MONTH.month]

        before = await seen()
        assert await seen() == before
        more = [city_call(f"filled-{at}", filled, f"new {at}", 1) for at in range(9)]
        await put(tmp_path, {CITY_CALLS: more})
        after = await seen()
        assert after[:2] == (before[0] + 9, before[1] + 9)
        assert after[2][0].calls == before[2][0].calls + 9
        async with connected(usable_url(url(tmp_path))) as engine, engine.begin() as connection:
            await connection.execute(update(CITY_TOPICS).where(CITY_TOPICS.c.id == 2).values(into=1))
        *_, (merged,) = await seen()
        assert merged.calls == sum(one.calls for one in after[2])
        await calendar.month(MONTH)
        assert (await seen())[2] == [merged]


async def test_what_has_not_come_is_empty_and_not_expected_yet(tmp_path: Path) -> None:
    await fill(tmp_path)
    async with opened(tmp_path) as calendar:
        days, _ = await calendar.month(date(2027, 2, 1))
        assert [(one.contacts, one.expected, one.topics) for one in days] == [(0, None, ())] * 28
        _, topics, _ = await calendar.year(2027)
        assert topics == {}


async def test_a_city_without_any_history(tmp_path: Path) -> None:
    async with opened(tmp_path) as calendar:
        days, humble = await calendar.month(MONTH)
        assert humble
        assert {(one.contacts, one.expected) for one in days} == {(0, None)}
        assert [(week.topics, week.cases) for week in await calendar.ahead(3)] == [((), ())] * 3
        today = await calendar.today()
    assert (today.contacts, today.expected, today.humble) == (0, None, True)
    assert len(today.hours) == 24
    assert (today.topics, today.districts, today.surges) == ((), (), ())


async def test_today_is_told_until_now(tmp_path: Path) -> None:
    await fill(tmp_path)
    midnight = datetime.fromtimestamp(NOW).replace(hour=0, minute=0)
    calls = [city_call(f"n{at}", midnight + timedelta(hours=at), f"h{at}", 1) for at in range(9)]
    await put(tmp_path, {CITY_CALLS: calls})
    async with opened(tmp_path) as calendar:
        today = await calendar.today()
    assert today.contacts == 9
    assert [count for _, count, _ in today.hours] == [1] * 9 + [0] * 15
    expected = [one for _, _, one in today.hours if one is not None]
    assert len(expected) == 24
    assert today.expected is not None
    assert today.expected < sum(expected)
    assert today.districts == (("西城区", 9),)
    assert [one.name for one in today.topics] == [WATER]


async def test_the_weeks_ahead_are_those_of_last_year_with_a_letter_to_each_unit(tmp_path: Path) -> None:
    monday = date(2026, 11, 2)
    like = datetime.combine(monday - timedelta(days=364), datetime.min.time())
    calls = [city_call(f"l{at}", like + timedelta(hours=at), f"h{at}", 2) for at in range(40)]
    cases = [
        case_row(str(250000000000 + at), category, (like + timedelta(hours=at)).timestamp(), "closed", "p")
        for category, first, count in (("城管/噪声", 0, 30), ("供水/停水", 100, 4))
        for at in range(first, first + count)
    ]
    await put(tmp_path, {CITY_CALLS: calls, CITY_TOPICS: [topic_row(2, NOISE, "半夜施工")], CASES: cases})
    async with opened(tmp_path) as calendar:
        weeks = await calendar.ahead(2)
    assert [(week.first, week.like) for week in weeks] == [
        (monday, like.date()),
        (monday + timedelta(days=7), like.date() + timedelta(days=7)),
    ]
    assert [(one.name, one.count, one.usual) for one in weeks[0].topics] == [(NOISE, 40, 0.0)]
    assert [(one.name, one.unit, one.count) for one in weeks[0].cases] == [("城管/噪声", "城市管理局", 30)]
    assert (weeks[1].topics, weeks[1].cases) == ((), ())
    for language, word in (("zh", "去年同期 30 件"), ("en", "30 cases last year")):
        written = letters(weeks, language, date(2026, 11, 1))  # type: ignore[arg-type]
        assert list(written) == ["城市管理局"]
        assert word in written["城市管理局"]
        assert "2026-11-02" in written["城市管理局"]
        assert not [one for one in PERSONAL if one in written["城市管理局"]]


async def test_what_was_usual_is_learned_once_for_reports_and_calendar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hotline.reports.kept import past as module

    learned = []
    learn = module.learned

    def counted(*given: object) -> object:
        learned.append(given)
        return learn(*given)  # type: ignore[arg-type]

    await fill(tmp_path)
    monkeypatch.setattr(module, "learned", counted)
    async with Past.opened(url(tmp_path), SECRET, Settings(), lambda: NOW) as past:
        calendar, reports = CalendarBook(past), ReportBook(past, FiguresSettings())
        for _ in range(3):
            await calendar.month(MONTH)
            await calendar.today()
            await reports.make(period_of("month", MONTH), NOW)
    assert len(learned) == 2, "before the month, and before today"
