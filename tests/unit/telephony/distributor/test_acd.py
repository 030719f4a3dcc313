"""The distributor: whatever happens on the floor, nobody is forgotten and nobody gets two calls."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from telephony.distributor.acd import Distributor, Offer

QUEUES = ("general", "urban", "legal")
AGENTS = {"wang": ("*",), "li": ("general", "urban"), "chen": ("legal",), "sun": ("urban",)}


def floor(*agents: str) -> Distributor:
    acd = Distributor((agent, AGENTS[agent]) for agent in (agents or AGENTS))
    for number, agent in enumerate(acd.agents):
        acd.register(agent, True, -100.0 + number)
    return acd


class Floor(RuleBasedStateMachine):
    """Random days at the hotline. The clock counts rules, so no two things happen at once."""

    def __init__(self) -> None:
        super().__init__()
        self.acd = Distributor(AGENTS.items())
        self.now = 0.0
        self.calls = 0
        self.waiting: dict[str, str] = {}
        self.ringing: dict[str, str] = {}
        self.talking: dict[str, str] = {}

    def tick(self) -> float:
        self.now += 1
        return self.now

    def take(self, offers: list[Offer], order: list[str] | None = None) -> None:
        for offer in offers:
            assert offer.call in self.waiting, "offered a caller who does not wait"
            assert offer.call not in self.ringing, "one caller rings two agents"
            assert offer.agent not in self.ringing.values(), "one agent is rung for two callers"
            assert offer.agent not in self.talking.values(), "an agent in a conversation is rung"
            state = self.acd.agents[offer.agent]
            assert state.serves(self.waiting[offer.call])
            assert state.registered
            assert not state.paused
            self.ringing[offer.call] = offer.agent

    @rule(queue=st.sampled_from(QUEUES), priority=st.integers(0, 3))
    def caller_comes(self, queue: str, priority: int) -> None:
        self.calls += 1
        call = f"c{self.calls}"
        self.waiting[call] = queue
        self.take(self.acd.enqueue(call, queue, priority, self.tick()))

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def caller_leaves(self, data: st.DataObject) -> None:
        call = data.draw(st.sampled_from(sorted(self.waiting)))
        del self.waiting[call]
        self.ringing.pop(call, None)
        self.take(self.acd.leave(call))

    @precondition(lambda self: self.ringing)
    @rule(data=st.data())
    def agent_answers(self, data: st.DataObject) -> None:
        call = data.draw(st.sampled_from(sorted(self.ringing)))
        agent = self.ringing.pop(call)
        del self.waiting[call]
        self.acd.answered(call, agent, self.tick())
        self.talking[call] = agent

    @precondition(lambda self: self.ringing)
    @rule(data=st.data())
    def agent_misses(self, data: st.DataObject) -> None:
        call = data.draw(st.sampled_from(sorted(self.ringing)))
        agent = self.ringing.pop(call)
        offers = self.acd.missed(call, agent, self.tick())
        assert all(offer.agent != agent for offer in offers), "rung again without a rest"
        self.take(offers)

    @precondition(lambda self: self.ringing)
    @rule(data=st.data())
    def late_miss_of_a_caller_who_left(self, data: st.DataObject) -> None:
        """The leg's end is told after its caller has gone and the agent has the next one."""
        agent = self.ringing[data.draw(st.sampled_from(sorted(self.ringing)))]
        self.take(self.acd.missed("gone", agent, self.tick()))

    @precondition(lambda self: self.talking)
    @rule(data=st.data())
    def conversation_ends(self, data: st.DataObject) -> None:
        call = data.draw(st.sampled_from(sorted(self.talking)))
        self.acd.finished(self.talking.pop(call), self.tick())

    @rule(agent=st.sampled_from(sorted(AGENTS)))
    def rest_is_over(self, agent: str) -> None:
        self.take(self.acd.rested(agent, self.tick()))

    @rule(agent=st.sampled_from(sorted(AGENTS)), there=st.booleans())
    def phone(self, agent: str, there: bool) -> None:
        self.take(self.acd.register(agent, there, self.tick()))

    @rule(agent=st.sampled_from(sorted(AGENTS)), paused=st.booleans())
    def pause(self, agent: str, paused: bool) -> None:
        self.take(self.acd.pause(agent, paused, self.tick()))

    @invariant()
    def nobody_is_lost(self) -> None:
        listed = [w.call for queue in QUEUES for w in self.acd.waiting_in(queue)]
        assert sorted(listed) == sorted(self.waiting)
        assert all(self.acd.position(call) >= 1 for call in self.waiting)

    @invariant()
    def phases_tell_the_truth(self) -> None:
        for id_, agent in self.acd.agents.items():
            calls = [call for call, who in (self.ringing | self.talking).items() if who == id_]
            assert len(calls) <= 1
            assert (agent.phase == "ringing") == (id_ in self.ringing.values())
            assert (agent.phase == "talking") == (id_ in self.talking.values())
            assert agent.call == (calls[0] if calls else None)
            if agent.phase == "available":
                assert agent.registered
                assert not agent.paused

    @invariant()
    def nobody_idles_while_someone_waits(self) -> None:
        for agent in self.acd.agents.values():
            if agent.phase == "available":
                unserved = [c for c, q in self.waiting.items() if agent.serves(q) and c not in self.ringing]
                assert not unserved, f"{agent.id} idles while {unserved} wait"


