"""What an answer was understood as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filled:
    """An answer, as people write it and as it was said."""

    value: str
    """A number in digits, a date as 2026-05-01, an address as 幸福路12号."""
    said: str
    """The caller's words that it was taken from."""
    score: float
    """0 to 1: how sure it is that this is the whole answer."""
