"""EARS C2 beside ours: a day's count against the mean of seven days, two days back (Hutwagner et al.
2003)."""

from __future__ import annotations

from collections import defaultdict

from hotline.city.call import CityCall
from hotline.city.surges.shares import Cell
from hotline.city.surges.surges import cells_of, day_number
from hotline.city.surges.thresholds import FEWEST_CALLERS

BASELINE_DAYS, GUARD_DAYS = 7, 2
DEVIATIONS = 3.0
LEAST_DEVIATION = 0.5
"""Calls; as the programs that use it take it, so that a cell without any history has one."""


class C2:
    """Asked at every call, and not at the end of the day as usual: that is in its favour."""

    def __init__(self) -> None:
        self._days: defaultdict[Cell, defaultdict[int, dict[str, list[str]]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        """Callers with their calls, by cell and day."""
        self._told: dict[Cell, int] = {}

    def take(self, call: CityCall, topic: int) -> list[str] | None:
        """The calls of today behind an alarm that is told now; None: there is none. A cell is told once in
        two days."""
        day = day_number(call.at)
        found: list[str] | None = None
        for cell in cells_of(topic, call.district):
            days = self._days[cell]
            days[day].setdefault(call.caller, []).append(call.call)
            if self._told.get(cell, 0) >= day - 1 or len(days[day]) < FEWEST_CALLERS:
                continue
            begin = day - GUARD_DAYS - BASELINE_DAYS
            past = [len(days.get(one, ())) for one in range(begin, day - GUARD_DAYS)]
            mean = sum(past) / BASELINE_DAYS
            deviation = (sum((one - mean) ** 2 for one in past) / (BASELINE_DAYS - 1)) ** 0.5
            if len(days[day]) > mean + DEVIATIONS * max(deviation, LEAST_DEVIATION):
                self._told[cell] = day
                found = [one for calls in days[day].values() for one in calls]
        return found
