"""A day, or the stretch of a calendar that is all that was said: 2026-05-01, 2026年5月底, 2025年上半年."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

NO_YEAR, BARE = 0.85, 0.7
"""五月一号 is sure enough to be taken from a sentence; 十五号 may be a house, 周三 any week."""

SOON = timedelta(days=31)
"""A date without a year is the last one of that name, unless the next one is as near as this."""

Unsaid = Literal["", "year", "month", "week"]


@dataclass(frozen=True, slots=True)
class Day:
    """A day, a week, or the month or year that is all that was said."""

    first: date
    span: Literal["day", "week", "weekend", "month", "year"] = "day"
    about: bool = False
    """Roughly (半个月前)."""
    sure: float = 1.0
    """Less where the year, the month or the week was not said, 0 to 1."""
    since: bool = False
    """From then on (三天了)."""
    part: str = ""
    """The part of the day that is in the word (昨晚)."""
    portion: str = ""
    """The part of the month or year: 底, 初, 中旬, 上半年, 第三季度."""
    unsaid: Unsaid = ""
    """What was not said, and taken from today or from the day before it in the sentence."""

    def __str__(self) -> str:
        match self.span:
            case "year":
                text = f"{self.first.year}年{self.portion}"
            case "week" | "weekend":
                text = f"{self.first}至{self.last}"
            case "month":
                text = f"{self.first.year}年{self.first.month}月{self.portion}"
            case _:
                text = self.first.isoformat()
        return text + ("左右" if self.about else "")

    @property
    def last(self) -> date:
        """The last day of it."""
        match self.span:
            case "year":
                return self.first.replace(month=12, day=31)
            case "month":
                return add_months(self.first, 1) - timedelta(days=1)
            case "week":
                return self.first + timedelta(days=6)
            case "weekend":
                return self.first + timedelta(days=1)
        return self.first


@dataclass(frozen=True, slots=True)
class Seen:
    """What a day that is not fully said is counted from."""

    today: date
    near: Day | None = None
    """The day before it in the sentence: 五月一号到三号, 上周三，不对，周四."""

    def year_of(self, day: Callable[[int], date]) -> date:
        """That day in the year of the one before it; without one the last, or the next if that is soon.

        Raises `ValueError` when no year around has it.
        """
        if self.near is not None:
            return day(self.near.first.year)
        for year in range(self.today.year + 1, self.today.year - 5, -1):
            try:
                found = day(year)
            except ValueError:  # the 29th of February
                continue
            if found <= self.today + SOON:
                return found
        raise ValueError("no such day")


def add_months(day: date, months: int) -> date:
    """The same day of another month. Raises `ValueError` when that month has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1)
