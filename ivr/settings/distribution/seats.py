"""Special seats, `seats:` in config.yaml: a skill behind a queue, with hours, experts and escalation."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Digit, Id, Line, Section, Skill
from ivr.settings.words.written import Words

EXPERT = 4
"""Whose skill has this level or the one above is an expert."""


class EscalationSettings(Section):
    """Where callers go whom the seat could not take in time."""

    to: Id = Field(description="Queue or special seat.")
    after_s: float = Field(default=120, gt=0, le=3600, description="Seconds of waiting.")


class SeatSettings(Section):
    """Agents of a queue who know one matter, under a name of their own; the call counts for `queue`."""

    id: Id = Field(description="Name in the machine, for intents, events and records.")
    name: Words = Field(
        max_length=20,
        description="What callers say and hear and agents read, without 专席: 特色农产品.",
    )
    queue: Id = Field(description="Id of the queue it lies behind.")
    skill: Skill | None = Field(
        default=None, description="Its agents have this in `skills`; without it, the seat's name."
    )
    words: tuple[Words, ...] = Field(default=(), description="What callers may call it besides.")
    key: Digit | None = Field(default=None, description="Key of the menu that leads here.")
    whole_queue: bool = Field(
        default=False, description="Takes every caller of the queue who is led to no other seat."
    )
    hours: Id | None = Field(
        default=None, description="Name of its hours; outside of them its queue takes the callers."
    )
    level: int = Field(default=1, ge=1, le=5, description="Its agents have at least this level of the skill.")
    experts_s: float = Field(
        default=0,
        ge=0,
        le=600,
        description="For so many seconds only experts are asked, whose level is 4 or 5.",
    )
    relax_s: float = Field(
        default=60,
        ge=0,
        le=3600,
        description="After so many seconds any agent of the queue may take the call.",
    )
    escalate: EscalationSettings | None = Field(
        default=None, description="提级: where callers go who wait for too long."
    )
    offices: tuple[Line, ...] = Field(
        default=(),
        description="Neighbouring offices it may bring in: ids of agents with a `contact`; the desk says so.",
    )

    @property
    def wanted(self) -> str:
        """The skill."""
        return self.skill or self.name
