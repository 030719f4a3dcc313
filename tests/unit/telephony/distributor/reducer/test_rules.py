"""Who gets whom, and what agents go through: each rule of the machine by itself."""

from __future__ import annotations

import pytest

from telephony.distributor.people.plan import AgentPlan, advantage_s
from telephony.distributor.reducer.commands import NotAnswering, Stale
from telephony.distributor.reducer.events import (
    Answered,
    Back,
    BreakWanted,
    Finished,
    HandedOn,
    PhoneChanged,
    Queued,
    TalkChanged,
    TalkFound,
    WrapUpExtended,
)
from tests.unit.telephony.distributor.reducer.world import World, plan


def test_the_agent_idle_for_longest_takes_the_call() -> None:
    floor = World(plan(["wang", "li"]))
    floor.call("a")
    assert floor.rung("a") == "wang"
    floor.answer("a")
    floor.finish("a")
    floor.wait(11)
    floor.call("b")
    assert floor.rung("b") == "li"


def test_of_those_idle_for_equally_long_the_least_occupied_is_rung() -> None:
    floor = World(plan(["wang", "li"]))
    floor.talk("a")
    floor.wait(60)
    floor.finish("a")
    floor.wait(100)
    for name in ("wang", "li"):
        floor.do(BreakWanted(floor.now, name, "meeting"))
    for name in ("wang", "li"):
        floor.do(Back(floor.now, name))
    floor.call("b")
    assert floor.rung("b") == "li"


def test_a_caller_who_gives_up_costs_the_agent_no_place_among_the_idle() -> None:
    floor = World(plan(["wang", "li"]))
    floor.call("a")
    floor.wait(3)
    floor.leave("a")
    floor.call("b")
    assert floor.rung("b") == "wang"


def test_a_priority_is_seconds_of_waiting() -> None:
    floor = World(plan(), at_work=False)
    floor.call("early")
    floor.wait(advantage_s(10) - 60)
    floor.call("urgent", advantage_s=advantage_s(10))
    floor.wait(120)
    floor.call("late", advantage_s=advantage_s(1))
    assert floor.place() == ["urgent", "early", "late"]


def test_who_waits_for_longer_than_the_advantage_goes_first() -> None:
    floor = World(plan(), at_work=False)
    floor.call("early")
    floor.wait(601)
    floor.call("urgent", advantage_s=600)
    assert floor.place() == ["early", "urgent"]


def test_a_missed_call_goes_to_another_agent_first_and_keeps_its_place() -> None:
    floor = World(plan(["wang", "li"]))
    floor.call("a")
    floor.miss("a")
    assert floor.rung("a") == "li"
    floor.call("b")
    floor.miss("a")
    assert floor.place() == ["a", "b"]
    assert floor.rung("a") is None
    floor.wait(5.1)
    assert floor.rung("a") == "wang"


def test_an_agent_who_misses_twice_is_not_answering_until_back() -> None:
    floor = World(plan())
    floor.call("a")
    floor.miss("a")
    assert floor.phase() == "free"
    floor.wait(6)
    floor.miss("a")
    assert floor.phase() == "not_answering"
    assert floor.of(NotAnswering) == [NotAnswering("wang")]
    floor.wait(3600)
    assert floor.rung("a") is None
    floor.do(PhoneChanged(floor.now, "wang", False))
    floor.do(PhoneChanged(floor.now, "wang", True))
    assert floor.phase() == "not_answering", "a phone that registers anew is nobody who is back"
    floor.do(Back(floor.now, "wang"))
    assert floor.rung("a") == "wang"


def test_an_answer_between_two_misses_counts_anew_and_an_unreachable_phone_not_at_all() -> None:
    floor = World(plan())
    for number in range(3):
        floor.call(f"m{number}")
        floor.miss(f"m{number}")
        floor.wait(5.1)
        floor.answer(f"m{number}")
        floor.finish(f"m{number}")
        floor.wait(10.1)
    floor.call("a")
    for _ in range(5):
        floor.miss("a", rang=False)
        floor.wait(5.1)
    assert floor.rung("a") == "wang"


def test_declining_gives_the_call_to_the_next_and_never_ends_it() -> None:
    floor = World(plan(["wang", "li"]))
    floor.call("a")
    floor.decline("a")
    assert floor.withdrawn == [("a", "wang", "declined")]
    assert floor.rung("a") == "li"
    floor.wait(1)
    floor.decline("a")
    floor.wait(4.1)
    assert floor.rung("a") == "wang"
    assert floor.agent().misses == 0


def test_an_offer_that_nobody_speaks_of_any_more_lapses() -> None:
    floor = World(plan(["wang", "li"]))
    floor.call("a")
    floor.wait(20.1)
    assert floor.withdrawn == [("a", "wang", "no answer")]
    assert floor.rung("a") == "li"


