"""Calendar, weeks ahead and today, out of the records' database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hotline.city.expected.level import HOUR_S
from hotline.reports.calendar.ahead import AROUND, YEAR, Counts, WeekAhead, growth_of, rising, weeks_ahead
from hotline.reports.calendar.days import CalendarDay, by_day, calendar_days
from hotline.reports.counts import SurgeCounts, TopicCounts
from hotline.reports.kept.past import Past
from hotline.reports.kept.periods import PeriodCounts
from hotline.reports.kept.store import of_people
from hotline.reports.period import period_of, periods_between

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
    """Every method raises `RecordsUnavailable`."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._city = past.city
        self._clock = past.clock

    async def month(self, day: date) -> tuple[list[CalendarDay], bool]:
        """The month of that day, each day with its topics; whether what is usual is only a guess."""
        now = self._clock()
        period = period_of("month", day)
        level = await self._past.level(period.begin)
        found = await self._city.counts([period_of("day", one) for one in period.days], now)
        topics = {day: of_people(one.topics) for day, one in zip(period.days, found, strict=True)}
        surges = Counter[date]()
        for told in await self._city.surge_counts(period.begin, period.end):
            surges[datetime.fromtimestamp(told.since).date()] += 1
        contacts = by_day(one.contacts for one in found)
        days = calendar_days(period, contacts, level, self._past.kind_of(), now, topics, surges)
        return days, level.humble

    async def year(self, year: int) -> tuple[list[CalendarDay], dict[int, list[TopicCounts]], bool]:
        """All days of a year, without topics; the topics of each month that has begun; whether what is
        usual is only a guess."""
        now = self._clock()
        months = [period_of("month", date(year, month, 1)) for month in range(1, 13)]
        begun = [one for one in months if one.begin <= now]
        found = await self._city.counts(begun, now)
        level = await self._past.level(months[0].begin)
        contacts = by_day(one.contacts for one in found)
        days = [
            day
            for one in months
            for day in calendar_days(one, contacts, level, self._past.kind_of(), now, {}, {})
        ]
        topics = {
            month.first.month: of_people(one.topics)[:MOST_MATTERS]
            for month, one in zip(begun, found, strict=True)
        }
        return days, topics, level.humble

    async def ahead(self, weeks: int) -> list[WeekAhead]:
        """The next weeks, as last year's show them; empty lists where last year is not known."""
        today = datetime.fromtimestamp(self._clock()).date()
        growth = await self._growth(today)
        wanted = weeks_ahead(today, weeks)
        near_of = {like: [like + at * WEEK for at in range(-AROUND, AROUND + 1) if at] for _, like in wanted}
        known = await self._weeks(sorted({*near_of, *(one for near in near_of.values() for one in near)}))
        found = []
        for first, like in wanted:
            (then, cases), near = known[like], [known[one] for one in near_of[like]]
            mine = of_people(then.topics)
            topics = {(one.name, ""): one.calls for one in mine}
            around = [{(one.name, ""): other.calls[one.id] for one in mine} for other, _ in near]
            rose = rising(topics, around, growth), rising(cases, [others for _, others in near], growth)
            last = first + WEEK - timedelta(days=1)
            found.append(WeekAhead(first, last, like, *(one[:MOST_MATTERS] for one in rose)))
        return found

    async def today(self) -> Today:
        """Until now."""
        now = self._clock()
        day = period_of("day", datetime.fromtimestamp(now).date())
        (found,) = await self._city.counts([day], now)
        contacts, level = found.contacts, await self._past.level(day.begin)
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
            topics=tuple(of_people(found.topics)[:MOST_MATTERS]),
            districts=tuple(found.wheres["district"].most_common()),
            surges=tuple(await self._city.surge_counts(day.begin, day.end)),
        )

    async def _weeks(self, firsts: Sequence[date]) -> dict[date, tuple[PeriodCounts, Counts]]:
        """Topics and cases of the weeks that begin on those days."""
        now = self._clock()
        weeks = [period_of("week", one) for one in firsts]
        counts = await self._city.counts(weeks, now)
        cases = await self._past.cases.opened_in([(week.begin, week.end) for week in weeks])
        return dict(zip(firsts, zip(counts, cases, strict=True), strict=True))

    async def _growth(self, today: date) -> float:
        """Of the weeks before today, against those of last year."""

        async def contacts(end: date) -> int:
            before = periods_between(end - GROWN_WEEKS * WEEK, end - timedelta(days=1))
            return (await self._city.together(before, self._clock())).contacts.total()

        return growth_of(await contacts(today), await contacts(today - YEAR))
