"""Waits are foreseen by the real machine: exact where nothing is left to chance, silent on thin evidence."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.waits import RANGES_S
from telephony.distributor.forward.evidence import Evidence
from telephony.distributor.forward.foresee import foresee
from telephony.distributor.forward.ranges import spoken_range
from telephony.distributor.people.asides import aside_of
from telephony.distributor.people.plan import AgentPlan, Plan, QueuePlan
from telephony.distributor.people.state import Timer
from telephony.distributor.reducer.commands import Command, Offer, SetTimer
from telephony.distributor.reducer.events import (
    Answered,
    Event,
    Finished,
    Left,
    PhoneChanged,
    Queued,
    TimerDue,
)
from telephony.distributor.reducer.reducer import opened, reduce

TALK_S, WRAP_UP_S, RING_S = 60.0, 10.0, 2.0
TURN_S = TALK_S + WRAP_UP_S + RING_S


class Day:
    """Agents who always talk for a minute; every call rings for two seconds."""

    def __init__(self, agents: Iterable[AgentPlan], wrap_up_s: float = WRAP_UP_S) -> None:
        staff = {agent.id: agent for agent in agents}
        plan = Plan(staff, {"general": QueuePlan("general"), "legal": QueuePlan("legal")}, "general",
                    wrap_up_s=wrap_up_s)  # fmt: skip
        self.world, commands = opened(plan, 0.0)
        self.evidence = Evidence()
        self.at = 0.0
        self.timers: list[tuple[float, Timer]] = []
        self._take(PhoneChanged(0.0, "", True), commands)
        for agent in staff:
            self.do(PhoneChanged(0.0, agent, True))

    def do(self, event: Event) -> None:
        self._take(event, reduce(self.world, event))

    def _take(self, event: Event, commands: list[Command]) -> None:
        self.evidence.see(self.world, event, commands)
        self.timers += [(one.at, one.timer) for one in commands if isinstance(one, SetTimer)]
        for one in commands:
            if isinstance(one, Offer):
                self.do(Answered(event.at + RING_S, one.lease.call, one.lease.agent, one.lease.number))

    def pass_to(self, at: float) -> None:
        """The timers that are due until then."""
        while due := sorted(one for one in self.timers if one[0] <= at):
            self.timers.remove(due[0])
            self.do(TimerDue(due[0][0], due[0][1]))
        self.at = at

    def served(self, calls: int, queue: str = "general") -> None:
        """Talks, one after the other."""
        for number in range(calls):
            call = f"{queue} {number} {self.at}"
            self.do(Queued(self.at, call, queue))
            self.pass_to(self.at + RING_S + TALK_S)
            lease = self.world.callers[call].lease
            assert lease is not None
            self.do(Finished(self.at, call, lease.agent))
            self.pass_to(self.at + WRAP_UP_S)

    def waits(self, **limits: int) -> dict[str, list[float]]:
        return foresee(self.world, self.evidence, Random(1), **limits, clock=lambda: 0.0)


def test_who_waits_alone_behind_a_talk_waits_for_the_rest_of_it() -> None:
    day = Day([AgentPlan("wang")])
    day.served(25)
    day.do(Queued(day.at, "talks", "general"))
    day.pass_to(day.at + 22.0)
    for call in ("first", "second"):
        day.do(Queued(day.at, call, "general"))
    waits = day.waits(runs=50)
    talked = 22.0 - RING_S
    rest = TALK_S - talked + WRAP_UP_S + RING_S
    # Each talk took as long, so none is known to be longer: the rest is drawn from them, or it is known.
    assert len(waits["first"]) == 50
    assert min(waits["first"]) >= rest - 1e-6
    assert waits["second"][0] - waits["first"][0] == pytest.approx(TURN_S)


def test_an_agent_who_serves_another_queue_too_counts_for_both() -> None:
    alone = Day([AgentPlan("wang", frozenset({"general"})), AgentPlan("li", frozenset({"legal"}))])
    both = Day([AgentPlan("wang", frozenset({"general"})), AgentPlan("li", frozenset({"legal", "general"}))])
    for day in (alone, both):
        day.served(25)
        for call in ("one", "two", "three"):
            day.do(Queued(day.at, call, "general"))
    assert "two" not in both.waits(runs=10), "li takes the second at once"
    assert alone.waits(runs=10)["three"][0] > both.waits(runs=10)["three"][0]


def test_those_ahead_may_hang_up_but_whoever_is_told_stays() -> None:
    day = Day([AgentPlan("wang")])
    day.served(25)
    day.do(Queued(day.at, "talks", "general"))
    patient = [f"waits {number}" for number in range(10)]
    for call in patient:
        day.do(Queued(day.at, call, "general"))
    for call in patient[:5]:
        day.pass_to(day.at + 1.0)
        day.do(Left(day.at, call))
    waits = day.waits(runs=200)
    last = waits[patient[-1]]
    assert len(last) == 200, "also in the runs in which the caller gave up"
    assert last[0] < last[-1], "how many ahead hang up is chance"
    assert last[-1] <= 6 * TURN_S + TALK_S


def test_a_present_state_is_left_as_it_is_and_the_same_seed_foresees_the_same() -> None:
    day = Day([AgentPlan("wang")])
    day.served(25)
    for call in ("talks", "waits"):
        day.do(Queued(day.at, call, "general"))
    before = dict(day.world.callers), dict(day.world.agents), day.world.at
    assert day.waits(runs=30) == day.waits(runs=30)
    assert (dict(day.world.callers), dict(day.world.agents), day.world.at) == before


def test_what_goes_to_another_process_foresees_the_same_there() -> None:
    day = Day([AgentPlan("wang")])
    day.served(25)
    for call in ("talks", "waits"):
        day.do(Queued(day.at, call, "general"))
    world, evidence = pickle.loads(pickle.dumps((day.world, day.evidence)))
    assert foresee(world, evidence, Random(1), runs=30, clock=lambda: 0.0) == day.waits(runs=30)


def test_nothing_is_foreseen_where_too_little_is_known() -> None:
    fresh = Day([AgentPlan("wang")])
    fresh.served(19)
    known = Day([AgentPlan("wang")])
    known.served(20)
    for day in (fresh, known):
        for call in ("talks", "waits"):
            day.do(Queued(day.at, call, "general"))
    assert fresh.waits(runs=30) == {}
    assert "waits" in known.waits(runs=30)


def test_nothing_is_foreseen_where_nobody_was_answered_for_long() -> None:
    day = Day([AgentPlan("wang")])
    day.served(25)
    for call in ("talks", "waits"):
        day.do(Queued(day.at, call, "general"))
    day.world.at += 700.0
    assert day.waits(runs=30) == {}


def test_nothing_is_foreseen_of_a_queue_that_nobody_serves() -> None:
    day = Day([AgentPlan("wang", frozenset({"general"}))])
    day.served(25)
    day.do(Queued(day.at, "talks", "general"))
    day.do(Queued(day.at, "for nobody", "legal"))
    day.do(Queued(day.at, "waits", "general"))
    assert day.waits(runs=30).keys() == {"waits"}


def test_too_few_runs_within_the_budget_say_nothing() -> None:
    day = Day([AgentPlan("wang")])
    day.served(25)
    for call in ("talks", "waits"):
        day.do(Queued(day.at, call, "general"))
    ticks = iter(range(1000))
    slow = foresee(day.world, day.evidence, Random(1), runs=200, clock=lambda: next(ticks) * 0.1)
    assert slow == {}


@given(st.lists(st.floats(0, 4000), min_size=1, max_size=300))
def test_the_range_that_is_said_can_be_said_and_covers_about_four_of_five(waits: list[float]) -> None:
    said = spoken_range(sorted(waits))
    if said is not None:
        low, high = said
        assert said in RANGES_S
        inside = sum((low < wait or not low) and wait <= high for wait in waits) / len(waits)
        assert 0.8 - 0.13 <= inside <= 0.8 + 0.13


def test_a_narrow_range_is_preferred_and_one_that_covers_all_is_not_said() -> None:
    assert spoken_range([10.0] * 100) is None, "within half a minute would be said, and always be true"
    assert spoken_range([]) is None
    spread = [60.0 + 1.5 * number for number in range(100)]
    assert spoken_range(spread) == (60, 180)


def test_talks_are_known_where_agents_have_no_wrap_up() -> None:
    day = Day([AgentPlan("wang")], wrap_up_s=0.0)
    day.served(25)
    assert day.evidence.talks() == 25
    assert set(day.evidence.talks_s["general"]) == {TALK_S}
    for call in ("first", "second"):
        day.do(Queued(day.at, call, "general"))
    assert day.waits(runs=10)["second"][0] == pytest.approx(TALK_S + RING_S)


def test_who_goes_to_another_machine_has_waited_and_not_lost_patience() -> None:
    day = Day([])
    for at, call, gave_up in ((0.0, "goes", False), (60.0, "hangs up", True)):
        day.do(Queued(at, call, "general"))
        day.do(Left(at + 30.0, call, gave_up))
    assert list(day.evidence.waits) == [(30.0, False), (30.0, True)]
    assert day.evidence.leaving_per_s() == pytest.approx(1 / 60)


def test_who_is_asked_aside_neither_came_nor_hung_up() -> None:
    day = Day([])
    aside = aside_of("call", 1)
    day.do(Queued(0.0, aside, "general"))
    day.do(Left(30.0, aside))
    assert not day.evidence.arrivals
    assert not day.evidence.waits
