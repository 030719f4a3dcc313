"""What a sentence most likely asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a sentence most likely asks for."""

    intent: str | None
    """Id of the intent; None when nothing was said."""
    queue: str | None
    score: float
    """How sure, 0 to 1: about the share of such judgements that reach the right queue."""
    runner_up: str | None = None
    runner_up_score: float = 0.0
    reason: str = ""
    """Why, for a person, in Chinese."""
    seat: str | None = None
    """Id of the special seat that the caller asked for; None: that of the intent, or of the queue."""
    otherwise: Judgement | None = None
    """What is asked for if nobody is in danger; given where that is to be asked."""


NOTHING = Judgement(intent=None, queue=None, score=0.0, reason="没有听到具体内容")
