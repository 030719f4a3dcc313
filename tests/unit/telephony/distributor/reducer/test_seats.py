"""Overflow, hours, publications while calls run, and guests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from telephony.distributor.people.plan import AgentPlan, Overflow, Plan, QueuePlan
from telephony.distributor.reducer.commands import Gone
from telephony.distributor.reducer.events import (
    Back,
    Finished,
    HoursChanged,
    PhoneChanged,
    SeatAdded,
    SeatRemoved,
)
from tests.unit.telephony.distributor.reducer.world import World, plan, without

CHAIN = [
    QueuePlan("general", overflow=(Overflow("legal", after_s=30),)),
    QueuePlan("urban", overflow=(Overflow("general", after_s=60), Overflow("legal", waiting=1))),
    QueuePlan("legal", overflow=(Overflow("urban", after_s=10), Overflow("general", after_s=10))),
]


def test_overflow_goes_on_by_time_keeps_the_place_and_never_comes_back() -> None:
    floor = World(plan([], CHAIN))
    floor.call("a", "urban")
    floor.wait(61)
    floor.call("late", "general")
    assert floor.place("general") == ["a", "late"]
    floor.wait(31)
    assert "a" in floor.place("legal")
    floor.wait(3600)
    assert [move for move in floor.moves if move[0] == "a"] == [
        ("a", "general", "overflow"),
        ("a", "legal", "overflow"),
    ]


def test_overflow_by_length_and_by_a_wait_without_anybody_at_work() -> None:
    floor = World(plan([AgentPlan("wang", frozenset({"urban"}))], CHAIN))
    floor.talk("x", "urban")
    floor.call("a", "urban")
    floor.call("b", "urban")
    assert floor.place("urban") == ["a"]
    assert floor.place("legal") == ["b"]
    rule = QueuePlan("urban", overflow=(Overflow("general", expected_wait_s=300),))
    floor = World(plan([AgentPlan("wang", frozenset({"urban"}))], ["general", rule]))
    floor.talk("x", "urban")
    floor.wait(100)
    floor.finish("x")
    floor.wait(11)
    floor.talk("y", "urban")
    for number in range(4):
        floor.call(f"c{number}", "urban")
    assert (floor.place("urban"), floor.place("general")) == (["c0", "c1"], ["c2", "c3"])


def test_who_is_rung_when_the_time_for_another_queue_comes_goes_on_when_nobody_answers() -> None:
    short = replace(plan(["wang"], [*CHAIN[:1], "legal"]), offer_s=40)
    floor = World(short)
    floor.call("a")
    floor.wait(31)
    assert (floor.rung("a"), floor.moves) == ("wang", [])
    floor.miss("a")
    assert floor.moves == [("a", "legal", "overflow")]


def test_a_closed_queue_hands_its_callers_to_night_duty_and_the_next_ones_too() -> None:
    floor = World(plan([], [QueuePlan("general", closed_to="urban"), QueuePlan("urban"), "legal"]))
    floor.call("a")
    floor.do(HoursChanged(floor.now, {"general": True, "legal": True}))
    floor.call("b")
    floor.call("c", "legal")
    assert floor.place("urban") == ["a", "b"]
    assert floor.place("legal") == ["c"], "without night duty they wait until it opens"
    floor.do(HoursChanged(floor.now, {"general": False}))
    floor.call("d")
    assert floor.place("general") == ["d"]


@pytest.mark.parametrize("how", ["miss", "decline"])
def test_who_is_rung_when_the_queue_closes_goes_to_night_duty_when_nobody_answers(how: str) -> None:
    queues = [QueuePlan("general", closed_to="urban"), "urban"]
    floor = World(plan([AgentPlan("wang", frozenset({"general"}))], queues))
    floor.call("a")
    assert floor.rung("a") == "wang"
    floor.do(HoursChanged(floor.now, {"general": True}))
    assert floor.rung("a") == "wang", "who is rung may still answer"
    getattr(floor, how)("a")
    assert floor.moves == [("a", "urban", "closed")]
    assert floor.place("urban") == ["a"]


def test_who_is_rung_when_all_queues_of_a_circle_close_is_not_handed_round() -> None:
    circle = [QueuePlan("general", closed_to="urban"), QueuePlan("urban", closed_to="general")]
    floor = World(plan(["wang"], circle))
    floor.call("a")
    floor.do(HoursChanged(floor.now, {"general": True, "urban": True}))
    floor.miss("a")
    assert len(floor.moves) <= 1


def test_night_duty_in_a_circle_is_no_loop() -> None:
    circle = [QueuePlan("general", closed_to="urban"), QueuePlan("urban", closed_to="general")]
    floor = World(plan(["wang"], circle))
    floor.do(HoursChanged(0, {"general": True, "urban": True}))
    floor.call("a")
    assert floor.rung("a") == "wang"


def test_a_deleted_queue_leaves_nobody_behind() -> None:
    whole = plan([AgentPlan("wang", frozenset({"general"})), AgentPlan("li", frozenset({"urban"}))])
    floor = World(whole)
    floor.talk("t", "urban")
    floor.call("a", "urban")
    floor.wait(10)
    floor.talk("x", "general")
    floor.call("b", "general")
    floor.publish(without(whole, queue="urban"))
    assert ("a", "general", "queue gone") in floor.moves
    assert floor.place() == ["a", "b"], "in the order of when they first came"
    assert floor.phase("li") == "talking"
    floor.call("c", "urban")
    assert floor.place() == ["a", "b", "c"], "who was guided by the old configuration is not refused"


def test_who_is_rung_for_a_queue_that_is_deleted_goes_on_ringing() -> None:
    whole = plan(["wang", "li"])
    floor = World(whole)
    floor.call("a", "urban")
    floor.publish(without(whole, queue="urban"))
    assert floor.rung("a") == "wang"
    floor.miss("a")
    assert floor.rung("a") == "li"
    assert floor.world.callers["a"].queue == "general"


def test_a_deleted_agent_finishes_the_talk_and_goes() -> None:
    whole = plan(["wang", "li"])
    floor = World(whole)
    floor.talk("a")
    floor.publish(without(whole, agent="wang"))
    assert floor.phase("wang") == "talking"
    floor.finish("a")
    assert "wang" not in floor.world.agents
    assert floor.of(Gone) == [Gone("wang")]


def test_a_deleted_agent_who_is_rung_gives_the_caller_to_the_next() -> None:
    whole = plan(["wang", "li"])
    floor = World(whole)
    floor.call("a")
    floor.publish(without(whole, agent="wang"))
    assert floor.rung("a") == "li"


def test_a_publication_starts_no_clock_anew() -> None:
    floor = World(plan(["wang", "li"]))
    floor.talk("x")
    floor.finish("x")
    floor.wait(3)
    idle, due = floor.agent("li").idle_since, floor.agent("wang").due
    floor.publish(plan([AgentPlan("wang", skills={"a": 1}), AgentPlan("li", frozenset({"general"})), "chen"]))
    assert (floor.agent("li").idle_since, floor.agent("wang").due) == (idle, due)
    floor.wait(7.1)
    assert floor.phase("wang") == "free"


def test_an_agent_who_is_taken_back_into_the_plan_in_mid_talk_stays() -> None:
    whole = plan(["wang"])
    floor = World(whole)
    floor.talk("a")
    floor.publish(without(whole, agent="wang"))
    floor.publish(whole)
    floor.finish("a")
    assert floor.phase() == "wrap_up"


def test_a_guest_takes_calls_until_the_end_that_was_set_and_finishes_the_talk() -> None:
    floor = World(plan([]))
    floor.call("a")
    floor.do(SeatAdded(floor.now, AgentPlan("mayor", until=100)))
    floor.do(Back(floor.now, "mayor"))
    assert floor.phase("mayor") == "offline"
    floor.wait(1)
    floor.do(PhoneChanged(floor.now, "mayor", True))
    floor.answer("a")
    floor.wait(200)
    assert floor.phase("mayor") == "talking"
    floor.do(Finished(floor.now, "a", "mayor"))
    assert "mayor" not in floor.world.agents


def test_a_publication_leaves_guests_alone() -> None:
    floor = World(plan([]))
    floor.do(SeatAdded(0, AgentPlan("mayor", until=100)))
    floor.publish(plan(["wang"]))
    assert set(floor.world.agents) == {"mayor", "wang"}
    floor.publish(plan(["wang", AgentPlan("mayor")]))
    floor.publish(plan(["wang"]))
    assert set(floor.world.agents) == {"wang"}, "who had a seat in the plan is no guest any more"


def test_a_guest_s_end_can_be_put_off_and_brought_forward() -> None:
    floor = World(plan([]))
    floor.do(SeatAdded(0, AgentPlan("mayor", until=100)))
    floor.do(SeatAdded(0, AgentPlan("mayor", until=300)))
    floor.wait(200)
    assert "mayor" in floor.world.agents
    floor.do(SeatRemoved(floor.now, "mayor"))
    assert "mayor" not in floor.world.agents
    floor.do(SeatAdded(floor.now, AgentPlan("mayor", until=100)))
    assert "mayor" not in floor.world.agents, "the end is over already"


def test_a_plan_whose_fallback_is_no_queue_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Plan({}, {"general": QueuePlan("general")}, "nowhere")
