"""What may happen next, drawn from what happened lately."""

from __future__ import annotations

from bisect import bisect_right
from random import Random

from telephony.distributor.forward.evidence import Arrived, Evidence

ENOUGH = 20
"""Talks of a queue from which its own count; with fewer, those of all queues do."""
LONGER = 5
"""Talks known to have taken longer than one that runs: with fewer, its rest is drawn like a new talk."""
RING_S = 5.0
"""Until a phone is answered, where nothing is known yet."""


class Draws:
    """One source of chance for many runs."""

    def __init__(self, evidence: Evidence, at: float, rng: Random) -> None:
        """`at`: now, in seconds of the events' clock. Raises ValueError where no talk is known."""
        self._rng = rng
        self._all_talks = sorted(s for talks in evidence.talks_s.values() for s in talks)
        if not self._all_talks:
            raise ValueError("no talk is known")
        self._talks = {q: sorted(talks) for q, talks in evidence.talks_s.items() if len(talks) >= ENOUGH}
        self._wrap_ups = sorted(evidence.wrap_ups_s)
        self._rings = sorted(evidence.rings_s) or [RING_S]
        taken = evidence.offers_taken
        self._not_taken = taken.count(False) / len(taken) if taken else 0.0
        self._leaving_per_s = evidence.leaving_per_s()
        self._arrivals = list(evidence.arrivals)
        self._arrivals_per_s = evidence.arrivals_per_s(at)

    def talk_s(self, queue: str) -> float:
        return self._rng.choice(self._of(queue))

    def rest_of_talk_s(self, queue: str, elapsed_s: float) -> float:
        """How long a talk goes on that has taken so long already."""
        return self._rest(self._of(queue), elapsed_s)

    def wrap_up_s(self) -> float | None:
        """None where nothing is known: the plan's time holds."""
        return self._rng.choice(self._wrap_ups) if len(self._wrap_ups) >= ENOUGH else None

    def rest_of_wrap_up_s(self, elapsed_s: float) -> float | None:
        if len(self._wrap_ups) < ENOUGH or elapsed_s >= self._wrap_ups[-1]:
            return None
        return self._rest(self._wrap_ups, elapsed_s, longer=1)

    def ring_s(self, elapsed_s: float = 0.0) -> float:
        """Until an agent answers whose phone has rung for so long."""
        return self._rest(self._rings, elapsed_s, longer=1)

    def not_taken(self) -> bool:
        """Whether a phone rings in vain."""
        return self._rng.random() < self._not_taken

    def patience_s(self) -> float:
        """Until somebody who waits hangs up; infinite where nobody did."""
        return self._rng.expovariate(self._leaving_per_s) if self._leaving_per_s > 0 else float("inf")

    def next_arrival(self) -> tuple[float, Arrived] | None:
        """Seconds until somebody comes, and who; None where nobody came lately."""
        if not self._arrivals or self._arrivals_per_s <= 0:
            return None
        return self._rng.expovariate(self._arrivals_per_s), self._rng.choice(self._arrivals)

    def _of(self, queue: str) -> list[float]:
        return self._talks.get(queue, self._all_talks)

    def _rest(self, ordered: list[float], elapsed_s: float, longer: int = LONGER) -> float:
        first = bisect_right(ordered, elapsed_s) if elapsed_s > 0 else 0
        if len(ordered) - first < longer:
            return self._rng.choice(ordered)
        return ordered[self._rng.randrange(first, len(ordered))] - elapsed_s
