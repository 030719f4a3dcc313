"""What happened in a simulated call, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contracts import Decided
from contracts.dialogue import Asks

Kind = Literal[
    "say", "listen", "interrupted", "speech", "key", "silence", "decision", "consult", "route", "hang_up"
]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened in a simulated call."""

    at: float
    """Virtual seconds since the call was answered."""
    kind: Kind
    text: str = ""
    """What was said, the key, the queue of a route, the cause of a hang-up.

    Of `listen`: the phrases that alone are expected from here on, empty when anything may be said.
    """
    alternatives: tuple[str, ...] = ()
    decided: Decided | None = None
    asks: Asks | None = None
    """Of `say`: what is asked with it."""
    aside: bool = False
    """Of `speech`: it was not the caller's."""
