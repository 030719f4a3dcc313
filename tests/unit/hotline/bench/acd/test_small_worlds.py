"""Small worlds are explored with every event in every state; a machine with a fault does not get through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hotline.bench.acd.explorer import Edge, explore, interleavings
from hotline.bench.acd.small_world import SmallWorld, small_world
from telephony.distributor.people.state import Agent
from telephony.distributor.reducer import leases
from telephony.distributor.reducer.events import Answered, Declined, Missed, Queued
from telephony.distributor.reducer.reducer import HANDLERS
from telephony.distributor.reducer.turn import Turn


def tiny_world() -> SmallWorld:
    """Without the emergency: small enough to come to its end in a test."""
    return replace(small_world(), to_come=frozenset("a"))


def test_a_tiny_world_is_explored_to_its_end_and_nothing_breaks() -> None:
    found = explore(tiny_world())
    assert found.broken == []
    assert found.to_the_end == 1.0
    assert found.states > 100


def test_the_beginning_of_the_small_world_breaks_nothing_and_says_what_is_left() -> None:
    found = explore(small_world(), most_states=3000)
    assert found.broken == []
    assert 0 < found.to_the_end < 1
    assert found.transitions > found.states


def test_two_times_that_stand_in_the_same_order_are_one_state() -> None:
    here = small_world()
    late = small_world()
    late.world.at += 1000
    for name, event in here.events():
        after, _ = here.after(event)
        other = dict(late.events())[name]
        assert late.after(other)[0].key() == after.key()


def double_claim(turn: Turn, event: Answered) -> None:
    """Whoever answers has the caller, whatever the number says."""
    caller = turn.world.callers.get(event.call)
    if caller is not None and caller.lease is not None and caller.phase == "offered":
        leases.answered(turn, replace(event, agent=caller.lease.agent, number=caller.lease.number))
        return
    leases.answered(turn, event)


def starved_caller(turn: Turn, event: Missed | Declined) -> None:
    """The next agent is not looked for."""
    (leases.missed if isinstance(event, Missed) else leases.declined)(turn, event)  # type: ignore[arg-type]
    turn.callers.clear()


def test_a_double_claim_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HANDLERS, Answered, double_claim)
    found = explore(small_world(), most_states=3000, most_broken=1)
    assert any(rule.startswith("double claim") for rule in found.broken), found.broken


@pytest.mark.parametrize("event", [Missed, Declined])
def test_a_starved_caller_is_found(
    monkeypatch: pytest.MonkeyPatch, event: type[Missed] | type[Declined]
) -> None:
    monkeypatch.setitem(HANDLERS, event, starved_caller)
    found = explore(small_world(), most_states=3000, most_broken=1)
    assert any(rule.startswith("starved caller") for rule in found.broken), found.broken


def no_wrap_up(turn: Turn, agent: Agent, seconds: float) -> None:
    turn.idle(agent)


def no_timer(real: Callable[[Turn, Agent, float], None]) -> Callable[[Turn, Agent, float], None]:
    def wrap_up(turn: Turn, agent: Agent, seconds: float) -> None:
        real(turn, agent, seconds)
        now = turn.world.agents.get(agent.id)
        if now is not None and now.phase == "wrap_up":
            turn.world.put_agent(replace(now, timer=0))

    return wrap_up


def nothing_owed(real: Callable[..., None]) -> Callable[..., None]:
    def offer_over(turn: Turn, agent: Agent, *args: object, **words: object) -> None:
        real(turn, replace(agent, owed_s=0.0), *args, **words)

    return offer_over


@pytest.mark.parametrize(
    ("method", "fault", "says"),
    [
        ("wrap_up", no_wrap_up, "wrap-up lost"),
        ("wrap_up", no_timer(Turn.wrap_up), "stuck agent"),
        ("offer_over", nothing_owed(Turn.offer_over), "wrap-up lost"),
    ],
)
def test_a_lost_wrap_up_is_found(
    monkeypatch: pytest.MonkeyPatch, method: str, fault: Callable[..., None], says: str
) -> None:
    monkeypatch.setattr(Turn, method, fault)
    found = explore(small_world(), most_states=20_000, most_broken=1)
    assert any(rule.startswith(says) for rule in found.broken), found.broken


def test_a_lost_caller_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(turn: Turn, event: Queued) -> None:
        real(turn, event)
        if turn.world.callers[event.call].queue == "utilities" and len(turn.world.callers) > 1:
            turn.world.remove_caller(event.call)

    real = HANDLERS[Queued]
    monkeypatch.setitem(HANDLERS, Queued, lost)
    found = explore(small_world(), most_states=3000, most_broken=1)
    assert any(rule.startswith("lost caller") for rule in found.broken), found.broken


def test_interleavings_are_counted_along_the_transitions_that_were_tried() -> None:
    # 0 → 1 by any of two events, 1 → 0 by one: of length 3 with all three marks only these two.
    edges = [
        [Edge("offer to wang times out", 1), Edge("phone lost", 1)],
        [Edge("publication", 0)],
    ]
    assert interleavings(edges, 3) == 2
    assert interleavings(edges, 2) == 0
