"""The first day in a text, however it was said."""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

from ivr.slots.dates import calendar_days, lunar, near_days
from ivr.slots.dates.day import Day, Seen

_READERS: list[tuple[re.Pattern[str], Callable[[Match[str], Seen], Day | None]]] = [
    (calendar_days.ISO, calendar_days.iso),
    (lunar.LUNAR, lunar.lunar),
    (lunar.FEAST, lunar.feast),
    (calendar_days.MONTH_AND_DAY, calendar_days.month_and_day),
    (near_days.MONTH, near_days.of_month),
    (calendar_days.MONTH_ALONE, calendar_days.month_alone),
    (calendar_days.YEAR_ALONE, calendar_days.year_alone),
    (near_days.NEAR, near_days.near),
    (near_days.WEEK, near_days.of_week),
    (near_days.YEARS_AGO, near_days.years_ago),
    (near_days.AGO, near_days.ago),
    (calendar_days.DAY_ALONE, calendar_days.day_alone),
]
"""Of two that read the same characters the upper one counts."""


def find_day(text: str, seen: Seen, start: int = 0) -> tuple[Day, int, int] | None:
    """The first day in the text from `start` on, with its place; of several there the longest."""
    best: tuple[Day, int, int] | None = None
    for pattern, read in _READERS:
        for found in pattern.finditer(text, start):
            if best is not None and (found.start(), -found.end()) >= (best[1], -best[2]):
                break
            try:
                day = read(found, seen)
            except (ValueError, OverflowError):  # 二月三十号, 三千年前
                continue
            if day is not None:
                best = day, found.start(), found.end()
                break
    return best
