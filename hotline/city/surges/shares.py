"""Of all calls the share that each cell usually has: a topic, a district, a topic in a district."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

HALF_LIFE_DAYS = 28.0
UNSEEN = 1.0
"""Calls that every cell is thought to have had: what was never heard of is rare, not impossible."""
FAR = 3.0
"""Standard deviations above the expected that a day counts for at most: a surge teaches little."""
SURE = 0.5
"""Expected calls of a day from which on it tells how far cells scatter."""

Cell = tuple[int, str]
"""Topic and district; ALL_TOPICS and an empty district are all together."""
ALL_TOPICS = -1


@dataclass(slots=True)
class Shares:
    """Learned day by day, after each."""

    counts: dict[Cell, tuple[float, int]] = field(default_factory=dict)
    """Calls, faded, and the day up to which they are (a number that grows by one each day)."""
    total: float = 0.0
    total_day: int = 0
    scatter: float = 1.0
    """Variance over mean of the days of cells."""

    def share(self, cell: Cell, day: int) -> float:
        """Of the calls of `day`, 0 to 1."""
        known = self._faded(cell, day) + UNSEEN
        return min(1.0, known / (self.total * _fade(day - self.total_day) + UNSEEN))

    def learn(self, day: int, calls: Mapping[Cell, int], total: int) -> None:
        """A day is over: people by cell, and all of them."""
        far: list[float] = []
        for cell, count in calls.items():
            expected = total * self.share(cell, day)
            if expected >= SURE:
                far.append(min((count - expected) ** 2 / expected, FAR**2))
            if self.total:
                count = min(count, math.ceil(expected + FAR * math.sqrt(self.scatter * expected) + 1))
            self.counts[cell] = self._faded(cell, day) + count, day
        self.total = self.total * _fade(day - self.total_day) + total
        self.total_day = day
        if far:
            self.scatter = max(1.0, 0.9 * self.scatter + 0.1 * sum(far) / len(far))

    def rename(self, old: int, new: int) -> None:
        """One topic has become a part of another."""
        for cell in [cell for cell in self.counts if cell[0] == old]:
            count, day = self.counts.pop(cell)
            into = new, cell[1]
            self.counts[into] = self._faded(into, day) + count, day

    def forget(self, topics: Iterable[int]) -> None:
        """These topics are not known any more."""
        gone = set(topics)
        self.counts = {cell: count for cell, count in self.counts.items() if cell[0] not in gone}

    def _faded(self, cell: Cell, day: int) -> float:
        count, then = self.counts.get(cell, (0.0, day))
        return count * _fade(day - then)


def _fade(days: int) -> float:
    return float(0.5 ** (max(0, days) / HALF_LIFE_DAYS))
