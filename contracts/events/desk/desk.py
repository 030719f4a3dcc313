"""Queues, agents and the help they get."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent, Event
from contracts.records.personal import Public, Said
from contracts.records.record import Record

AgentPhase = Literal[
    "offline", "paused", "available", "ringing", "talking", "on_hold", "consulting", "wrap_up"
]

Rest = Literal["missed", "declined", "occupied"]
"""Why a free agent gets no calls for a moment: a call not answered, one declined, or too many of them."""


class QueueChanged(Event):
    """How a queue stands now."""

    TYPE: ClassVar[str] = "queue_changed"
    queue: Public
    waiting: int = Field(ge=0)
    longest_wait_s: float = Field(default=0, ge=0)
    agents_available: int = Field(ge=0)

    @property
    def topic(self) -> str:
        return f"queues/{self.queue}"


class AgentChanged(Event):
    """An agent's state now."""

    TYPE: ClassVar[str] = "agent_changed"
    agent: Public
    phase: AgentPhase
    call: Public | None = None
    paused: bool = Field(default=False, description="Asked for no calls; during a call, for none after it.")
    set_aside: bool = Field(
        default=False,
        description="Paused because the phone was not answered twice in a row, not by the agent's wish.",
    )
    reason: Public = Field(default="", description="Of a break: one of `desk.break_reasons`, or empty.")
    rest: Rest | None = Field(default=None, description="Why wrap_up is a short rest and follows no call.")
    until: float | None = Field(
        default=None, description="When wrap-up or rest ends by itself, seconds since the Unix epoch."
    )
    gone: bool = Field(default=False, description="Not one of those who take calls any more.")

    @property
    def topic(self) -> str:
        return f"agents/{self.agent}"


class LogInEnded(Event):
    """Somebody ended another's log-in at the desk."""

    TYPE: ClassVar[str] = "log_in_ended"
    agent: Public = Field(description="Whose it was.")
    by: Public = Field(description="Who ended it.")
    begun: float = Field(description="When it had begun, seconds since the Unix epoch.")


class Suggestion(Record):
    """One article that may answer the caller. Never without its source."""

    article: Public = Field(description="Id of the article.")
    title: Public
    text: Public = Field(description="The passage to read out.")
    source: Public = Field(min_length=1, description="Where it comes from: document, section, date.")
    score: float = Field(ge=0, le=1)
    matched: tuple[Public, ...] = Field(default=(), description="The words that made it fit.")


class Suggested(CallEvent):
    """The best articles for the conversation so far; replaces the earlier ones. None: nothing fits."""

    TYPE: ClassVar[str] = "suggested"
    for_text: Said = Field(description="The sentence that brought them up.")
    suggestions: tuple[Suggestion, ...]
