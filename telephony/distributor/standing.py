"""How the floor stands, for those who look at it from other machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from telephony.distributor.people.plan import Plan
from telephony.distributor.people.state import Agent
from telephony.distributor.reducer.world import World


@dataclass(frozen=True, slots=True)
class AgentStanding:
    """An agent whose telephone is here."""

    agent: str
    phase: Literal["free", "taken", "away"]
    """taken: rung, in a talk, in wrap-up or at rest; away: no call can come until they are back."""
    queues: tuple[str, ...]
    """Whose callers they take."""


@dataclass(frozen=True, slots=True)
class CallerStanding:
    """A caller on the line who does not talk yet."""

    call: str
    queue: str
    queued_at: float
    """When they first came into a queue, in seconds of the events' clock."""
    ahead_s: float
    """So much earlier they would have had to come to stand there with no priority."""
    agent: str | None = None
    """Who is rung for them."""
    emergency: bool = False
    """They are before all others."""
    seat: str | None = None
    """The special seat that they wait for."""
    choosy: bool = False
    """Not every agent of the queue may take them now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """At one moment."""

    at: float
    """On the events' clock."""
    agents: tuple[AgentStanding, ...]
    callers: tuple[CallerStanding, ...]


def standing(world: World, now: float) -> Standing:
    """Of everybody but agents without a telephone, citizens who are to be called back, and agents who ask
    for somebody beside a call."""
    there = (agent for agent in world.agents.values() if agent.phase != "offline")
    agents = tuple(
        AgentStanding(one.id, _phase(one), _served(one, world.plan)) for one in there if not one.leaving
    )
    callers = tuple(
        CallerStanding(
            one.call,
            one.queue,
            one.queued_at,
            one.queued_at - one.place.since,
            None if one.lease is None else one.lease.agent,
            one.emergency,
            one.seat,
            bool(one.needs or one.preferring),
        )
        for queue in world.plan.queues
        for one in world.on_line(queue)
    )
    return Standing(now, agents, callers)


def _phase(agent: Agent) -> Literal["free", "taken", "away"]:
    if agent.phase in ("break", "not_answering"):
        return "away"
    return "free" if agent.ready else "taken"


def _served(agent: Agent, plan: Plan) -> tuple[str, ...]:
    kept = agent.plan.emergencies_only
    queues = plan.queues.values()
    return tuple(one.id for one in queues if agent.plan.serves(one.id) and (one.emergency or not kept))
