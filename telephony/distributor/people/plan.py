"""What the distributor is told: what agents can do, what callers need, and when a need relaxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ANY_QUEUE = "*"
"""Stands in an agent's queues for every queue there is."""

SECONDS_PER_PRIORITY = 60.0


FIRST_S = 86_400.0
"""Advantage of who lost their agent in mid-call: nobody waits for a day."""


def advantage_s(priority: int) -> float:
    """Seconds of waiting that a priority is worth: the old whole numbers are minutes.

    So a priority composes with waiting: who has one of 10 goes before everybody who came less than ten
    minutes earlier, and nobody waits for ever behind those who have more.
    """
    return priority * SECONDS_PER_PRIORITY


@dataclass(frozen=True, slots=True)
class Need:
    """A skill that the agent must have: `utilities`, `language:en`, `dialect:sichuan`, `department:water`."""

    skill: str
    level: int = 1
    """1 to 5, at least."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a caller needs from so many seconds of waiting on; the next step relaxes it."""

    after_s: float = 0.0
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Overflow:
    """When callers go on to somewhere else. Every condition that is given counts by itself."""

    to: str
    """A queue or a special seat."""
    after_s: float | None = None
    """Seconds in this queue."""
    waiting: int | None = None
    """So many wait already when the caller comes."""
    expected_wait_s: float | None = None
    """The wait foreseen when the caller comes is longer; for ever, where nobody is at work."""


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """A queue as the configuration has it."""

    id: str
    emergency: bool = False
    """Its callers overtake everybody else."""
    steps: tuple[Step, ...] = ()
    """Of callers who bring none of their own; the first begins at 0."""
    overflow: tuple[Overflow, ...] = ()
    closed_to: str | None = None
    """Night duty: who takes its callers while it is closed; None: they wait until it opens."""


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """A special seat: agents of a queue who have what its callers need."""

    id: str
    """Differs from those of all queues."""
    queue: str
    steps: tuple[Step, ...] = ()
    """What its callers need, instead of the steps of the queue."""
    overflow: tuple[Overflow, ...] = ()
    """Escalation; the queue's own rules hold besides."""


@dataclass(frozen=True, slots=True)
class AgentPlan:
    """An agent as the configuration has one."""

    id: str
    queues: frozenset[str] = frozenset({ANY_QUEUE})
    skills: Mapping[str, int] = field(default_factory=dict)
    """Skill, `language:…`, `dialect:…`, `department:…` -> level 1 to 5."""
    emergencies_only: bool = False
    """Kept free for emergencies."""
    most_occupied: float = 1.0
    """Above 0 to 1: the share of the time that may go into calls; above it the agent rests. 1: no limit."""
    until: float | None = None
    """A guest's end, in seconds of the events' clock; a talk that runs is finished first."""

    def serves(self, queue: str) -> bool:
        return queue in self.queues or ANY_QUEUE in self.queues


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a publication may change."""

    agents: Mapping[str, AgentPlan]
    queues: Mapping[str, QueuePlan]
    fallback: str
    """Takes the callers of a queue that is gone; one of `queues`."""
    seats: Mapping[str, SeatPlan] = field(default_factory=dict)
    wrap_up_s: float = 10.0
    offer_s: float = 20.0
    """How long a phone may ring."""
    rest_s: float = 5.0
    """After a missed or declined call, so that a phone that refuses at once is not rung in a loop."""
    prefer_s: float = 15.0
    """How long a caller waits for the agent they know before anybody may take them."""
    misses: int = 2
    """Offers missed in a row that make an agent "not answering"."""

    def __post_init__(self) -> None:
        """Raises ValueError for a fallback that is no queue."""
        if self.fallback not in self.queues:
            raise ValueError(f"no queue {self.fallback!r} to fall back to")

    def seat(self, id: str | None, queue: str) -> SeatPlan | None:
        """The special seat of that id, if it is there and behind that queue."""
        seat = self.seats.get(id or "")
        return seat if seat is not None and seat.queue == queue else None
