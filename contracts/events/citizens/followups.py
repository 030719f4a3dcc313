"""Citizens who are called and asked whether they were helped: tried, closed."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent, Event
from contracts.events.citizens.callbacks import Tried
from contracts.records.personal import Public, Said, Telephone
from contracts.records.record import Record

FollowupResult = Literal[
    "answered",
    "partly",
    "human",
    "emergency",
    "declined",
    "never",
    "wrong person",
    "not reached",
    "interrupted",
    "withdrawn",
    "not allowed",
]
"""How one ended: all questions asked; some; put through to a human, or as an emergency; wants no questions;
wants never to be called again; somebody else has that number; nobody answered; a service that died in it;
taken back; the number may not be dialled any more."""


class FollowupAnswer(Record):
    """One answer."""

    question: Public = Field(description="Id of the question.")
    value: Said = Field(description="是 or 否, 1 to 5, or what was said.")


class FollowupTried(CallEvent):
    """The citizen was called and not reached. `call` is the call out."""

    TYPE: ClassVar[str] = "followup_tried"
    followup: Public
    outcome: Tried
    attempt: int = Field(ge=1, description="Counts from 1.")
    next_at: float | None = Field(
        default=None, description="When they are called again, seconds since the Unix epoch; null: never."
    )


class FollowupClosed(Event):
    """A follow-up call is over."""

    TYPE: ClassVar[str] = "followup_closed"
    followup: Public = Field(description="Its number in `hotline followups list`.")
    ref: Public = Field(description="Of the case, as the list named it; may be empty.")
    questions: Public = Field(description="Name of the set of questions.")
    result: FollowupResult
    answers: tuple[FollowupAnswer, ...] = ()
    attempts: int = Field(ge=0)


class FollowupAllowed(Event):
    """Who wanted never to be called again may be called once more: somebody says that they have agreed."""

    TYPE: ClassVar[str] = "followup_allowed"
    person: Telephone = Field(description="The telephone, masked.")
    agent: Public = Field(description="Who says so: the name of the operating system's user.")
