"""The floor as the configuration staffs it."""

from __future__ import annotations

from collections.abc import Callable

from contracts import Event
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.live import Live
from telephony.distributor.floor import Floor
from telephony.distributor.plan import AgentPlan, Plan, QueuePlan

RING_GRACE_S = 3.0
"""After Asterisk should have ended the ringing by itself, its word counts as lost."""


def staffed_floor(config: HotlineConfig, live: Live, publish: Callable[[Event], None]) -> Floor:
    """A seat for each agent; its queues are those of what is live, today and when that changes."""
    phones = {agent.id: agent.extension for agent in config.agents if agent.role == "agent"}
    floor = Floor(plan_of(config, live.guide.config), phones, publish)
    live.follow(lambda guide: floor.set_plan(plan_of(config, guide.config), phones))
    return floor


def plan_of(config: HotlineConfig, live: HotlineConfig) -> Plan:
    """Agents of the configuration that the service began with, queues of the one that is live."""
    urgent = live.desk.emergency_queues
    return Plan(
        agents={
            agent.id: AgentPlan(agent.id, frozenset(agent.queues))
            for agent in config.agents
            if agent.role == "agent"
        },
        queues={queue.id: QueuePlan(queue.id, emergency=queue.id in urgent) for queue in live.ivr.queues},
        fallback=live.ivr.dialogue.human_queue,
        wrap_up_s=config.telephony.wrap_up_s,
        offer_s=config.telephony.ring_s + RING_GRACE_S,
    )
