"""Days and months with what they were about. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hotline.city.expected.level import HOUR_S, KindOfDay, Level
from hotline.reports.counts import TopicCounts
from hotline.reports.period import Period

MOST_TOPICS = 5


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day."""

    day: date
    kind: str
    """workday, weekend or holiday."""
    contacts: int
    expected: float | None
    """None: nothing is known of what is usual, or the day has not begun."""
    topics: tuple[TopicCounts, ...] = ()
    """The most calls first."""
    surges: int = 0
    """Warnings that were told on that day."""


def by_day(contacts: Iterable[Mapping[int, int]]) -> Counter[date]:
    """Each by whole hours since the Unix epoch; all of them together by the clock of the place."""
    found: Counter[date] = Counter()
    for hours in contacts:
        for hour, count in hours.items():
            found[datetime.fromtimestamp(hour * HOUR_S).date()] += count
    return found


def calendar_days(
    period: Period,
    contacts: Mapping[date, int],
    level: Level,
    kind_of: KindOfDay,
    until: float,
    topics: Mapping[date, Sequence[TopicCounts]],
    surges: Mapping[date, int],
) -> list[CalendarDay]:
    """All of the period; `contacts`: of each day (`by_day`); what comes after `until` is not expected yet."""
    found = []
    for day in period.days:
        bounds = Period("day", day, day)
        known = level.days and bounds.begin < until
        expected = round(level.between(bounds.begin, min(bounds.end, until)), 1) if known else None
        mine = tuple(topics.get(day, ())[:MOST_TOPICS])
        found.append(CalendarDay(day, kind_of(day), contacts.get(day, 0), expected, mine, surges.get(day, 0)))
    return found
