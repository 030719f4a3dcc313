"""Stops asking a service that has failed several times in a row, for a while."""

from __future__ import annotations

FAILURES = 5
"""Failures in a row after which it pauses."""

PAUSE_S = 30.0
"""Seconds between two tries while it does not answer."""


class Breaker:
    """Counts failures. `now` is a clock in seconds that only goes forward."""

    def __init__(self, failures: int = FAILURES, pause_s: float = PAUSE_S) -> None:
        self._most = failures
        self._pause_s = pause_s
        self._failures = 0
        self._until = float("-inf")

    @property
    def tripped(self) -> bool:
        """Whether it pauses, but for one try now and then."""
        return self._failures >= self._most

    def allows(self, now: float) -> bool:
        """Whether to ask now; while tripped, once per pause."""
        if not self.tripped:
            return True
        if now < self._until:
            return False
        self._until = now + self._pause_s
        return True

    def failed(self, now: float) -> bool:
        """Counts a failure; true when it is the one that trips."""
        self._failures += 1
        if self._failures == self._most:
            self._until = now + self._pause_s
            return True
        return False

    def succeeded(self) -> bool:
        """Forgets the failures; true when it was tripped."""
        was = self.tripped
        self._failures = 0
        return was
