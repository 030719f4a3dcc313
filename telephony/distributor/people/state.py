"""An agent and a caller as the distributor sees them. A change makes a new one; old ones are a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from telephony.distributor.people.plan import AgentPlan, Need, Step

AgentPhase = Literal[
    "offline",
    "free",
    "offered",
    "talking",
    "on_hold",
    "consulting",
    "wrap_up",
    "break",
    "not_answering",
]
BUSY: frozenset[AgentPhase] = frozenset({"talking", "on_hold", "consulting", "wrap_up"})
"""Phases that count as occupied."""
IN_TALK: frozenset[AgentPhase] = frozenset({"talking", "on_hold", "consulting"})
AWAY: frozenset[AgentPhase] = frozenset({"offline", "break", "not_answering"})
"""Not at work: no call can come."""

CallerPhase = Literal["waiting", "offered", "talking", "called_back"]
"""Who left is not kept. `called_back` waits in the place for the hotline to call them."""
IN_LINE: frozenset[CallerPhase] = frozenset({"waiting", "called_back"})

Rest = Literal["missed", "declined", "occupied"]
"""Why a free agent gets no calls for a while."""


OVERDUE = -1
"""The time for another queue came while the caller was offered to somebody."""


class Timer(NamedTuple):
    """What is to be told again at a time. A number that is not the current one any more does nothing."""

    kind: Literal["offer", "wrap_up", "rest", "guest", "step", "prefer", "overflow"]
    who: str
    number: int


class Place(NamedTuple):
    """Where a caller stands in line; the smallest is next."""

    ordinary: bool
    """False for emergencies, who come first."""
    since: float
    """When they came, less their advantage, in seconds."""
    number: int


@dataclass(frozen=True, slots=True)
class Lease:
    """A claim of an agent for a caller."""

    call: str
    agent: str
    number: int
    """Fencing: larger than that of every earlier claim."""


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent now."""

    plan: AgentPlan
    phase: AgentPhase = "offline"
    since: float = 0.0
    """When the phase began, in seconds of the events' clock."""
    lease: Lease | None = None
    """The caller who is offered, or talked with."""
    reachable: bool = False
    """The telephone is there and not used for something else."""
    pause: str | None = None
    """Why the agent is on a break, or will be after this call."""
    talk_at: float = 0.0
    """When the last talk began; hold and consulting are parts of it."""
    misses: int = 0
    """Offers in a row that were not answered."""
    timer: int = 0
    """Number of the timer that ends this phase or rest; 0: none."""
    due: float = 0.0
    rest: Rest | None = None
    owed_s: float = 0.0
    """What an emergency has taken from the wrap-up."""
    idle_since: float = 0.0
    idle_load: float = 0.0
    """How occupied the agent was when the idle time began: 0 to 1."""
    load: float = 0.0
    load_at: float = 0.0
    """How occupied, and when that was reckoned."""
    guest: bool = False
    """Seated beside the plan: publications leave them alone."""
    leaving: bool = False
    """Taken out of the plan in mid-call: goes when the call is over."""

    @property
    def id(self) -> str:
        return self.plan.id

    @property
    def ready(self) -> bool:
        """Whether any call may be offered."""
        return self.phase == "free" and self.rest is None

    @property
    def call(self) -> str | None:
        return None if self.lease is None else self.lease.call


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller now."""

    call: str
    queue: str
    queued_at: float
    """When they first came into a queue; survives transfers, restarts and publications."""
    place: Place
    phase: CallerPhase = "waiting"
    lease: Lease | None = None
    emergency: bool = False
    seat: str | None = None
    """The special seat of the queue that they wait for."""
    steps: tuple[Step, ...] = ()
    step: int = 0
    needs_at: float = 0.0
    """When the first step began."""
    tried: frozenset[str] = frozenset()
    """Agents who missed or declined this caller; they come last."""
    preferred: frozenset[str] = frozenset()
    """The last agent, or that of the same case."""
    preferring: int = 0
    """Number of the timer until which nobody else may take them; 0: over."""
    stepping: int = 0
    """Number of the timer that relaxes the needs."""
    overflowing: int = 0
    """Number of the timer that takes them to the next queue, or `OVERDUE`."""
    visited: frozenset[str] = frozenset()
    """Queues and special seats that they came through: overflow never goes back."""
    callback: bool = False
    """They are not on the line, and are to be called when it is their turn."""

    @property
    def needs(self) -> tuple[Need, ...]:
        return self.steps[self.step].needs if self.steps else ()
