"""What the dialogue decided, and why."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.base import CallEvent

Outcome = Literal["confirm", "route", "ask_again", "handover", "answer"]


class Decided(CallEvent):
    """One decision of the dialogue, with the reason a person can read."""

    TYPE: ClassVar[str] = "decided"
    outcome: Outcome
    intent: str | None = Field(default=None, description="Id of the intent, or null when none fits.")
    intent_name: str = Field(default="", description="What the agent reads, for example 噪声扰民.")
    queue: str | None = None
    score: float = Field(default=0, ge=0, le=1)
    runner_up: str | None = None
    runner_up_score: float = Field(default=0, ge=0, le=1)
    reason: str = ""
    heard: str = Field(default="", description="The sentence the decision was made on.")
