"""The range that is said, out of what many runs foresaw."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from contracts.waits import RANGES_S

SHARE = 0.8
"""Of all waits that the range is to cover: neither fewer, nor more for being safe."""
CLOSE = 0.03
"""Ranges whose share is as near as that are as good as each other: the narrowest is said."""
TOO_FAR = 0.12
"""A range that covers so much more, or less, would promise something else: nothing is said."""


def spoken_range(waits_s: Sequence[float]) -> tuple[int, int] | None:
    """The lower and the upper end in seconds; None where no range that can be said covers
    the share.

    `waits_s` in order. Each is in one half-open range: above the lower end, up to the upper one.
    """
    if not waits_s:
        return None
    shares = {
        (low, high): (bisect_right(waits_s, high) - (bisect_right(waits_s, low) if low else 0)) / len(waits_s)
        for low, high in RANGES_S
    }

    def rank(ends: tuple[int, int]) -> tuple[float, int]:
        return max(0.0, abs(shares[ends] - SHARE) - CLOSE), ends[1] - ends[0]

    best = min(shares, key=rank)
    return best if abs(shares[best] - SHARE) <= TOO_FAR else None
