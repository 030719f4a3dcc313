"""The floor's plan, as the configuration has it."""

from __future__ import annotations

from pathlib import Path

from hotline.calls.staffing import plan_of
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.configuration.yaml.sources import Sources, parse
from telephony.distributor.people.plan import Overflow

CONFIG = load(Path(__file__).resolve().parents[4] / "config.yaml", HotlineConfig)


def test_who_takes_calls_has_a_seat_and_every_queue_is_there() -> None:
    plan = plan_of(CONFIG, CONFIG)
    assert set(plan.agents) == {agent.id for agent in CONFIG.agents if agent.role == "agent"}
    assert list(plan.queues) == [queue.id for queue in CONFIG.ivr.queues]
    assert plan.fallback == CONFIG.ivr.dialogue.human_queue
    assert plan.wrap_up_s == CONFIG.telephony.wrap_up_s
    assert plan.offer_s > CONFIG.telephony.ring_s, "Asterisk ends the ringing; the floor only if it does not"


def test_the_queues_of_emergencies_are_those_of_what_is_live() -> None:
    live = CONFIG.model_copy(
        update={"desk": CONFIG.desk.model_copy(update={"emergency_queues": ("general", "psychological")})}
    )
    plan = plan_of(CONFIG, live)
    assert {queue.id for queue in plan.queues.values() if queue.emergency} == {"general", "psychological"}


def test_a_special_seat_asks_its_experts_first_then_the_skilled_then_anybody() -> None:
    text = """
agents:
  - {id: wang, name: 王芳, extension: "1001", skills: {农产品: 4}}
queues:
  - {id: consumer, name: 消费维权, overflow: [{to: general, after_s: 90, waiting: 5}]}
  - {id: general, name: 综合}
seats:
  - {id: farmers, name: 特色农产品, queue: consumer, skill: 农产品, level: 2, experts_s: 15, relax_s: 40,
     escalate: {to: home, after_s: 60}}
  - {id: home, name: 企业之家, queue: general}
intents:
  - {id: shop, name: 开店, queue: general, sayings: [想开一家小店要什么证]}
"""
    config = parse(Sources.single(text.encode(), "config.yaml"), HotlineConfig)[0]
    plan = plan_of(config, config)
    assert plan.agents["wang"].skills == {"农产品": 4, "agent:wang": 1}
    assert plan.queues["consumer"].overflow == (Overflow("general", 90, 5),)
    farmers, home = plan.seats["farmers"], plan.seats["home"]
    needs = [(step.after_s, [(need.skill, need.level) for need in step.needs]) for step in farmers.steps]
    assert needs == [(0, [("农产品", 4)]), (15, [("农产品", 2)]), (40, [])]
    assert (farmers.queue, farmers.overflow) == ("consumer", (Overflow("home", 60),))
    assert [(step.after_s, len(step.needs)) for step in home.steps] == [(0, 1), (60, 0)]


def test_an_agent_may_be_kept_for_emergencies_and_may_rest() -> None:
    wang, *others = CONFIG.agents
    kept = wang.model_copy(update={"emergencies_only": True, "most_occupied_percent": 80})
    plan = plan_of(CONFIG, CONFIG.model_copy(update={"agents": (kept, *others)}))
    assert (plan.agents[wang.id].emergencies_only, plan.agents[wang.id].most_occupied) == (True, 0.8)
    assert not any(plan.agents[one.id].emergencies_only for one in others if one.id in plan.agents)
