"""Who waits for one agent, or is asked for beside a call, stays in the queue; who is not on the line is not
counted."""

from __future__ import annotations

from telephony.distributor.people.asides import aside_of, oneself, only
from telephony.distributor.people.plan import AgentPlan, Overflow, QueuePlan
from telephony.distributor.reducer.commands import GivenUp
from telephony.distributor.reducer.events import BreakWanted, HoursChanged, Left, SeatRemoved
from tests.unit.telephony.distributor.reducer.world import World, plan, without

WANG = AgentPlan("wang", frozenset({"urban"}), {oneself("wang"): 1})
LI = AgentPlan("li", frozenset({"general"}), {oneself("li"): 1})
ASIDE = aside_of("c0", 1)


def floor_with(*rules: Overflow) -> World:
    return World(plan([WANG, LI], ["general", QueuePlan("urban", overflow=rules)]))


def test_somebody_who_is_asked_for_beside_a_call_is_of_the_queue_that_was_asked() -> None:
    floor = floor_with(Overflow("general", after_s=10), Overflow("general", waiting=0))
    floor.talk("c0", "urban")
    floor.call(ASIDE, "urban")
    floor.wait(3600)
    assert floor.place("urban") == [ASIDE]
    assert floor.moves == []
    floor.finish("c0")
    floor.wait(11)
    assert floor.rung(ASIDE) == "wang"


def test_who_was_handed_on_to_one_agent_stays_until_anybody_may_take_them() -> None:
    floor = floor_with(Overflow("general", after_s=30), Overflow("general", waiting=0))
    floor.talk("x", "urban")
    floor.talk("y", "general")
    floor.call("a", "urban", steps=only("wang", 20))
    floor.wait(19)
    assert floor.place("urban") == ["a"], "in another queue nobody would be wang"
    floor.wait(2)
    assert floor.moves == [("a", "general", "overflow")], "now the queue's rules hold for them, too"


def test_who_was_handed_on_goes_on_by_time_from_when_anybody_may_take_them() -> None:
    floor = floor_with(Overflow("general", after_s=30))
    floor.talk("x", "urban")
    floor.call("a", "urban", steps=only("wang", 20))
    floor.wait(49)
    assert floor.moves == []
    floor.wait(2)
    assert floor.moves == [("a", "general", "overflow")]


def test_who_rings_when_anybody_may_take_the_caller_rings_on() -> None:
    floor = floor_with(Overflow("general", after_s=30))
    floor.talk("y", "general")
    floor.call("a", "urban", steps=only("wang", 10))
    floor.wait(11)
    assert floor.rung("a") == "wang"
    floor.miss("a")
    floor.wait(10)
    assert floor.rung("a") == "wang"
    floor.answer("a")
    floor.wait(60)
    assert floor.moves == []


def test_who_waited_for_one_agent_who_is_not_of_the_floor_any_more_goes_on_by_time() -> None:
    floor = floor_with(Overflow("general", after_s=30))
    floor.talk("y", "general")
    floor.do(BreakWanted(floor.now, "wang", ""))
    floor.call("a", "urban", steps=only("wang", 600))
    floor.wait(100)
    floor.publish(without(floor.world.plan, agent="wang"))
    assert floor.moves == []
    floor.wait(31)
    assert floor.moves == [("a", "general", "overflow")]


def test_too_many_wait_counts_only_who_is_on_the_line() -> None:
    floor = floor_with(Overflow("general", waiting=1))
    floor.talk("x", "urban")
    floor.talk("y", "general")
    floor.call("back", "urban", callback=True)
    floor.call(ASIDE, "urban")
    floor.call("a", "urban")
    assert floor.moves == []
    floor.call("b", "urban")
    assert floor.moves == [("b", "general", "overflow")]
    floor.do(Left(floor.now, "a"))
    floor.call("c", "urban")
    assert len(floor.moves) == 1


def without_urban(floor: World) -> None:
    floor.publish(without(floor.world.plan, queue="urban"))


def given_up(floor: World) -> list[str]:
    return [one.aside for one in floor.said if isinstance(one, GivenUp)]


def test_nobody_else_is_asked_beside_a_call_when_the_queue_that_was_asked_is_gone() -> None:
    floor = floor_with()
    floor.talk("c0", "urban")
    floor.call(ASIDE, "urban")
    floor.call("a", "urban")
    without_urban(floor)
    assert floor.moves == [("a", "general", "queue gone")], "a caller goes on"
    assert given_up(floor) == [ASIDE]
    assert ASIDE not in floor.world.callers


def test_nobody_is_rung_any_more_for_a_queue_that_is_gone_when_they_were_asked_beside_a_call() -> None:
    floor = floor_with()
    floor.talk("c0", "general")
    floor.call(ASIDE, "urban")
    assert floor.rung(ASIDE) == "wang"
    without_urban(floor)
    assert given_up(floor) == [ASIDE]
    assert floor.phase("wang") != "offered"


def test_a_colleague_who_was_asked_is_still_asked_when_the_queue_is_gone() -> None:
    floor = floor_with()
    floor.talk("x", "urban")
    floor.call(ASIDE, "urban", steps=only("wang"))
    wang = AgentPlan("wang", frozenset({"legal"}), WANG.skills)
    floor.publish(plan([wang, LI], ["general", "legal"]))
    assert given_up(floor) == []
    floor.finish("x")
    floor.wait(11)
    assert floor.rung(ASIDE) == "wang"


def test_nobody_else_is_asked_for_a_colleague_who_is_not_of_the_floor_any_more() -> None:
    floor = floor_with()
    floor.talk("x", "urban")
    floor.talk("y", "general")
    floor.call(ASIDE, "general", steps=only("wang"))
    floor.do(SeatRemoved(floor.now, "wang"))
    assert given_up(floor) == [ASIDE]


def test_a_queue_that_closes_keeps_whom_it_was_asked_for_and_who_waits_for_one_agent() -> None:
    urban = QueuePlan("urban", closed_to="general")
    floor = World(plan([WANG, LI], ["general", urban]))
    floor.talk("x", "urban")
    floor.talk("y", "general")
    floor.call(ASIDE, "urban")
    floor.call("a", "urban", steps=only("wang", 20))
    floor.do(HoursChanged(floor.now, {"urban": True}))
    floor.call("b", "urban", steps=only("wang", 20))
    assert floor.moves == []
    floor.wait(21)
    assert floor.moves == [("a", "general", "closed"), ("b", "general", "closed")]
    assert floor.place("urban") == [ASIDE]


def test_emergencies_know_no_hours() -> None:
    urgent = QueuePlan("urban", emergency=True, closed_to="general")
    floor = World(plan([], ["general", urgent]))
    floor.call("a", "urban")
    floor.do(HoursChanged(floor.now, {"urban": True}))
    floor.call("b", "urban")
    assert floor.place("urban") == ["a", "b"]
