"""What the assist has noted of a conversation: ticket, risks, quality, summary, each with its sentences; and
what an agent would say next."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent
from contracts.records.personal import Public, Said
from contracts.records.record import Record

RiskKind = Literal[
    "self_harm", "violence", "gas", "fire", "collapse", "medical", "trapped", "danger",
    "group_event", "media_threat", "repeated_failure",
]  # fmt: skip
"""danger: somebody is in danger, and none of the others before it is told."""

ScriptStep = Literal[
    "greeting", "place", "name", "repeat_back", "soothing", "takes_long", "refusing", "closing", "survey"
]
"""Steps of a talk for which agents have words (话术)."""


class TicketField(Record):
    """A value of the ticket, as it was said."""

    field: Public = Field(description="Its name: address, time, appeal ...")
    value: Said
    line: Public = Field(description="The sentence it was taken from: leg and utterance, caller:3.")
    also: tuple[Public, ...] = Field(default=(), description="Further sentences it was taken from.")
    score: float = Field(ge=0, le=1, description="How sure it is.")
    runner_up: Public = Field(default="", description="Of category and unit: the next likely; empty: none.")
    runner_up_score: float = Field(default=0.0, ge=0, le=1)


class RiskSign(Record):
    """Something that an agent must not miss, in one sentence."""

    kind: RiskKind
    name: Public = Field(description="The kind in words.")
    urgent: bool = Field(description="Somebody may need help at once.")
    words: tuple[Said, ...] = Field(description="As they stand in the sentence.")
    line: Public


class QualityMark(Record):
    """A rule for agents' talk that was not kept."""

    rule: Public = Field(description="Its id in `quality.rules`.")
    name: Public
    line: Public
    open: bool = Field(
        default=False, description="Not kept yet: it may still be, for as long as the talk lasts."
    )


class SummaryClause(Record):
    """A clause of the summary: a stretch of what was said."""

    text: Said
    lines: tuple[Public, ...] = Field(min_length=1, description="The sentences it was taken from.")


class Assisted(CallEvent):
    """All that is noted of the conversation so far; replaces what was noted before.

    A line is a leg and an utterance, as in `transcript_final`. What was never said has no field.
    """

    TYPE: ClassVar[str] = "assisted"
    ticket: tuple[TicketField, ...] = Field(default=(), description="In the order of the form.")
    risk: tuple[RiskSign, ...] = Field(
        default=(), description="In the order in which it was told; of an unfinished sentence, too."
    )
    quality: tuple[QualityMark, ...] = ()
    summary: tuple[SummaryClause, ...] = ()
    step: ScriptStep | None = Field(
        default=None,
        description="What the agent would say next. null: they listen, or it is over.",
    )
    ended: bool = Field(default=False, description="The call is over: these alone are kept in the records.")
