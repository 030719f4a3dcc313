"""Slows down whoever guesses passwords."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

FREE_ATTEMPTS = 5
"""Wrong passwords before one has to wait."""

FIRST_WAIT_S = 15.0
LONGEST_WAIT_S = 900.0

MAX_KEYS = 10_000
"""Guessers remembered at once; the one heard of longest ago is forgotten first."""


class Throttle:
    """Counts failures by key and says how long the key has to wait: 15 s, 30 s, ... 15 min.

    The key is the account together with the address, so that nobody can lock a colleague out.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Seconds until the key may try again; 0 when it may now."""
        _, until = self._failures.get(key, (0, 0.0))
        return max(0.0, until - self._clock())

    def failed(self, key: str) -> None:
        """Counts a wrong password."""
        count, until = self._failures.pop(key, (0, 0.0))
        # A quarter of an hour of peace, and the counting starts anew.
        count = 1 if count and self._clock() - until > LONGEST_WAIT_S else count + 1
        over = count - FREE_ATTEMPTS
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(over, 16)) if over >= 0 else 0.0
        self._failures[key] = (count, self._clock() + wait)
        while len(self._failures) > MAX_KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forgets the failures of somebody who knew the password after all."""
        self._failures.pop(key, None)
