"""Counts that days, weeks and months are added up of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from contracts import Figures


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Of one queue in some time."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    abandoned_short: int = 0
    answered_15_s: int = 0
    answered_in_target: int = 0
    wait_s: float = 0.0
    """Of all who were answered, together."""
    wait_longest_s: float = 0.0

    @classmethod
    def of(cls, figures: Figures) -> QueueCounts:
        """Of a day's figures."""
        return cls(
            offered=figures.offered,
            answered=figures.answered,
            abandoned=figures.abandoned,
            abandoned_short=figures.abandoned_short,
            answered_15_s=figures.answered_15_s,
            answered_in_target=figures.answered_in_target,
            wait_s=(figures.wait_mean_s or 0.0) * figures.answered,
            wait_longest_s=figures.wait_longest_s or 0.0,
        )

    @classmethod
    def sum(cls, counts: Iterable[QueueCounts]) -> QueueCounts:
        """All together; the longest wait is the longest of all."""
        every = list(counts)
        names = [one.name for one in fields(cls) if one.name != "wait_longest_s"]
        longest = max((one.wait_longest_s for one in every), default=0.0)
        return cls(
            **{name: sum(getattr(one, name) for one in every) for name in names}, wait_longest_s=longest
        )

    @property
    def level_gb_percent(self) -> float | None:
        """GB/T 33358: answered within 15 s, of those offered."""
        return percent(self.answered_15_s, self.offered)

    @property
    def level_percent(self) -> float | None:
        """Answered in target, of answered and abandoned without short ones."""
        return percent(self.answered_in_target, self.answered + self.abandoned - self.abandoned_short)

    @property
    def wait_mean_s(self) -> float | None:
        """Of those who were answered."""
        return round(self.wait_s / self.answered, 1) if self.answered else None


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """Of cases that were opened in some time."""

    category: str
    """Its names, from the first level on; empty: none."""
    unit: str
    district: str
    running: int
    replied: int
    closed: int
    done_s: float
    """From opening to the first reply, or to closing, of those that have it, together."""
    done: int
    due: int
    """With a deadline."""
    overdue: int
    """Not done by then."""

    @property
    def opened(self) -> int:
        return self.running + self.replied + self.closed


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """Of a topic in some time."""

    id: int
    name: str
    calls: int
    people: int | None
    """None: it is not known any more."""


@dataclass(frozen=True, slots=True)
class SurgeCounts:
    """A warning that was told in some time."""

    topic: str
    district: str
    since: float
    people: int
    expected: float


def percent(part: int, whole: int) -> float | None:
    """None: there is nothing to divide by."""
    return round(100 * part / whole, 1) if whole else None
