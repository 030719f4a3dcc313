"""Seats of a floor in few words, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from telephony.distributor.people.asides import oneself
from telephony.distributor.people.plan import AgentPlan, Plan, QueuePlan


def seated(
    seats: Mapping[str, tuple[str, str]], queues: Iterable[str], wrap_up_s: float
) -> tuple[Plan, dict[str, str]]:
    """Agent -> SIP account and queue; the first queue is the fallback. The plan, and the phones."""
    lines = {queue: QueuePlan(queue) for queue in queues}
    staff = {
        agent: AgentPlan(agent, frozenset({queue}), {oneself(agent): 1})
        for agent, (_, queue) in seats.items()
    }
    plan = Plan(staff, lines, next(iter(lines)), wrap_up_s=wrap_up_s)
    return plan, {agent: phone for agent, (phone, _) in seats.items()}
