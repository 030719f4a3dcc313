"""Skills that relax, emergencies, and why each decision was made."""

from __future__ import annotations

from dataclasses import replace

from telephony.distributor.matching.reasons import again, why_not, why_not_before
from telephony.distributor.people.plan import AgentPlan, Need, QueuePlan, Step
from telephony.distributor.reducer.events import Back, BreakWanted
from tests.unit.telephony.distributor.reducer.world import World, plan

EXPERT = AgentPlan("wang", skills={"utilities": 4, "language:en": 2})
NOVICE = AgentPlan("li", skills={"utilities": 2})
STEPS = (Step(0, (Need("utilities", 4),)), Step(30, (Need("utilities", 2),)), Step(60))


def test_needs_relax_with_the_time_waited() -> None:
    floor = World(plan([EXPERT, NOVICE, "chen"]))
    floor.talk("x")
    assert floor.rung("x") is None
    floor.call("a", steps=STEPS)
    floor.wait(29)
    assert floor.rung("a") is None
    floor.wait(2)
    assert floor.rung("a") == "li"
    floor.answer("a")
    floor.call("b", steps=STEPS)
    floor.wait(31)
    assert floor.rung("b") is None
    floor.wait(30)
    assert floor.rung("b") == "chen"


def test_a_queue_s_own_steps_hold_for_who_brings_none() -> None:
    floor = World(plan([NOVICE, EXPERT], [QueuePlan("general", steps=STEPS)]))
    floor.call("a")
    assert floor.rung("a") == "wang"


def test_nobody_waits_for_a_skill_that_nobody_has() -> None:
    floor = World(plan([NOVICE]))
    floor.call("a", steps=STEPS)
    assert floor.rung("a") == "li", "the first step that somebody fits"
    floor.call("b", steps=[Step(0, (Need("dialect:sichuan"), Need("utilities")))])
    floor.answer("a")
    floor.finish("a")
    floor.wait(11)
    assert floor.rung("b") == "li"


def test_a_skill_that_is_taken_away_while_somebody_waits_for_it_holds_nobody_up() -> None:
    floor = World(plan([EXPERT, NOVICE]))
    floor.call("x", steps=[Step(0, (Need("language:en"),))])
    floor.answer("x")
    floor.call("a", steps=[Step(0, (Need("language:en"),))])
    assert floor.rung("a") is None
    floor.publish(plan([replace(EXPERT, skills={}), NOVICE]))
    assert floor.rung("a") == "li"


def emergencies(*agents: AgentPlan | str) -> World:
    return World(plan(agents or ("wang",), ["general", QueuePlan("emergency", emergency=True)]))


def test_an_emergency_overtakes_ten_who_wait() -> None:
    floor = emergencies()
    floor.talk("x")
    for number in range(10):
        floor.call(f"c{number}", advantage_s=3600)
    floor.call("fire", "emergency")
    floor.finish("x")
    assert floor.rung("fire") == "wang"


def test_an_emergency_pulls_an_agent_out_of_wrap_up_and_the_wrap_up_is_not_lost() -> None:
    floor = emergencies()
    floor.talk("x")
    floor.finish("x")
    floor.wait(4)
    floor.call("fire", "emergency")
    assert floor.rung("fire") == "wang"
    floor.leave("fire")
    assert floor.phase() == "wrap_up"
    floor.wait(5.9)
    assert floor.phase() == "wrap_up"
    floor.wait(0.2)
    assert floor.phase() == "free"


def test_the_wrap_up_that_an_emergency_interrupted_follows_the_emergency_s() -> None:
    floor = emergencies()
    floor.talk("x")
    floor.finish("x")
    floor.wait(4)
    floor.call("fire", "emergency")
    floor.answer("fire")
    floor.finish("fire")
    floor.wait(15.9)
    assert floor.phase() == "wrap_up"
    floor.wait(0.2)
    assert floor.phase() == "free"


