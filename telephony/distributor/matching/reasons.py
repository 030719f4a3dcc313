"""Why this agent, and why not that one: a decision's record, from which it is made again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from telephony.distributor.matching.matching import choose, interrupt, ready_order
from telephony.distributor.matching.requirements import Misfit, misfit
from telephony.distributor.people.state import Agent, AgentPhase, Caller, Place

WhyNot = (
    Misfit
    | AgentPhase
    | Literal[
        "rests", "tried already", "not the preferred agent", "not kept for emergencies", "idle for less long"
    ]
)


@dataclass(frozen=True, slots=True)
class Record:
    """What was known when a caller was offered to an agent."""

    at: float
    caller: Caller
    agents: tuple[Agent, ...]
    """Everybody on the floor, as they were."""
    emergencies: frozenset[str]
    """Calls of those rung agents that were emergencies."""
    ahead: tuple[Caller, ...]
    """Callers with a better place in the queues of the chosen agent, whom that agent may not take."""


def again(record: Record) -> str | None:
    """The agent of the decision, chosen once more by the same rule."""
    ready = sorted((a for a in record.agents if a.ready), key=ready_order)
    agent = choose(record.caller, ready)
    if agent is None and record.caller.emergency:
        agent = interrupt(record.caller, record.agents, record.emergencies)
    return None if agent is None else agent.id


def why_not(record: Record) -> dict[str, WhyNot]:
    """For every agent who was not chosen the reason."""
    chosen = again(record)
    return {a.id: _reason(record.caller, a) for a in record.agents if a.id != chosen}


def why_not_before(record: Record) -> dict[str, Misfit]:
    """For every caller ahead what kept the chosen agent from them."""
    by_id = {agent.id: agent for agent in record.agents}
    agent = by_id[again(record) or ""]
    return {c.call: reason for c in record.ahead if (reason := misfit(agent, c)) is not None}


def _reason(caller: Caller, agent: Agent) -> WhyNot:
    reason = misfit(agent, caller)
    if reason is not None:
        return reason
    if agent.phase != "free":
        return agent.phase
    if agent.rest is not None:
        return "rests"
    if agent.id in caller.tried:
        return "tried already"
    if caller.preferred and agent.id not in caller.preferred:
        return "not the preferred agent"
    if caller.emergency and not agent.plan.emergencies_only:
        return "not kept for emergencies"
    return "idle for less long"


def ahead(callers: Iterable[Caller], place: Place, agent: Agent) -> tuple[Caller, ...]:
    """Those of the callers who stand before that place and wait in a queue that the agent serves."""
    return tuple(c for c in callers if c.place < place and agent.plan.serves(c.queue))
