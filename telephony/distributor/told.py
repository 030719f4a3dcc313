"""A decision in short, for the agent who is rung and for the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal

from contracts.events.call.calls import Choice, NotChosen
from telephony.distributor.matching.reasons import Record, why_not
from telephony.distributor.people.state import Agent, AgentPhase, Caller

_OUT_OF: Mapping[AgentPhase, Literal["wrap_up", "ringing"]] = {"wrap_up": "wrap_up", "offered": "ringing"}


def choice(record: Record, chosen: str) -> Choice:
    """Why `chosen` got the caller, and how many others did not for which reason, the most frequent first."""
    agent = next(one for one in record.agents if one.id == chosen)
    caller = record.caller
    others: Counter[str] = Counter(reason for name, reason in why_not(record).items() if name != chosen)
    return Choice(
        basis=_basis(agent, caller, others),
        interrupted=_interrupted(agent),
        emergency=caller.emergency,
        waited_s=round(max(0.0, record.at - caller.queued_at), 1),
        needs=tuple(need.skill for need in caller.needs),
        relaxed=caller.step > 0,
        others=tuple(NotChosen(reason=reason, agents=count) for reason, count in others.most_common()),
    )


def _basis(
    agent: Agent, caller: Caller, others: Counter[str]
) -> Literal["longest_idle", "only_one", "known", "reserved", "interrupted"]:
    if not agent.ready:
        return "interrupted"
    if agent.id in caller.preferred:
        return "known"
    if caller.emergency and agent.plan.emergencies_only:
        return "reserved"
    return "longest_idle" if others["idle for less long"] else "only_one"


def _interrupted(agent: Agent) -> Literal["wrap_up", "rest", "ringing"] | None:
    return None if agent.ready else _OUT_OF.get(agent.phase, "rest")
