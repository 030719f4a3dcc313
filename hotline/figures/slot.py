"""Counters of a half hour; those of a day, or of all queues, are their sum."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np

from contracts import Figures

RING_TARGET_S = 15.0
"""GB/T 33358-2016: from the first ring to the answer."""


@dataclass(slots=True)
class Slot:
    """What became of the calls of one queue that came in one half hour."""

    waits_s: array[float] = field(default_factory=lambda: array("d"))
    """Of those who were answered. A busy day has a hundred thousand: an array is summed in a millisecond."""
    answered_15_s: int = 0
    answered_in_target: int = 0
    abandoned: int = 0
    abandoned_wait_s: float = 0.0
    abandoned_short: int = 0
    abandoned_late: int = 0
    called_back: int = 0
    messages: int = 0
    served: int = 0
    handed_over: int = 0
    talks: int = 0
    talk_s: float = 0.0
    wrap_ups: int = 0
    wrap_up_s: float = 0.0
    foreseen: int = 0
    foreseen_true: int = 0
    asked: int = 0
    rated: int = 0
    rated_low: int = 0
    scores: int = 0
    """Their sum."""

    def add(self, other: Slot) -> None:
        """The other's calls count here, too."""
        self.waits_s.extend(other.waits_s)
        for name in _COUNTERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def over(self) -> int:
        """Calls that wait no more."""
        elsewhere = self.called_back + self.messages + self.served + self.handed_over
        return len(self.waits_s) + self.abandoned + elsewhere

    def figures(self, waiting: int, occupancy: float | None = None) -> Figures:
        """With so many who still wait; `occupancy`: 0 to 1."""
        answered, in_target, offered = len(self.waits_s), self.answered_in_target, self.over + waiting
        waits = np.asarray(self.waits_s)
        talk, wrap_up = _mean(self.talk_s, self.talks), _mean(self.wrap_up_s, self.wrap_ups)
        return Figures(
            offered=offered,
            waiting=waiting,
            answered=answered,
            abandoned=self.abandoned,
            abandoned_short=self.abandoned_short,
            abandoned_late=self.abandoned_late,
            called_back=self.called_back,
            messages=self.messages,
            served=self.served,
            handed_over=self.handed_over,
            answered_15_s=self.answered_15_s,
            answered_in_target=in_target,
            level_gb_percent=_percent(self.answered_15_s, offered),
            level_percent=_percent(in_target, answered + self.abandoned - self.abandoned_short),
            level_2_percent=_percent(in_target, answered + self.abandoned_late),
            wait_mean_s=_mean(float(waits.sum()), answered),
            wait_p95_s=round(_at(waits, int(answered * 0.95)), 1) if answered else None,
            wait_longest_s=round(float(waits.max()), 1) if answered else None,
            talk_mean_s=talk,
            wrap_up_mean_s=wrap_up,
            handling_mean_s=None if talk is None else round(talk + (wrap_up or 0.0), 1),
            occupancy_percent=None if occupancy is None else round(100 * occupancy, 1),
            waits_foreseen=self.foreseen,
            waits_foreseen_percent=_percent(self.foreseen_true, self.foreseen),
            satisfaction_asked=self.asked,
            satisfaction_given=self.rated,
            satisfaction_low=self.rated_low,
            satisfaction_answered_percent=_percent(self.rated, self.asked),
            satisfaction_mean=round(self.scores / self.rated, 2) if self.rated else None,
        )


_COUNTERS = tuple(name for name in Slot.__slots__ if name != "waits_s")


def _at(values: np.ndarray, place: int) -> float:
    """What stands there when they are in order."""
    return float(np.partition(values, place)[place])


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _mean(total: float, count: int) -> float | None:
    return round(total / count, 1) if count else None
