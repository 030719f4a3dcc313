"""What citizens say of a conversation when it is over."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent
from contracts.records.personal import Public, Said

AnsweredBy = Literal["key", "voice"]


class SatisfactionAsked(CallEvent):
    """The agent has ended the conversation, and the citizen is asked how satisfied they are."""

    TYPE: ClassVar[str] = "satisfaction_asked"
    queue: Public = Field(description="In which the agent had the call.")
    agent: Public = Field(description="Who led the conversation last.")


class SatisfactionGiven(CallEvent):
    """The citizen has answered; published when the questions are over."""

    TYPE: ClassVar[str] = "satisfaction_given"
    queue: Public
    agent: Public
    score: int = Field(ge=1, le=5, description="5: very satisfied; 1: not satisfied at all.")
    by: AnsweredBy = Field(description="How the step was said.")
    low: bool = Field(description="Not satisfied: somebody should look at this call.")
    reason: Said = Field(default="", description="Why, in the citizen's words; empty: not asked or not said.")
