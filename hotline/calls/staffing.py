"""The floor as the configuration staffs it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from agent_assist.settings import AgentSettings
from contracts import Event
from hotline.calls.hours import OpeningHours
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.live import Live
from ivr.settings.distribution.queues import QueueSettings
from ivr.settings.distribution.seats import EXPERT, SeatSettings
from telephony.distributor.floor import Floor
from telephony.distributor.people.asides import oneself
from telephony.distributor.people.plan import AgentPlan, Need, Overflow, Plan, QueuePlan, SeatPlan, Step

RING_GRACE_S = 3.0
"""After Asterisk should have ended the ringing by itself, its word counts as lost."""


@asynccontextmanager
async def staffed_floor(
    config: HotlineConfig, live: Live, publish: Callable[[Event], None]
) -> AsyncIterator[Floor]:
    """A seat for each agent; its queues and their hours are those of what is live, today and when that
    changes."""
    floor = Floor(plan_of(config, live.guide.config), phones_of(live.guide.config), publish)
    live.follow(lambda guide: floor.set_plan(plan_of(config, guide.config), phones_of(guide.config)))
    async with OpeningHours(live, floor).opened():
        yield floor


def phones_of(live: HotlineConfig) -> dict[str, str]:
    """SIP account by agent."""
    return {agent.id: agent.extension for agent in live.agents if agent.role == "agent"}


def seat_of(agent: AgentSettings, until: float | None = None) -> AgentPlan:
    """`until`: a guest's end, on the clock of the event loop."""
    return AgentPlan(
        agent.id,
        frozenset(agent.queues),
        {**agent.skills, oneself(agent.id): 1},
        emergencies_only=agent.emergencies_only,
        most_occupied=agent.most_occupied_percent / 100,
        until=until,
    )


def plan_of(config: HotlineConfig, live: HotlineConfig) -> Plan:
    """Agents and queues of the configuration that is live, times of the one that the service began with."""
    urgent = live.desk.emergency_queues
    return Plan(
        agents={agent.id: seat_of(agent) for agent in live.agents if agent.role == "agent"},
        queues={queue.id: _queue(queue, live, queue.id in urgent) for queue in live.ivr.queues},
        fallback=live.ivr.dialogue.human_queue,
        seats={seat.id: _seat(seat) for seat in live.ivr.seats},
        wrap_up_s=config.telephony.wrap_up_s,
        offer_s=config.telephony.ring_s + RING_GRACE_S,
    )


def _queue(queue: QueueSettings, live: HotlineConfig, emergency: bool) -> QueuePlan:
    rules = (Overflow(rule.to, rule.after_s, rule.waiting, rule.expected_wait_s) for rule in queue.overflow)
    on_duty = queue.after_hours or live.ivr.dialogue.human_queue
    return QueuePlan(queue.id, emergency=emergency, overflow=tuple(rules), closed_to=on_duty)


def _seat(seat: SeatSettings) -> SeatPlan:
    """First its experts are asked, then all who have the skill, then anybody of the queue."""
    expert = Step(0, (Need(seat.wanted, max(EXPERT, seat.level)),))
    skilled = Step(seat.experts_s, (Need(seat.wanted, seat.level),))
    steps = (expert, skilled) if seat.experts_s else (skilled,)
    anybody = Step(max(seat.relax_s, seat.experts_s))
    escalation = () if seat.escalate is None else (Overflow(seat.escalate.to, seat.escalate.after_s),)
    return SeatPlan(seat.id, seat.queue, (*steps, anybody), escalation)
