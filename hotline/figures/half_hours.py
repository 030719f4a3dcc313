"""Half hours and days, in local time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

HALF_HOUR_S = 1800
OVER_MIDNIGHT_S = 3 * 3600.0
"""Who waits at midnight is answered, or gives up, within that."""


def half_hour(at: float) -> int:
    """When the half hour of that moment began; both in seconds since the Unix epoch.

    All offsets from UTC in use but that of Nepal and two small places are whole half hours.
    """
    return int(at // HALF_HOUR_S) * HALF_HOUR_S


def clock(number: int) -> str:
    """When a day's half hour begins by the clock, counted from midnight: of 19 09:30."""
    return f"{number // 2:02}:{30 * (number % 2):02}"


def pieces(begin: float, end: float) -> Iterator[tuple[int, float]]:
    """The time from one moment to another as (half hour, seconds of it)."""
    while begin < end:
        slot = half_hour(begin)
        until = min(end, slot + HALF_HOUR_S)
        yield slot, until - begin
        begin = until


def bounds(day: date) -> tuple[float, float]:
    """Where a day begins and ends, in seconds since the Unix epoch; 23 or 25 hours where clocks change."""
    midnight = datetime.combine(day, time())
    return midnight.timestamp(), datetime.combine(day + timedelta(days=1), time()).timestamp()


def day_of(at: float) -> date:
    return datetime.fromtimestamp(at).date()
