"""What will be asked in the weeks ahead, as last year's same weeks show it. Pure.

A week is compared with those around it: what was asked then as often as ever tells nothing of the time of
year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

YEAR = timedelta(days=364)
"""So that weekdays stay."""
AROUND = 8
"""Weeks before and after, with which a week is compared."""
LEAST = 5
"""People, or calls or cases where people are not known, below which nothing is told."""
RISING = 1.5
"""So many times what is usual around it is a matter of the season."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that was asked in a week of last year."""

    name: str
    """A topic, or the names of a category."""
    unit: str
    """Who is responsible; empty: nobody in particular, or it is a topic."""
    count: int
    usual: float
    """In one of the weeks around it."""
    likely: int
    """How many are to be expected, as calls have grown since."""

    @property
    def times(self) -> float:
        """How much more than usual; what was never there before counts as once."""
        return round(self.count / max(self.usual, 1.0), 1)


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """One week, and what is to be expected in it."""

    first: date
    last: date
    like: date
    """The first day of the week of last year."""
    topics: tuple[Matter, ...]
    cases: tuple[Matter, ...]


Counts = Mapping[tuple[str, str], int]
"""By name and unit."""


def weeks_ahead(today: date, count: int) -> list[tuple[date, date]]:
    """(first day, first day of the week of last year) of the weeks that begin after today; Mondays."""
    monday = today - timedelta(days=today.weekday())
    weeks = [monday + timedelta(weeks=at) for at in range(1, count + 1)]
    return [(week, week - YEAR) for week in weeks]


def rising(week: Counts, around: Sequence[Counts], growth: float) -> tuple[Matter, ...]:
    """What was asked more than usual in that week, the most first; `around`: the weeks beside it."""
    found = []
    for (name, unit), count in week.items():
        usual = sum(other.get((name, unit), 0) for other in around) / max(1, len(around))
        if count >= LEAST and count >= RISING * usual and name:
            found.append(Matter(name, unit, count, round(usual, 1), max(1, round(count * growth))))
    return tuple(sorted(found, key=lambda one: (-(one.count - one.usual), one.name)))


def growth_of(now: int, then: int) -> float:
    """How calls have grown in a year; 1 where too few are known, and never more than threefold."""
    return min(3.0, max(1 / 3, now / then)) if now >= 50 and then >= 50 else 1.0
