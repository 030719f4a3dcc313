"""What is reckoned from what a page told: delays, their spread, a slope. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

CLOCK_S = 0.002
"""Browsers round the clock to a millisecond: a text may seem to be there a little before it was written."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text, and when (epoch seconds) it was written, or shown."""

    at: float
    text: str


def delays_ms(written: Sequence[Seen], shown: Sequence[Seen]) -> list[float | None]:
    """For each text that was written, how long until the page showed it, or a later one in its place; None
    where neither came. What reads as the one before changes nothing, and does not count. Both in order."""
    new = [one for before, one in zip([None, *written], written, strict=False) if _differs(before, one)]
    found: list[float | None] = []
    for index, one in enumerate(new):
        as_good = {later.text for later in new[index:]}
        at = next((s.at for s in shown if s.at >= one.at - CLOCK_S and s.text in as_good), None)
        found.append(None if at is None else max(0.0, at - one.at) * 1000)
    return found


def _differs(before: Seen | None, one: Seen) -> bool:
    return before is None or before.text != one.text


def first_after_ms(began: Sequence[float], shown: Sequence[Seen]) -> list[float]:
    """From each beginning (epoch seconds) to the first text that came after it and before the next."""
    found = []
    for start, end in zip(began, [*began[1:], float("inf")], strict=True):
        at = next((one.at for one in shown if start <= one.at < end), None)
        if at is not None:
            found.append((at - start) * 1000)
    return found


def spread(values: Sequence[float]) -> dict[str, float] | None:
    """How many there are, their middle one and the one that 95 of 100 do not exceed; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {"n": len(ordered), "p50": round(statistics.median(ordered), 1), "p95": round(high, 1)}


def slope(points: Sequence[tuple[float, float]]) -> float:
    """By how much the second grows with one of the first: the line of least squares. Raises ValueError for
    fewer than two points."""
    if len(points) < 2:
        raise ValueError("a slope needs two points")
    return float(statistics.linear_regression(*zip(*points, strict=True)).slope)
