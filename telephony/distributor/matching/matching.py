"""Who gets whom: longest idle, then least occupied; known agents first, those who missed the caller last."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from telephony.distributor.matching.requirements import interruptible, misfit
from telephony.distributor.people.state import Agent, Caller


class Idle(NamedTuple):
    """The order in which ready agents take calls; the smallest is next."""

    since: float
    load: float
    agent: str


def ready_order(agent: Agent) -> Idle:
    return Idle(agent.idle_since, agent.idle_load, agent.plan.id)


def choose(caller: Caller, ready: Iterable[Agent]) -> Agent | None:
    """The agent for this caller, of ready ones in the order of `ready_order`; None: nobody may take them."""
    best: Agent | None = None
    best_rank = (True, True, True)
    for agent in ready:
        if misfit(agent, caller) is not None:
            continue
        rank = _rank(caller, agent)
        if best is None or rank < best_rank:
            best, best_rank = agent, rank
            if not any(rank):
                break
    return best


def _rank(caller: Caller, agent: Agent) -> tuple[bool, bool, bool]:
    """False before True: not tried yet, known to the caller, reserved for emergencies."""
    name = agent.plan.id
    return (
        name in caller.tried,
        bool(caller.preferred) and name not in caller.preferred,
        caller.emergency and not agent.plan.emergencies_only,
    )


def interrupt(caller: Caller, agents: Iterable[Agent], emergencies: Collection[str]) -> Agent | None:
    """The agent whom an emergency takes when none is ready: one who rests, one in wrap-up, or one who is rung
    for somebody else, in this order. `emergencies`: calls of emergencies."""
    able = [
        agent
        for agent in agents
        if not agent.ready
        and interruptible(agent, agent.call in emergencies)
        and misfit(agent, caller) is None
    ]
    return min(
        able, key=lambda a: (_patience(a), a.plan.id in caller.tried, a.since, a.plan.id), default=None
    )


def _patience(agent: Agent) -> int:
    return ("free", "wrap_up", "offered").index(agent.phase)
