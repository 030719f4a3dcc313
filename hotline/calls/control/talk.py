"""Who takes part in a conversation, and what a request means for it. Pure: no Asterisk, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contracts import Leg
from hotline.calls.control.requests import Hold, Mute, Refused, Request, Retrieve


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation now. The agent who leads it is always in it."""

    agent: str
    held: bool = False
    """The caller hears music."""
    muted: bool = False
    """Nobody hears the agent."""

    def heard(self, leg: Leg) -> bool:
        """Whether anybody hears this leg: what nobody hears is not written down."""
        if self.held:
            return False
        return leg != "agent" or not self.muted


@dataclass(frozen=True, slots=True)
class HoldCaller:
    """The caller leaves the conversation for the music."""


@dataclass(frozen=True, slots=True)
class RetrieveCaller:
    """The caller comes back."""


@dataclass(frozen=True, slots=True)
class MuteAgent:
    muted: bool


Step = HoldCaller | RetrieveCaller | MuteAgent
"""One thing that Asterisk is to do; `after` says how the conversation stands then."""


def steps(talk: Talk, request: Request) -> list[Step]:
    """What is to be done. Raises Refused."""
    match request:
        case Hold():
            if talk.held:
                raise Refused("市民已经在保持中 / The caller is on hold already")
            return [HoldCaller()]
        case Retrieve():
            if not talk.held:
                raise Refused("市民不在保持中 / The caller is not on hold")
            return [RetrieveCaller()]
        case Mute(muted):
            if talk.muted == muted:
                raise Refused("已经静音 / Muted already" if muted else "没有静音 / Not muted")
            return [MuteAgent(muted)]


def after(talk: Talk, step: Step) -> Talk:
    """The conversation when the step is done."""
    match step:
        case HoldCaller():
            return replace(talk, held=True)
        case RetrieveCaller():
            return replace(talk, held=False)
        case MuteAgent(muted):
            return replace(talk, muted=muted)
