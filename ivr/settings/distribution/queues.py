"""An entry of `queues:` in config.yaml, and where callers may be put through to."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Digit, Id, Line, Section
from ivr.settings.distribution.overflow import OverflowSettings
from ivr.settings.distribution.seats import SeatSettings
from ivr.settings.words.written import Words


class QueueSettings(Section):
    """A queue that agents serve."""

    id: Id = Field(description="Name in the machine, for agents, events and records.")
    name: Line = Field(max_length=20, description="What callers and agents hear and read.")
    description: str = Field(default="", max_length=200, description="What belongs here, for people.")
    priority: int = Field(
        default=0,
        ge=0,
        le=100,
        description="Of its callers, against other queues: one is worth a minute of waiting.",
    )
    key: Digit | None = Field(default=None, description="Key of the menu that leads here.")
    menu: Line | None = Field(default=None, description="How the menu calls it; without it, the name.")
    menu_words: tuple[Words, ...] = Field(
        default=(), description="What callers may say instead of its name when the menu is spoken."
    )
    hours: Id | None = Field(
        default=None, description="Name of the hours in which it is served; without it, always."
    )
    after_hours: Id | None = Field(
        default=None,
        description="Queue that takes its callers outside of them; without it, dialogue.human_queue.",
    )
    overflow: tuple[OverflowSettings, ...] = Field(
        default=(), description="When its callers go on to another queue or special seat."
    )


Place = QueueSettings | SeatSettings
"""Where a caller is put through to, with the name that they hear."""
