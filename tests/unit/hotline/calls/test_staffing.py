"""The floor's plan, as the configuration has it."""

from __future__ import annotations

from pathlib import Path

from hotline.calls.staffing import plan_of
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load

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