Floor.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestFloor = Floor.TestCase


def test_the_agent_idle_for_longest_takes_the_call() -> None:
    acd = floor("wang", "li")
    assert acd.enqueue("a", "general", 0, 1) == [Offer("a", "wang")]
    acd.answered("a", "wang", 2)
    acd.finished("wang", 3)
    acd.rested("wang", 4)
    assert acd.enqueue("b", "general", 0, 5) == [Offer("b", "li")]


def test_ringing_in_vain_does_not_cost_the_place_among_the_idle() -> None:
    acd = floor("wang", "li")
    acd.enqueue("a", "general", 0, 1)
    acd.leave("a")
    assert acd.enqueue("b", "general", 0, 3) == [Offer("b", "wang")]


def test_priority_then_longest_wait() -> None:
    acd = Distributor([("wang", ("*",))])
    acd.enqueue("early", "general", 0, 1)
    acd.enqueue("late", "general", 0, 2)
    acd.enqueue("urgent", "legal", 9, 3)
    served = []
    now = 4.0
    offers = acd.register("wang", True, now)
    while offers and len(served) < 4:
        served.append(offers[0].call)
        acd.answered(offers[0].call, "wang", now)
        acd.finished("wang", now + 1)
        now += 2
        offers = acd.rested("wang", now)
    assert served == ["urgent", "early", "late"]


def test_a_missed_call_goes_to_another_agent_first_and_keeps_its_place() -> None:
    acd = floor("wang")
    assert acd.enqueue("a", "urban", 0, 1) == [Offer("a", "wang")]
    acd.enqueue("b", "urban", 0, 2)
    assert acd.missed("a", "wang", 3) == []
    assert acd.position("a") == 1
    assert acd.rested("wang", 4) == [Offer("a", "wang")]

    acd = floor("wang", "li")
    acd.enqueue("a", "urban", 0, 1)
    assert acd.missed("a", "wang", 3) == [Offer("a", "li")]


def test_leaving_frees_the_agent_who_was_rung() -> None:
    acd = floor("wang")
    acd.enqueue("a", "urban", 0, 1)
    acd.enqueue("b", "urban", 0, 2)
    assert acd.leave("a") == [Offer("b", "wang")]
    assert acd.leave("nobody") == []


def test_a_wish_to_pause_is_kept_until_after_the_call() -> None:
    acd = floor("wang")
    acd.enqueue("a", "urban", 0, 1)
    acd.answered("a", "wang", 2)
    acd.pause("wang", True, 3)
    assert acd.agents["wang"].phase == "talking"
    acd.finished("wang", 4)
    acd.rested("wang", 5)
    assert acd.agents["wang"].phase == "paused"
    assert acd.available_for("urban") == 0


@pytest.mark.parametrize("queue", QUEUES)
def test_available_for_counts_who_serves(queue: str) -> None:
    acd = floor()
    assert acd.available_for(queue) == sum("*" in q or queue in q for q in AGENTS.values())
