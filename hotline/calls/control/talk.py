"""Who takes part in a conversation, and how a step changes it. Pure: no Asterisk, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from contracts import AgentPhase, Leg, TransferState
from hotline.calls.control.requests import Target


@dataclass(frozen=True, slots=True)
class Other:
    """Who is consulted."""

    target: Target
    agent: str | None = None
    """Who is rung, or has answered; of an office outside its id."""
    answered: bool = False
    aside: bool = False
    """Has answered, and hears music while the agent talks with the caller."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation now. The agent who leads it is always in it."""

    agent: str
    held: bool = False
    """The caller hears music."""
    muted: bool = False
    """Nobody hears the agent."""
    other: Other | None = None
    barging: bool = False
    """A supervisor is heard by all."""
    let_go: str | None = None
    """The supervisor who was with the call when the service ended; not any more."""

    @property
    def other_takes_part(self) -> bool:
        return self.other is not None and self.other.answered and not self.other.aside

    def heard(self, leg: Leg) -> bool:
        """Whether anybody hears this leg: what nobody hears is not written down."""
        if self.held and not self.other_takes_part and not self.barging:
            return False
        match leg:
            case "caller":
                return not self.held
            case "agent":
                return not self.muted
            case "consulted":
                return self.other_takes_part
            case "supervisor":
                return self.barging

    @property
    def one_without_agent(self) -> bool:
        """Whether somebody is by themselves when the agent is gone: the caller, or who is consulted."""
        return self.held == self.other_takes_part

    @property
    def held_legs(self) -> list[Leg]:
        """Who hears music."""
        held: list[Leg] = ["caller"] if self.held else []
        return [*held, "consulted"] if self.other is not None and self.other.aside else held

    @property
    def phase(self) -> AgentPhase:
        """Of the agent who leads it."""
        if not self.held:
            return "talking"
        return "on_hold" if self.other is None else "consulting"

    @property
    def transfer(self) -> TransferState | None:
        """How the consultation stands; None without one."""
        if self.other is None:
            return None
        if not self.other.answered:
            return "requested" if self.other.agent is None else "ringing"
        return "bridged" if self.other_takes_part and not self.held else "briefing"


@dataclass(frozen=True, slots=True)
class HoldCaller:
    """The caller leaves the conversation for the music."""


@dataclass(frozen=True, slots=True)
class RetrieveCaller:
    """The caller comes back."""


@dataclass(frozen=True, slots=True)
class MuteAgent:
    muted: bool


@dataclass(frozen=True, slots=True)
class Invite:
    """Somebody is asked for."""

    target: Target


@dataclass(frozen=True, slots=True)
class JoinOther:
    """Who was consulted takes part."""


@dataclass(frozen=True, slots=True)
class ParkOther:
    """Who was consulted hears music."""


@dataclass(frozen=True, slots=True)
class Dismiss:
    """No consultation any more."""

    state: Literal["rejected", "failed", "cancelled", "completed"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """Who was consulted leads the conversation; the agent is out of it."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The agent is out of it; the caller waits for somebody else: None, for anybody as before."""

    target: Target | None = None


Step = HoldCaller | RetrieveCaller | MuteAgent | Invite | JoinOther | ParkOther | Dismiss | Lead | GoOn
"""One thing that is to be done; `after` says how the conversation stands then."""


def after(talk: Talk, step: Step) -> Talk:
    """The conversation when the step is done."""
    other = talk.other
    match step:
        case HoldCaller():
            return replace(talk, held=True)
        case RetrieveCaller():
            return replace(talk, held=False)
        case MuteAgent(muted):
            return replace(talk, muted=muted)
        case Invite(target):
            return replace(talk, other=Other(target))
        case JoinOther():
            return talk if other is None else replace(talk, other=replace(other, answered=True, aside=False))
        case ParkOther():
            return talk if other is None else replace(talk, other=replace(other, answered=True, aside=True))
        case Dismiss():
            return replace(talk, other=None)
        case Lead():
            if other is None or other.agent is None:
                return talk
            return Talk(other.agent, held=talk.held, barging=talk.barging)
        case GoOn():
            return talk
