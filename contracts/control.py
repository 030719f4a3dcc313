"""What agents do with a call while they talk: hold, mute."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from contracts.base import CallEvent
from contracts.personal import Public


class CallerHeld(CallEvent):
    """The caller hears music and nobody hears them, or is back."""

    TYPE: ClassVar[str] = "caller_held"
    agent: Public = Field(description="Who talks with the caller.")
    held: bool


class HoldReminded(CallEvent):
    """The agent was reminded that the caller is still on hold."""

    TYPE: ClassVar[str] = "hold_reminded"
    agent: Public
    held_s: float = Field(ge=0, description="For how long, in seconds.")


class AgentMuted(CallEvent):
    """Nobody hears the agent, who hears everybody; or they are heard again."""

    TYPE: ClassVar[str] = "agent_muted"
    agent: Public
    muted: bool
