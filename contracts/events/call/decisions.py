"""What the dialogue decided, and why."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent
from contracts.records.personal import Public, Said, Wording
from contracts.records.record import Record

Outcome = Literal["confirm", "route", "ask_again", "handover", "answer", "ask"]


class Slot(Record):
    """One thing that the caller was asked, and what they answered."""

    id: Public = Field(description="Name in the machine, for example address.")
    label: Public = Field(description="What the agent reads, for example 地址.")
    value: Said = Field(
        description="The answer as people write it: a number in digits, a date as 2026-05-01."
    )
    said: Wording = Field(default="", description="The answer in the caller's words.")


class Decided(CallEvent):
    """One decision of the dialogue, with the reason a person can read."""

    TYPE: ClassVar[str] = "decided"
    outcome: Outcome
    intent: Public | None = Field(default=None, description="Id of the intent, or null when none fits.")
    intent_name: Public = Field(default="", description="What the agent reads, for example 噪声扰民.")
    queue: Public | None = None
    score: float = Field(default=0, ge=0, le=1)
    runner_up: Public | None = None
    runner_up_score: float = Field(default=0, ge=0, le=1)
    reason: Said = ""
    heard: Said = Field(default="", description="The sentence the decision was made on.")
    slots: tuple[Slot, ...] = Field(
        default=(), description="What the caller answered to the questions so far."
    )
    also: tuple[Public, ...] = Field(
        default=(), description="Ids of further intents in the same sentence, to be settled by the agent too."
    )
    language: Public = Field(
        default="", description="What the caller speaks, ISO 639, as far as it is not Mandarin; or empty."
    )


class Corrected(CallEvent):
    """An agent says where the call belonged. A later one of the same call replaces it."""

    TYPE: ClassVar[str] = "corrected"
    agent: Public = Field(description="Id of the agent who says so.")
    intent: Public | None = Field(
        default=None, description="Id of the intent it was, or null when only the queue is known."
    )
    queue: Public = Field(description="The queue where it belonged.")
    decided_intent: Public | None = Field(default=None, description="Id of the intent that had been decided.")
    decided_queue: Public | None = Field(default=None, description="The queue that had been decided.")
    heard: Said = Field(
        default="",
        description="The sentence decided on, or else the caller's longest; numbers and houses are masked.",
    )
