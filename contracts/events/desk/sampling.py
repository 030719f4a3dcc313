"""Calls that are drawn and scored: who drew, who scored, what the agent did with it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from contracts.events.base import CallEvent, Event
from contracts.records.personal import Public


class SamplesDrawn(Event):
    """Somebody drew calls to be scored."""

    TYPE: ClassVar[str] = "samples_drawn"
    by: Public = Field(description="Who did.")
    sheet: Public = Field(description="Id of the sheet in `sampling.sheets`.")
    rule: Public = Field(default="", description="Id of the rule in `sampling.rules`; empty: by chance.")
    seed: Public = Field(description="With the same calls it draws the same again.")
    calls: tuple[Public, ...] = Field(description="Which.")


class SampleScored(CallEvent):
    """Somebody scored a call, or scored it anew."""

    TYPE: ClassVar[str] = "sample_scored"
    by: Public = Field(description="Who did.")
    sheet: Public
    points: int = Field(ge=0)
    most: int = Field(ge=1, description="Points that the sheet has.")


class SampleSeen(CallEvent):
    """The agent saw the scores of a call of theirs for the first time."""

    TYPE: ClassVar[str] = "sample_seen"
    agent: Public = Field(description="Who did.")


class SampleAnswered(CallEvent):
    """The agent said something to the scores of a call of theirs."""

    TYPE: ClassVar[str] = "sample_answered"
    agent: Public = Field(description="Who did.")