def test_an_answer_with_an_old_number_changes_nothing_and_is_told() -> None:
    floor = World(plan(["wang", "li"]))
    floor.call("a")
    old = floor.miss("a")
    commands = floor.do(Answered(floor.now, "a", "wang", old.number))
    assert commands == [Stale(old)]
    assert floor.rung("a") == "li"
    assert floor.lease("a").number > old.number


def test_answering_twice_is_answering_once() -> None:
    floor = World(plan())
    floor.call("a")
    lease = floor.answer("a")
    assert floor.do(Answered(floor.now, "a", "wang", lease.number)) == []
    assert floor.phase() == "talking"


def test_a_wish_for_a_break_is_kept_until_after_the_call_and_its_wrap_up() -> None:
    floor = World(plan())
    floor.talk("a")
    floor.do(BreakWanted(floor.now, "wang", "meal"))
    assert floor.phase() == "talking"
    floor.finish("a")
    assert floor.phase() == "wrap_up"
    floor.wait(10.1)
    assert (floor.phase(), floor.agent().pause) == ("break", "meal")
    floor.do(Back(floor.now, "wang"))
    assert floor.phase() == "free"


def test_wrap_up_lasts_its_time_is_extended_and_ends_early() -> None:
    floor = World(plan())
    floor.talk("a")
    floor.finish("a")
    floor.wait(9)
    floor.do(WrapUpExtended(floor.now, "wang", 30))
    floor.call("b")
    floor.wait(30)
    assert (floor.phase(), floor.rung("b")) == ("wrap_up", None)
    floor.do(Back(floor.now, "wang"))
    assert floor.rung("b") == "wang"


def test_the_timer_of_an_old_wrap_up_does_not_end_the_next() -> None:
    floor = World(plan())
    floor.talk("a")
    floor.finish("a")
    floor.do(Back(floor.now, "wang"))
    floor.talk("b")
    floor.wait(5)
    floor.finish("b")
    floor.wait(9)
    assert floor.phase() == "wrap_up"
    floor.wait(2)
    assert floor.phase() == "free"


def test_hold_and_consulting_are_parts_of_the_talk() -> None:
    floor = World(plan())
    floor.talk("a")
    floor.do(TalkChanged(floor.now, "wang", "a", on_hold=True))
    assert floor.phase() == "on_hold"
    floor.do(TalkChanged(floor.now, "wang", "a", consulting=True))
    assert floor.phase() == "consulting"
    floor.call("b")
    assert floor.rung("b") is None
    floor.finish("a")
    assert floor.phase() == "wrap_up"


def test_a_caller_goes_to_the_agent_who_was_asked_and_keeps_the_place_in_time() -> None:
    floor = World(plan(["wang", "li"]))
    floor.wait(50)
    floor.talk("a")
    came = floor.world.callers["a"].queued_at
    floor.wait(30)
    floor.talk("beside")
    assert floor.phase("li") == "talking"
    floor.do(HandedOn(floor.now, "a", "wang", "beside", "li"))
    assert (floor.phase("wang"), floor.phase("li")) == ("wrap_up", "talking")
    assert (floor.agent("li").call, floor.world.callers["a"].queued_at) == ("a", came)
    assert "beside" not in floor.world.callers
    floor.finish("a")
    assert floor.phase("li") == "wrap_up"
    assert not floor.world.callers


def test_handing_on_to_who_has_not_answered_or_is_gone_ends_the_talk_of_the_first_alone() -> None:
    floor = World(plan(["wang", "li"]))
    floor.talk("a")
    floor.call("beside")
    floor.do(HandedOn(floor.now, "a", "wang", "beside", "li"))
    assert floor.phase("wang") == "wrap_up"
    assert floor.rung("beside") == "li"
    assert "a" not in floor.world.callers


def test_handing_on_who_waits_or_has_another_agent_changes_nothing() -> None:
    floor = World(plan(["wang", "li"]))
    floor.talk("a")
    floor.talk("b")
    floor.call("c")
    for event in (HandedOn(floor.now, "a", "li", "b", "li"), HandedOn(floor.now, "c", "wang", "b", "li")):
        assert floor.do(event) == []


def test_a_phone_lost_in_mid_ring_gives_the_caller_to_the_next_at_once() -> None:
    floor = World(plan(["wang", "li"]))
    floor.call("a")
    floor.do(PhoneChanged(floor.now, "wang", False))
    assert floor.rung("a") == "li"
    assert floor.phase() == "offline"


