"""The days that a report is about, in local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from contracts.errors import HotlineError
from hotline.figures.half_hours import bounds

PeriodKind = Literal["day", "week", "month"]
HOUR_S = 3600


class NotYet(HotlineError):
    """A time that has not begun."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days. Made by `period_of` or `last_period`."""

    kind: PeriodKind
    first: date
    last: date
    """Within the period."""

    @property
    def begin(self) -> float:
        """Seconds since the Unix epoch."""
        return bounds(self.first)[0]

    @property
    def end(self) -> float:
        """The first moment that is not part of it."""
        return bounds(self.last)[1]

    @property
    def days(self) -> list[date]:
        """All of them."""
        return [self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1)]

    @property
    def hours(self) -> range:
        """In whole hours since the Unix epoch: a day has 23 or 25 of them where clocks change."""
        return range(int(self.begin // HOUR_S), -int(-self.end // HOUR_S))

    @property
    def name(self) -> str:
        """2026-11-29, 2026-W48, 2026-11."""
        if self.kind == "day":
            return self.first.isoformat()
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        year, week, _ = self.first.isocalendar()
        return f"{year}-W{week:02}"

    def before(self) -> Period:
        """The one before it."""
        return period_of(self.kind, self.first - timedelta(days=1))


def period_of(kind: PeriodKind, day: date) -> Period:
    """That which the day lies in; weeks begin on Monday."""
    if kind == "day":
        return Period(kind, day, day)
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return Period(kind, first, first + timedelta(days=6))
    first = day.replace(day=1)
    return Period(kind, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def periods_between(first: date, last: date) -> list[Period]:
    """Whole months, and days before and after them, that together are all days from one to the other."""
    found: list[Period] = []
    day = first
    while day <= last:
        month = period_of("month", day)
        next = month if month.first == day and month.last <= last else period_of("day", day)
        found.append(next)
        day = next.last + timedelta(days=1)
    return found


def last_period(kind: PeriodKind, today: date) -> Period:
    """The last one that is over."""
    return period_of(kind, today).before()


def begun(period: Period, now: float) -> Period:
    """The same; raises `NotYet` before its first moment."""
    if period.begin > now:
        today = datetime.fromtimestamp(now).date()
        raise NotYet(f"{period.name} 还没有开始，今天是 {today} / has not begun yet: today is {today}")
    return period
