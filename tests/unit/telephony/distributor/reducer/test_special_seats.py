"""Special seats: a skill behind a queue, needs that relax, escalation, publications."""

from __future__ import annotations

from dataclasses import replace

from telephony.distributor.people.plan import AgentPlan, Need, Overflow, QueuePlan, SeatPlan, Step
from telephony.distributor.reducer.events import HoursChanged
from tests.unit.telephony.distributor.reducer.world import World, plan

FARMERS = SeatPlan(
    "farmers", "urban", (Step(0, (Need("农产品", 4),)), Step(10, (Need("农产品", 1),)), Step(40))
)
EXPERT = AgentPlan("expert", frozenset({"urban"}), {"农产品": 4})
NOVICE = AgentPlan("novice", frozenset({"urban"}), {"农产品": 1})
ANYBODY = AgentPlan("anybody", frozenset({"urban"}))


def test_an_expert_takes_the_callers_of_a_seat_though_others_are_idle_for_longer() -> None:
    floor = World(plan([ANYBODY, NOVICE, EXPERT], seats=[FARMERS]))
    floor.call("a", "urban", seat="farmers")
    assert floor.rung("a") == "expert"
    floor.call("b", "urban")
    assert floor.rung("b") == "anybody", "the queue's other callers need nothing"


def test_while_the_seat_is_busy_its_callers_wait_and_then_anybody_of_the_queue_takes_them() -> None:
    floor = World(plan([EXPERT, NOVICE, ANYBODY], seats=[FARMERS]))
    floor.talk("x", "urban", seat="farmers")
    floor.call("a", "urban", seat="farmers")
    assert floor.place("urban") == ["a"]
    floor.wait(11)
    assert floor.rung("a") == "novice"
    floor.answer("a")
    floor.call("b", "urban", seat="farmers")
    floor.wait(39)
    assert floor.place("urban") == ["b"]
    floor.wait(2)
    assert floor.rung("b") == "anybody"


def test_escalation_leads_to_another_seat_with_its_own_needs_and_keeps_the_place_in_time() -> None:
    leaders = SeatPlan("leaders", "legal", (Step(0, (Need("领导"),)),))
    farmers = replace(FARMERS, steps=FARMERS.steps[:1], overflow=(Overflow("leaders", after_s=30),))
    head = AgentPlan("head", frozenset({"legal"}), {"领导": 1})
    floor = World(plan([EXPERT, head, "wang"], seats=[farmers, leaders]))
    floor.talk("x", "urban", seat="farmers")
    floor.call("a", "urban", seat="farmers")
    queued_at = floor.world.callers["a"].queued_at
    floor.wait(31)
    assert floor.moves == [("a", "legal", "overflow")]
    assert floor.rung("a") == "head", "wang serves the queue and is no leader"
    caller = floor.world.callers["a"]
    assert (caller.seat, caller.queued_at) == ("leaders", queued_at)


def test_escalation_within_a_queue_and_in_a_circle_ends() -> None:
    there = SeatPlan("there", "urban", (Step(0, (Need("甲"),)),), (Overflow("back", after_s=10),))
    back = SeatPlan("back", "urban", (Step(0, (Need("乙"),)),), (Overflow("there", after_s=10),))
    busy = [AgentPlan("wang", frozenset({"legal"}), {"甲": 1, "乙": 1})]
    floor = World(plan(busy, seats=[there, back]))
    floor.call("a", "urban", seat="there")
    floor.wait(3600)
    assert floor.moves == [("a", "urban", "overflow")]
    assert floor.world.callers["a"].seat == "back"


def test_who_goes_on_to_a_queue_needs_what_that_queue_asks_for() -> None:
    queues = ["general", QueuePlan("urban", overflow=(Overflow("general", after_s=20),))]
    floor = World(plan([EXPERT, AgentPlan("li", frozenset({"general"}))], queues, [FARMERS]))
    floor.talk("x", "urban", seat="farmers")
    floor.call("a", "urban", seat="farmers")
    floor.wait(21)
    assert floor.rung("a") == "li"
    assert floor.world.callers["a"].seat is None


def test_a_seat_nobody_sits_at_and_one_of_another_queue_hold_nobody_up() -> None:
    floor = World(plan([ANYBODY, "wang"], seats=[FARMERS]))
    floor.call("a", "urban", seat="farmers")
    assert floor.rung("a") == "anybody"
    floor.call("b", "legal", seat="farmers")
    assert floor.world.callers["b"].seat is None
    assert floor.rung("b") == "wang"


def test_a_seat_that_is_deleted_leaves_its_callers_to_the_queue() -> None:
    whole = plan([EXPERT, ANYBODY], seats=[FARMERS])
    floor = World(whole)
    floor.talk("x", "urban", seat="farmers")
    floor.call("a", "urban", seat="farmers")
    assert floor.place("urban") == ["a"]
    floor.publish(replace(whole, seats={}))
    assert floor.rung("a") == "anybody"
    assert floor.world.callers["a"].seat is None


def test_who_waits_for_a_seat_when_it_closes_may_be_taken_by_anybody_of_the_queue() -> None:
    floor = World(plan([EXPERT, ANYBODY], seats=[replace(FARMERS, steps=FARMERS.steps[:1])]))
    floor.talk("x", "urban", seat="farmers")
    floor.call("a", "urban", seat="farmers")
    floor.do(HoursChanged(floor.now, {"farmers": True}))
    assert floor.rung("a") == "anybody"
    assert floor.world.callers["a"].seat is None


def test_who_came_before_a_seat_opened_goes_on_waiting_for_anybody() -> None:
    floor = World(plan([EXPERT, ANYBODY], seats=[FARMERS]))
    floor.do(HoursChanged(floor.now, {"farmers": True}))
    floor.talk("x", "urban")
    floor.talk("y", "urban")
    floor.call("early", "urban", seat="farmers")
    floor.do(HoursChanged(floor.now, {"farmers": False}))
    floor.call("late", "urban", seat="farmers")
    seats = {name: floor.world.callers[name].seat for name in ("early", "late")}
    assert seats == {"early": None, "late": "farmers"}
    floor.finish("y")
    floor.wait(11)
    assert floor.rung("early") == "anybody"


def test_a_seat_that_is_closed_takes_nobody_by_escalation() -> None:
    leaders = SeatPlan("leaders", "legal", (Step(0, (Need("领导"),)),))
    farmers = replace(FARMERS, steps=FARMERS.steps[:1], overflow=(Overflow("leaders", after_s=30),))
    head = AgentPlan("head", frozenset({"legal"}), {"领导": 1})
    floor = World(plan([EXPERT, head], seats=[farmers, leaders]))
    floor.talk("x", "urban", seat="farmers")
    floor.do(HoursChanged(floor.now, {"leaders": True}))
    floor.call("a", "urban", seat="farmers")
    floor.wait(60)
    assert floor.moves == []
    assert floor.rung("a") is None
