"""Calendar, weeks ahead and today, out of the records' database."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hotline.cases.store import PURPOSE as CASES_PURPOSE
from hotline.city.expected.level import HOUR_S, KindOfDay, Level, learned
from hotline.city.kept.store import PURPOSE
from hotline.city.view import LEVEL_HOURS
from hotline.figures.half_hours import bounds
from hotline.records.sealing import Seal
from hotline.reports.book import LiveSettings
from hotline.reports.calendar.ahead import AROUND, YEAR, Counts, WeekAhead, growth_of, rising, weeks_ahead
from hotline.reports.calendar.days import CalendarDay, calendar_days
from hotline.reports.counts import SurgeCounts, TopicCounts
from hotline.reports.kept.store import ReportCases, ReportStore, of_people
from hotline.reports.period import Period, period_of
from ivr.dialogue.hours.calendar import Calendar

WEEK = timedelta(weeks=1)
GROWN_WEEKS = 4
"""Weeks before today whose calls are compared with last year's."""
MOST_MATTERS = 12


@dataclass(frozen=True, slots=True)
class Today:
    """What the big screen shows. Nothing personal stands in it."""

    at: float
    """Seconds since the Unix epoch."""
    hours: tuple[tuple[str, int, float | None], ...]
    """Clock, contacts, expected; all of the day."""
    contacts: int
    expected: float | None
    """Until now."""
    humble: bool
    topics: tuple[TopicCounts, ...]
    districts: tuple[tuple[str, int], ...]
    surges: tuple[SurgeCounts, ...]


class CalendarBook:
    """Made by `opened`. Every method raises `RecordsUnavailable`."""

    def __init__(
        self,
        city: ReportStore,
        cases: ReportCases,
        live: LiveSettings,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._city = city
        self._cases = cases
        self._live = live
        self._clock = clock
        self._level: tuple[date, Level] | None = None

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, secret: str, live: LiveSettings) -> AsyncIterator[CalendarBook]:
        """On the records' database at `url`, sealed with `secret`."""
        async with (
            ReportStore.opened(url, Seal(secret, PURPOSE)) as city,
            ReportCases.opened(url, Seal(secret, CASES_PURPOSE)) as cases,
        ):
            yield cls(city, cases, live)

    async def month(self, day: date) -> tuple[list[CalendarDay], bool]:
        """The month of that day, each day with its topics; whether what is usual is only a guess."""
        now = self._clock()
        period = period_of("month", day)
        level = await self._learned(period.begin)
        topics, surges = {}, Counter[date]()
        for one in period.days:
            begin, end = bounds(one)
            if begin <= now:
                topics[one] = of_people(await self._city.topic_counts(begin, end, now))
        for told in await self._city.surge_counts(period.begin, period.end):
            surges[datetime.fromtimestamp(told.since).date()] += 1
        contacts = await self._city.contacts(period.begin, period.end)
        days = calendar_days(period, contacts, level, self._kind_of(), now, topics, surges)
        return days, level.humble

    async def year(self, year: int) -> tuple[list[CalendarDay], dict[int, list[TopicCounts]], bool]:
        """All days of a year, without topics; the topics of each month that has begun; whether what is
        usual is only a guess."""
        now = self._clock()
        period = Period("month", date(year, 1, 1), date(year, 12, 31))
        contacts = await self._city.contacts(period.begin, period.end)
        level = await self._learned(period.begin)
        days = calendar_days(period, contacts, level, self._kind_of(), now, {}, {})
        topics = {}
        for month in range(1, 13):
            one = period_of("month", date(year, month, 1))
            if one.begin <= now:
                topics[month] = of_people(await self._city.topic_counts(one.begin, one.end, now))[
                    :MOST_MATTERS
                ]
        return days, topics, level.humble

    async def ahead(self, weeks: int) -> list[WeekAhead]:
        """The next weeks, as last year's show them; empty lists where last year is not known."""
        today = datetime.fromtimestamp(self._clock()).date()
        growth = await self._growth(today)
        known: dict[date, tuple[Counts, Counts]] = {}
        found = []
        for first, like in weeks_ahead(today, weeks):
            near = [like + at * WEEK for at in range(-AROUND, AROUND + 1) if at]
            for one in (like, *near):
                if one not in known:
                    known[one] = await self._week(one)
            topics, cases = (
                rising(known[like][at], [known[one][at] for one in near], growth)[:MOST_MATTERS]
                for at in (0, 1)
            )
            found.append(WeekAhead(first, first + WEEK - timedelta(days=1), like, topics, cases))
        return found

    async def today(self) -> Today:
        """Until now."""
        now = self._clock()
        day = period_of("day", datetime.fromtimestamp(now).date())
        contacts, level = await self._city.contacts(day.begin, day.end), await self._learned(day.begin)
        hours = tuple(
            (
                f"{datetime.fromtimestamp(max(hour * HOUR_S, day.begin)):%H:%M}",
                contacts.get(hour, 0),
                round(level.of_hour(hour), 1) if level.days else None,
            )
            for hour in day.hours
        )
        return Today(
            at=now,
            hours=hours,
            contacts=sum(contacts.values()),
            expected=round(level.between(day.begin, now), 1) if level.days else None,
            humble=level.humble,
            topics=tuple(of_people(await self._city.topic_counts(day.begin, day.end, now))[:MOST_MATTERS]),
            districts=tuple(await self._city.district_counts(day.begin, day.end)),
            surges=tuple(await self._city.surge_counts(day.begin, day.end)),
        )

    async def _week(self, first: date) -> tuple[Counts, Counts]:
        begin, end = bounds(first)[0], bounds(first + WEEK)[0]
        now = self._clock()
        topics = of_people(await self._city.topic_counts(begin, end, now))
        cases: Counter[tuple[str, str]] = Counter()
        for one in await self._cases.counts(begin, end, now):
            cases[one.category, one.unit] += one.opened
        return {(one.name, ""): one.calls for one in topics}, cases

    async def _growth(self, today: date) -> float:
        end = bounds(today)[0]
        begin = bounds(today - GROWN_WEEKS * WEEK)[0]
        now = sum((await self._city.contacts(begin, end)).values())
        then = await self._city.contacts(
            bounds(today - GROWN_WEEKS * WEEK - YEAR)[0], bounds(today - YEAR)[0]
        )
        return growth_of(now, sum(then.values()))

    async def _learned(self, begin: float) -> Level:
        """What was usual before; that of the last one asked for is kept."""
        day = datetime.fromtimestamp(begin).date()
        if self._level is None or self._level[0] != day:
            past = await self._city.contacts(begin - LEVEL_HOURS * HOUR_S, begin)
            self._level = day, await asyncio.to_thread(learned, past, self._kind_of())
        return self._level[1]

    def _kind_of(self) -> KindOfDay:
        return Calendar(self._live.ivr().special_days).kind
