"""Whether the rate of calls has risen, since whenever, by however much: an exact CUSUM for counts.

Poisson-FOCuS (Ward, Dilillo, Eckley, Fearnhead: "Poisson-FOCuS: an efficient online method for detecting
count bursts", 2022): of all moments at which a rise may have begun only those are kept that may still be the
best for some size of the rise. With calls and expected calls summed up, `(E, N)`, these are the corners of
the lower convex hull of the sums: for a rise by the factor m a beginning is the better, the smaller N log m −
E (m − 1) was then.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

LEAST = 1e-9
"""Calls that are expected at the least, of what never came."""


@dataclass(frozen=True, slots=True)
class Start:
    """A moment at which a rise may have begun."""

    at: float
    """Seconds since the Unix epoch."""
    expected: float
    """Sums at that moment."""
    calls: int


@dataclass(frozen=True, slots=True)
class Rise:
    """The likeliest one."""

    since: float
    calls: int
    expected: float
    evidence: float
    """The logarithm of how much likelier these calls are with the rise than without it."""

    def without(self, calls: int) -> Rise:
        """The same if so many of its calls had not come."""
        left = max(0, self.calls - calls)
        return Rise(self.since, left, self.expected, evidence(left, self.expected))


@dataclass(slots=True)
class Focus:
    """Of one series of calls."""

    expected: float = 0.0
    calls: int = 0
    starts: list[Start] = field(default_factory=list)

    def wait(self, at: float, expected: float) -> None:
        """A rise may begin now; `expected` calls were to come since the last word, and none did."""
        self.expected += expected
        new = Start(at, self.expected, self.calls)
        # A corner that lies above the line from the one before it to the new one is the best for no rise.
        while len(self.starts) > 1 and _bends(self.starts[-2], self.starts[-1], new):
            self.starts.pop()
        self.starts.append(new)
        # From the first on there were no more calls than expected: a later beginning is always as good.
        while len(self.starts) > 1 and _calls(self.starts[0], self.starts[1]) <= _expected(*self.starts[:2]):
            del self.starts[0]

    def call(self, expected: float) -> Rise | None:
        """A call came; `expected` of them since the last word. None: there is no rise."""
        self.expected += expected
        self.calls += 1
        return max(
            (rise for start in self.starts if (rise := self._since(start)) is not None),
            key=lambda rise: rise.evidence,
            default=None,
        )

    def forget_before(self, at: float) -> None:
        """Rises that began earlier are not looked for any more; one beginning is always kept."""
        while len(self.starts) > 1 and self.starts[0].at < at:
            del self.starts[0]

    def _since(self, start: Start) -> Rise | None:
        calls, expected = self.calls - start.calls, self.expected - start.expected
        if calls <= expected:
            return None
        return Rise(start.at, calls, max(expected, LEAST), evidence(calls, max(expected, LEAST)))


def evidence(calls: int, expected: float) -> float:
    """The logarithm of how much likelier so many calls are with the likeliest rise than without any."""
    return calls * math.log(calls / expected) - (calls - expected) if calls > expected else 0.0


def _calls(one: Start, other: Start) -> int:
    return other.calls - one.calls


def _expected(one: Start, other: Start) -> float:
    return other.expected - one.expected


def _bends(one: Start, middle: Start, other: Start) -> bool:
    """Whether the way by the middle is no bend to the left."""
    return _calls(one, middle) * _expected(middle, other) >= _calls(middle, other) * _expected(one, middle)
