"""From one moment to another: 五月一号到三号, 昨天晚上十点到第二天早上六点, 下午7到8点."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from ivr.slots.dates import clock
from ivr.slots.dates.day import Day, add_months
from ivr.slots.dates.moments import Moment, moved, written

TO = re.compile(r"[，,]?(?:一直)?(?:到|至|~|-)(?P<next>(?:第二天|次日|翌日|隔天|转天)的?)?")
"""Between the two."""


def stretch(first: Moment, last: Moment, today: date, *, next_day: bool) -> tuple[str, float] | None:
    """From the first to the last, and how sure it is; None where the last would be before the first.

    `next_day`: whether the last is said to be on the day after the first.
    """
    begun = written(first, today)
    if begun is None or not last.possible:
        return None
    begin, score = begun
    if last.day is None and last.clock is not None and first.clock is not None:
        return _of_clocks(begin, score, first, last, today, next_day=next_day)
    day = last.day or first.day
    if day is None:
        return None
    if next_day:
        day = replace(day, first=day.first + timedelta(days=1))
    start = (first.day or Day(today)).first
    day = _not_before(day, start, first.day)
    if day is None or (last.day is None and not next_day):
        return None  # 昨天上午到下午: of one day, or of several?
    ended = written(replace(last, day=day), today)
    return None if ended is None else (f"{begin}至{ended[0]}", min(score, ended[1]))


def _of_clocks(
    begin: str, score: float, first: Moment, last: Moment, today: date, *, next_day: bool
) -> tuple[str, float] | None:
    """Two times of day, the second of the same day, or of the night or the day after it."""
    if first.clock is None or last.clock is None:
        return None
    day, start = moved((first.day or Day(today)).first, first.clock)
    end = last.clock if next_day else clock.later(last.clock, first.clock)
    about = "左右" if last.about else ""
    if not next_day and (end.hour, end.minute) > (start.hour, start.minute) and end.hour < 24:
        return f"{begin}至{end}{about}", score
    return f"{begin}至{day + timedelta(days=1)} {replace(end, hour=end.hour % 24)}{about}", score


def _not_before(day: Day, start: date, first: Day | None) -> Day | None:
    """The day, or the next of that name where it was not fully said (二十八号到三号) but the first was."""
    if day.last >= start:
        return day
    if not day.unsaid or (first is not None and first.unsaid == day.unsaid):
        return None
    try:
        match day.unsaid:
            case "year":
                later = add_months(day.first, 12)
            case "month":
                later = add_months(day.first, 1)
            case _:
                later = day.first + timedelta(days=7)
    except ValueError:
        return None
    return replace(day, first=later)
