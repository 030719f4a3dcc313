"""How often a reader may ask."""

from __future__ import annotations

import time
from collections.abc import Callable


class Limit:
    """So many requests a minute by a key; a reader that was silent may ask that many at once.

    Keys are those that are configured, so there are few.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._per_s = per_minute / 60
        self._clock = clock
        self._left: dict[bytes, tuple[float, float]] = {}
        """By key: requests left, and when that was."""

    def wait_s(self, key: bytes) -> float:
        """Counts a request; seconds after which it may be made, 0 if it may be made now."""
        now = self._clock()
        left, at = self._left.get(key, (self._most, now))
        left = min(self._most, left + (now - at) * self._per_s)
        if left < 1:
            self._left[key] = (left, now)
            return (1 - left) / self._per_s
        self._left[key] = (left - 1, now)
        return 0.0
