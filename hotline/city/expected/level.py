"""The expected number of calls of every hour, learned from the hours so far."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np

from hotline.city.expected.quasi_poisson import Fit, Numbers, fit

HOUR_S = 3600
HUMBLE_DAYS = 14
"""Days with calls below which the level is a guess, and says so."""
SEASON_DAYS = 400
"""Days from which on the time of the year is learned, too."""
_YEAR = 365.25
_HELD = 4.0
"""Calls' worth by which what an hour or a weekday adds is held to nothing."""

KindOfDay = Callable[[date], str]
"""workday, weekend or holiday."""


def hour_of(at: float) -> int:
    """When the hour began, in whole hours since the Unix epoch."""
    return int(at // HOUR_S)


class Level:
    """What is usual. Made by `learned`."""

    def __init__(self, fit: Fit | None, kind_of: KindOfDay, days: int, *, season: bool) -> None:
        """`fit`: None where nothing is known yet. `days`: with calls, out of which it was learned."""
        self.days = days
        self._fit = fit
        self._kind_of = kind_of
        self._season = season
        self._hours: dict[int, float] = {}

    @property
    def humble(self) -> bool:
        """Whether there is too little history for more than a guess."""
        return self.days < HUMBLE_DAYS

    @property
    def dispersion(self) -> float:
        """Variance over mean of the hours; never below 1."""
        return 1.0 if self._fit is None else self._fit.dispersion

    def of_hour(self, hour: int) -> float:
        """Calls that are expected in that hour (`hour_of`). Without history one: humble."""
        if self._fit is None:
            return 1.0
        if (known := self._hours.get(hour)) is None:
            row = _row(hour, self._kind_of, self._season)
            known = self._hours[hour] = math.exp(max(-20.0, min(20.0, float(row @ self._fit.coefficients))))
        return known

    def between(self, begin: float, end: float) -> float:
        """Calls that are expected in that time, seconds since the Unix epoch."""
        if end <= begin:
            return 0.0
        first, last = hour_of(begin), hour_of(end)
        whole = sum(map(self.of_hour, range(first, last + 1)))
        before = (begin / HOUR_S - first) * self.of_hour(first)
        return whole - before - (last + 1 - end / HOUR_S) * self.of_hour(last)


def learned(calls: Mapping[int, int], kind_of: KindOfDay) -> Level:
    """From the calls of each hour so far; hours of days without any call do not count: nobody was there."""
    by_hour = {hour: count for hour, count in calls.items() if count > 0}
    days = {_local(hour).date() for hour in by_hour}
    if not by_hour:
        return Level(None, kind_of, 0, season=False)
    first, last = min(by_hour), max(by_hour)
    hours = [hour for hour in range(first, last + 1) if _local(hour).date() in days]
    season = (max(days) - min(days)) >= timedelta(days=SEASON_DAYS)
    features = np.array([_row(hour, kind_of, season) for hour in hours])
    penalty = np.full(features.shape[1], _HELD)
    penalty[0] = 1e-6
    counts = np.array([by_hour.get(hour, 0) for hour in hours], float)
    return Level(fit(features, counts, penalty), kind_of, len(days), season=season)


@lru_cache(maxsize=4096)
def _local(hour: int) -> datetime:
    """The clock's time: callers live by it, also where it changes."""
    return datetime.fromtimestamp(hour * HOUR_S)


def _row(hour: int, kind_of: KindOfDay, season: bool) -> Numbers:
    """1, the hour of the day, the same on days off, the weekday, a holiday, the time of the year."""
    local = _local(hour)
    kind = kind_of(local.date())
    row = np.zeros(1 + 24 + 24 + 7 + 1 + (4 if season else 0))
    row[0] = 1
    row[1 + local.hour] = 1
    if kind != "workday":
        row[25 + local.hour] = 1
    row[49 + local.weekday()] = 1
    row[56] = kind == "holiday"
    if season:
        turn = 2 * np.pi * local.timetuple().tm_yday / _YEAR
        row[57:] = np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn)
    return row