def test_a_phone_that_refuses_an_emergency_is_not_rung_in_a_loop_and_its_wrap_up_comes_after() -> None:
    floor = emergencies()
    floor.talk("x")
    floor.finish("x")
    floor.call("fire", "emergency")
    floor.miss("fire", rang=False)
    assert floor.rung("fire") is None
    floor.leave("fire")
    floor.wait(5.1)
    assert floor.phase() == "wrap_up"


def test_an_emergency_takes_nobody_out_of_a_talk_nor_who_wants_a_break() -> None:
    floor = emergencies()
    floor.talk("x")
    floor.call("fire", "emergency")
    assert (floor.phase(), floor.rung("fire")) == ("talking", None)


def test_an_emergency_takes_an_agent_who_is_rung_for_somebody_else() -> None:
    floor = emergencies()
    floor.call("a")
    floor.call("fire", "emergency")
    assert floor.withdrawn == [("a", "wang", "emergency")]
    assert floor.rung("fire") == "wang"
    floor.call("flood", "emergency")
    assert floor.rung("flood") is None, "not from another emergency"
    assert floor.place() == ["a"]


def test_agents_kept_for_emergencies_take_these_first_and_nothing_else() -> None:
    floor = emergencies("li", AgentPlan("wang", emergencies_only=True))
    floor.call("fire", "emergency")
    assert floor.rung("fire") == "wang"
    floor.talk("a")
    floor.call("b")
    assert floor.rung("b") is None
    floor.leave("fire")
    assert floor.rung("b") is None


def test_an_emergency_spares_who_wished_for_a_break_until_they_wish_for_none() -> None:
    floor = emergencies()
    floor.call("a")
    floor.do(BreakWanted(floor.now, "wang", "meal"))
    floor.call("fire", "emergency")
    assert floor.rung("fire") is None
    floor.do(Back(floor.now, "wang"))
    assert floor.rung("fire") == "wang"


def test_who_is_kept_for_emergencies_is_no_help_to_other_queues() -> None:
    floor = emergencies(AgentPlan("wang", emergencies_only=True))
    assert (floor.world.at_work("general"), floor.world.ready_count("general")) == (0, 0)
    assert (floor.world.at_work("emergency"), floor.world.ready_count("emergency")) == (1, 1)


def test_every_decision_is_made_again_from_its_record_with_a_reason_for_everybody() -> None:
    floor = World(
        plan(
            [
                AgentPlan("wang", frozenset({"urban"})),
                AgentPlan("li", skills={"utilities": 1}),
                AgentPlan("chen", emergencies_only=True),
                "sun",
                AgentPlan("zhao", skills={"utilities": 5}),
                AgentPlan("qian", skills={"utilities": 5}),
            ]
        )
    )
    floor.call("a", steps=STEPS[:1])
    unfit = {"wang": "queue", "li": "skill", "chen": "emergencies only", "sun": "skill"}
    assert again(floor.last_offer.record) == "zhao"
    assert why_not(floor.last_offer.record) == {**unfit, "qian": "idle for less long"}
    floor.miss("a")
    assert again(floor.last_offer.record) == "qian"
    assert why_not(floor.last_offer.record) == {**unfit, "zhao": "rests"}
    floor.answer("a")
    floor.wait(6)
    floor.call("fire", emergency=True)
    assert again(floor.last_offer.record) == "chen"
    assert why_not(floor.last_offer.record) == {
        "wang": "queue",
        "qian": "talking",
        **dict.fromkeys(("li", "sun", "zhao"), "not kept for emergencies"),
    }


def test_the_record_says_why_callers_ahead_did_not_get_the_agent() -> None:
    floor = World(plan([EXPERT, NOVICE]))
    floor.talk("x")
    floor.call("ahead", steps=STEPS)
    floor.call("a")
    assert floor.rung("a") == "li"
    assert why_not_before(floor.last_offer.record) == {"ahead": "skill"}
