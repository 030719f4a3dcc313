"""Who makes a simulated call, as the network and the list of nuisance callers say."""

from __future__ import annotations

from dataclasses import dataclass

from contracts import Standing

TEST_NUMBER = "13800138000"
"""Calls when no other number is said: callers have one, and are asked whether to be called back under it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """One caller."""

    number: str = TEST_NUMBER
    """Empty or `anonymous`: withheld."""
    standing: Standing | None = None
    dialled: str = ""
    """The number that was dialled; empty: the hotline's own."""


TEST_CALLER = Caller()
