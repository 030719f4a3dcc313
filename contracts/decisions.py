"""What the dialogue decided, and why."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.base import CallEvent, Record

Outcome = Literal["confirm", "route", "ask_again", "handover", "answer", "ask"]


class Slot(Record):
    """One thing that the caller was asked, and what they answered."""

    id: str = Field(description="Name in the machine, for example address.")
    label: str = Field(description="What the agent reads, for example 地址.")
    value: str = Field(description="The answer as people write it: a number in digits, a date as 2026-05-01.")
    said: str = Field(default="", description="The answer in the caller's words.")


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
    slots: tuple[Slot, ...] = Field(
        default=(), description="What the caller answered to the questions so far."
    )
    also: tuple[str, ...] = Field(
        default=(), description="Ids of further intents in the same sentence, to be settled by the agent too."
    )


class Corrected(CallEvent):
    """An agent says where the call belonged. A later one of the same call replaces it."""

    TYPE: ClassVar[str] = "corrected"
    agent: str = Field(description="Id of the agent who says so.")
    intent: str | None = Field(
        default=None, description="Id of the intent it was, or null when only the queue is known."
    )
    queue: str = Field(description="The queue where it belonged.")
    decided_intent: str | None = Field(default=None, description="Id of the intent that had been decided.")
    decided_queue: str | None = Field(default=None, description="The queue that had been decided.")
    heard: str = Field(
        default="",
        description="The sentence decided on, or else the caller's longest; personal numbers are masked.",
    )
