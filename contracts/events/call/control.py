"""What agents do with a call while they talk: hold, mute, transfer, consult."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent
from contracts.records.personal import Public, Report, Said


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


class AgentLeg(CallEvent):
    """The agent's telephone was lost in mid-call, nobody having hung up; or is back; or was given up: the
    caller is first in line then, or who was consulted has the call."""

    TYPE: ClassVar[str] = "agent_leg"
    agent: Public
    state: Literal["lost", "back", "given up"]
    reason: Public = Field(default="", description="What Asterisk says of it.")


TransferState = Literal[
    "requested",
    "ringing",
    "accepted",
    "briefing",
    "bridged",
    "rejected",
    "failed",
    "cancelled",
    "completed",
]


class TransferChanged(CallEvent):
    """The agent gives the call to somebody else, or asks somebody; how that stands now."""

    TYPE: ClassVar[str] = "transfer_changed"
    by: Public = Field(description="The agent who asked for it.")
    kind: Literal["blind", "consult"]
    state: TransferState = Field(
        description="requested: nobody rings, yet or any more; ringing: who is named; accepted: answered; "
        "briefing (consult): both agents talk, or one of caller and other hears music; bridged (consult): "
        "all three talk. Each ends in one of these: rejected: declined, or hung up in the briefing; failed: "
        "nobody came, or it could not be done; cancelled: by the agent who asked, or the call has ended; "
        "completed: over as wished, the call is the other's, or the other has left the three-way. A blind "
        "transfer to one agent is rejected or failed when somebody else is rung for the caller."
    )
    agent: Public | None = Field(default=None, description="Who is asked, rung, or takes part.")
    queue: Public | None = Field(default=None, description="The queue of which anybody may come.")
    partner: Public | None = Field(default=None, description="The office outside that is asked.")
    reason: Report = Field(default="", description="Why it was rejected or has failed.")


class Escalated(CallEvent):
    """The agent could not settle it and gave the call to those who are responsible for such calls."""

    TYPE: ClassVar[str] = "escalated"
    agent: Public = Field(description="Who gave it.")
    queue: Public = Field(description="To which queue.")
    reason: Said = Field(description="What the next agent must know.")


class WrappedUp(CallEvent):
    """The agent says what came of the call. A later one of the same call replaces it."""

    TYPE: ClassVar[str] = "wrapped_up"
    agent: Public
    code: Public = Field(description="One of desk.wrap_up_codes; empty: none.")
    note: Said = Field(default="", description="In the agent's own words.")


SupervisionMode = Literal["listen", "whisper", "barge"]


class SupervisorChanged(CallEvent):
    """A supervisor takes part in the call, or not any more."""

    TYPE: ClassVar[str] = "supervisor_changed"
    agent: Public = Field(description="Id of the supervisor.")
    state: Literal["ringing", "listen", "whisper", "barge", "ended"] = Field(
        description="listen: heard by nobody; whisper: by the agent alone; barge: by all."
    )
    reason: Report = Field(default="", description="Why it ended.")
