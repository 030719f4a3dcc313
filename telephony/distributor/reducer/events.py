"""What happens on the floor. Every event says when, in seconds of a clock of the host's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from telephony.distributor.people.plan import AgentPlan, Plan, Step
from telephony.distributor.people.state import Timer


@dataclass(frozen=True, slots=True)
class Queued:
    """A caller comes into a queue: a new one, one who changes the queue, one whom an agent hands on.

    Who is known already keeps `queued_at`; an agent who had them is in wrap-up, unless `leg_lost`.
    """

    at: float
    call: str
    queue: str
    advantage_s: float = 0.0
    emergency: bool = False
    """Besides those whose queue is one for emergencies."""
    steps: tuple[Step, ...] | None = None
    """Their own, from now on; None: those of the seat, or of the queue, from when they first came."""
    preferred: tuple[str, ...] = ()
    queued_at: float | None = None
    """After a restart: when they first came."""
    seat: str | None = None
    """A special seat of that queue; one that is gone, or of another queue, counts as none."""
    callback: bool = False
    """They are not on the line: they wait in their place for the hotline to call them."""
    leg_lost: bool = False
    """The telephone of the agent who had them was lost in mid-call: no wrap-up."""


@dataclass(frozen=True, slots=True)
class Left:
    """The caller is gone, or was sent elsewhere."""

    at: float
    call: str
    gave_up: bool = True
    """False: an agent of another machine has them."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The agent's phone was answered."""

    at: float
    call: str
    agent: str
    number: int


@dataclass(frozen=True, slots=True)
class Missed:
    """The phone was not answered."""

    at: float
    call: str
    agent: str
    number: int
    rang: bool = True
    """False when it could not even be rung, which is not the agent's fault."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The agent does not want this call; the caller goes to the next."""

    at: float
    call: str
    agent: str
    number: int


@dataclass(frozen=True, slots=True)
class TalkFound:
    """After a restart: this agent talks with this caller."""

    at: float
    call: str
    agent: str
    queue: str | None = None
    """In which they were; None: the fallback."""
    queued_at: float | None = None
    """When they first came, for the case that they are handed on."""


@dataclass(frozen=True, slots=True)
class TalkChanged:
    """The caller is on hold, somebody is consulted, or both talk again."""

    at: float
    agent: str
    call: str
    on_hold: bool = False
    consulting: bool = False


@dataclass(frozen=True, slots=True)
class HandedOn:
    """The caller goes from the agent to another, who was asked aside and has answered."""

    at: float
    call: str
    agent: str
    aside: str
    """The call by which the other was asked."""
    to: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The agent has nothing to do with the call any more."""

    at: float
    call: str
    agent: str


@dataclass(frozen=True, slots=True)
class PhoneChanged:
    """The agent's phone can, or cannot, be rung."""

    at: float
    agent: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class BreakWanted:
    """No calls, from the end of this one on."""

    at: float
    agent: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """After a restart: the agent did not answer before it, and is not back yet."""

    at: float
    agent: str


@dataclass(frozen=True, slots=True)
class Back:
    """The agent takes calls again: ends a break, a wrap-up, "not answering" and the rest after a miss."""

    at: float
    agent: str


@dataclass(frozen=True, slots=True)
class WrapUpExtended:
    """The agent needs so many seconds more."""

    at: float
    agent: str
    seconds: float


@dataclass(frozen=True, slots=True)
class TimerDue:
    """A timer that was set is due."""

    at: float
    timer: Timer


@dataclass(frozen=True, slots=True)
class Published:
    """Agents, queues or skills have changed. No clock starts anew; callers of a queue that is gone go on to
    the fallback; an agent who is gone finishes the talk. Guests stay."""

    at: float
    plan: Plan


@dataclass(frozen=True, slots=True)
class SeatAdded:
    """A guest sits down, without a publication; their plan says until when."""

    at: float
    agent: AgentPlan


@dataclass(frozen=True, slots=True)
class SeatRemoved:
    """An agent goes, after the talk that may run."""

    at: float
    agent: str


@dataclass(frozen=True, slots=True)
class HoursChanged:
    """Queues and special seats that open or close; those that are not named stay as they are."""

    at: float
    closed: Mapping[str, bool]
    """Queue or seat -> whether it is closed from now on."""


Event = (
    Queued
    | Left
    | Answered
    | Missed
    | Declined
    | TalkFound
    | TalkChanged
    | HandedOn
    | Finished
    | PhoneChanged
    | BreakWanted
    | NotAnswered
    | Back
    | WrapUpExtended
    | TimerDue
    | Published
    | SeatAdded
    | SeatRemoved
    | HoursChanged
)
