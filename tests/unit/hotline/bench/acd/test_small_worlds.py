"""Small worlds are explored with every event in every state; a machine with a fault does not get through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hotline.bench.acd.explorer import Edge, explore, interleavings
from hotline.bench.acd.faults import FAULTS
from hotline.bench.acd.small_world import SmallWorld, small_world
from hotline.bench.acd.worlds import ORDINARY, small_worlds
from telephony.distributor.people.state import Agent
from telephony.distributor.reducer import leases
from telephony.distributor.reducer.events import Declined, Event, Queued
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


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_taken_out_again(name: str) -> None:
    begins, plant = FAULTS[name]
    with plant():
        found = explore(small_world(), most_states=20_000, most_broken=1)
    assert any(rule.startswith(begins) for rule in found.broken), found.broken
    assert explore(small_world(), most_states=500).broken == []


def test_after_a_declined_offer_too_the_next_agent_must_be_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def declined(turn: Turn, event: Declined) -> None:
        leases.declined(turn, event)
        turn.callers.clear()

    monkeypatch.setitem(HANDLERS, Declined, declined)
    found = explore(small_world(), most_states=3000, most_broken=1)
    assert any(rule.startswith("starved caller") for rule in found.broken), found.broken


@pytest.mark.parametrize("name", [name for name in small_worlds() if name != ORDINARY])
def test_in_every_small_world_its_own_events_happen_and_nothing_breaks(name: str) -> None:
    found = explore(replace(small_worlds()[name], to_come=frozenset("a")), 3000, marks=(f"{name}: ",))
    assert found.broken == []
    assert found.interleavings > 0


def test_every_event_of_the_machine_happens_in_one_of_the_small_worlds() -> None:
    seen: set[type[Event]] = set()
    for start in small_worlds().values():
        wave = {start.key(): start}
        for _ in range(5):
            following = {}
            for state in wave.values():
                for _name, event in state.events():
                    seen.add(type(event))
                    after, _ = state.after(event)
                    following[after.key()] = after
            wave = dict(list(following.items())[:100])
    assert seen == set(HANDLERS)


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
