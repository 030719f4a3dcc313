"""What is to be done because of an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from telephony.distributor.matching.reasons import Record
from telephony.distributor.people.state import Lease, Timer

WhyWithdrawn = Literal[
    "declined", "no answer", "phone lost", "emergency", "caller left", "moved", "agent gone"
]
WhyMoved = Literal["overflow", "closed", "queue gone"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Ring this agent for this call. Whoever answers says the lease's number."""

    lease: Lease
    until: float
    """When the offer lapses by itself."""
    record: Record
    """What was known: from it the choice can be made again, and explained."""
    callback: bool = False
    """The caller is to be called back."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The offer is over: stop ringing."""

    lease: Lease
    why: WhyWithdrawn


@dataclass(frozen=True, slots=True)
class Stale:
    """An answer came for an offer that is over, and changed nothing: take that leg down."""

    lease: Lease


@dataclass(frozen=True, slots=True)
class Moved:
    """The caller waits in another queue or for another seat now, in the order of when they first came."""

    call: str
    was: str
    queue: str
    why: WhyMoved


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Nobody is looked for any more beside a call: the queue or agent that was asked is gone."""

    aside: str


@dataclass(frozen=True, slots=True)
class NotAnswering:
    """The agent gets no calls until back: tell the supervisor."""

    agent: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The agent does not belong to the floor any more."""

    agent: str


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Tell the machine at that time. A timer is never taken back: one that is out of date does nothing."""

    timer: Timer
    at: float


@dataclass(frozen=True, slots=True)
class Changed:
    """These agents and queues may look different now."""

    agents: frozenset[str]
    queues: frozenset[str]


Command = Offer | Withdraw | Stale | Moved | GivenUp | NotAnswering | Gone | SetTimer | Changed