def test_a_phone_lost_in_a_call_counts_after_it() -> None:
    floor = World(plan())
    floor.talk("a")
    floor.do(PhoneChanged(floor.now, "wang", False))
    assert floor.phase() == "talking"
    floor.finish("a")
    assert floor.phase() == "wrap_up"
    floor.wait(11)
    assert floor.phase() == "offline"


def test_handing_on_keeps_the_place_in_time_and_the_agent_s_wrap_up_begins() -> None:
    floor = World(plan([AgentPlan("wang", frozenset({"general"}))]))
    floor.talk("a")
    came = floor.world.callers["a"].queued_at
    floor.wait(100)
    floor.call("b", "legal")
    floor.call("a", "legal")
    assert floor.phase() == "wrap_up"
    assert floor.place("legal") == ["a", "b"]
    assert floor.world.callers["a"].queued_at == came


def test_after_a_restart_callers_have_their_places_and_talks_their_agents() -> None:
    floor = World(plan())
    floor.wait(500)
    floor.do(TalkFound(floor.now, "t", "wang"))
    floor.call("second", queued_at=200)
    floor.call("first", queued_at=100)
    assert floor.place() == ["first", "second"]
    floor.do(Finished(floor.now, "t", "wang"))
    floor.wait(11)
    assert floor.rung("first") == "wang"


def test_a_talk_that_was_found_can_be_handed_on() -> None:
    floor = World(plan(["wang", "li"]))
    floor.wait(100)
    floor.do(TalkFound(floor.now, "t", "wang", "legal", queued_at=20))
    floor.call("t", "urban")
    assert floor.phase("wang") == "wrap_up"
    assert floor.rung("t") == "li"
    assert floor.world.callers["t"].queued_at == 20


def test_who_wants_to_be_called_back_keeps_the_place() -> None:
    floor = World(plan(), at_work=False)
    floor.call("a")
    floor.call("b")
    floor.call("a", callback=True)
    assert floor.world.callers["a"].phase == "called_back"
    assert floor.place() == ["a", "b"]
    floor.do(PhoneChanged(floor.now, "wang", True))
    assert floor.last_offer.callback
    floor.decline("a")
    assert floor.world.callers["a"].phase == "called_back"


def test_who_is_rung_while_the_caller_hangs_up_to_be_called_back_is_rung_anew() -> None:
    floor = World(plan())
    floor.call("a")
    first = floor.lease("a")
    floor.call("a", callback=True)
    assert floor.lease("a").number > first.number
    assert floor.last_offer.callback


def test_the_agent_a_caller_knows_is_waited_for_and_not_for_ever() -> None:
    floor = World(plan(["wang", "li"]))
    floor.talk("x")
    floor.call("a", preferred=["wang"])
    assert floor.rung("a") is None
    floor.wait(14)
    assert floor.rung("a") is None
    floor.wait(2)
    assert floor.rung("a") == "li"


def test_a_known_agent_who_is_free_is_rung_before_those_idle_for_longer() -> None:
    floor = World(plan(["wang", "li"]))
    floor.call("a", preferred=["li", "nobody"])
    assert floor.rung("a") == "li"


def test_nobody_waits_for_a_known_agent_who_is_not_there() -> None:
    floor = World(plan(["wang", "li"]))
    floor.do(PhoneChanged(floor.now, "li", False))
    floor.call("a", preferred=["li"])
    assert floor.rung("a") == "wang"


def test_above_the_most_occupied_an_agent_rests_and_then_goes_on() -> None:
    floor = World(plan([AgentPlan("wang", most_occupied=0.5)]))
    floor.talk("a")
    floor.wait(1800)
    floor.finish("a")
    floor.wait(11)
    floor.call("b")
    assert (floor.phase(), floor.agent().rest, floor.rung("b")) == ("free", "occupied", None)
    floor.wait(400)
    assert floor.rung("b") is None
    floor.wait(30)
    assert floor.rung("b") == "wang"


@pytest.mark.parametrize("back_s", [1, 1000])
def test_a_clock_that_jumps_back_stands_still(back_s: float) -> None:
    floor = World(plan())
    floor.talk("a")
    floor.wait(50)
    floor.do(Queued(floor.now - back_s, "b", "general"))
    floor.do(Finished(floor.now - back_s, "a", "wang"))
    floor.wait(11)
    assert floor.rung("b") == "wang"


def test_events_of_strangers_change_nothing() -> None:
    floor = World(plan())
    floor.call("a")
    for event in (
        BreakWanted(floor.now, "nobody", "meal"),
        Back(floor.now, "nobody"),
        PhoneChanged(floor.now, "nobody", True),
        Finished(floor.now, "a", "nobody"),
        TalkChanged(floor.now, "wang", "b", on_hold=True),
    ):
        assert floor.do(event) == []
    assert floor.rung("a") == "wang"
