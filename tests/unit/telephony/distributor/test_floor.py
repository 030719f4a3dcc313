"""The floor at virtual time: phones come and go, rests end, and the desk hears of changes only."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentChanged, Event, Fault, QueueChanged
from telephony.distributor.floor import MISSED_REST_S, Floor, Seat
from tests.virtualtime import at_virtual_time

WRAP_UP_S = 10.0
SEATS = [Seat("wang", "1001", ("*",)), Seat("li", "1002", ("urban",))]


class Room:
    """A floor and everything it said."""

    def __init__(self, seats: list[Seat] = SEATS) -> None:
        self.events: list[Event] = []
        self.offers: list[tuple[str, str]] = []
        self.floor = Floor(seats, ["general", "urban"], self.events.append, WRAP_UP_S)

    def phones(self, *phones: str, state: str = "NOT_INUSE") -> None:
        for phone in phones:
            self.floor.device(f"PJSIP/{phone}", state)

    def enqueue(self, call: str, queue: str = "urban", priority: int = 0) -> int:
        return self.floor.enqueue(call, queue, priority, lambda agent: self.offers.append((call, agent)))

    def phase(self, agent: str) -> str:
        last = [e for e in self.events if isinstance(e, AgentChanged) and e.agent == agent]
        return last[-1].phase if last else "offline"

    def queue(self, queue: str) -> QueueChanged:
        return [e for e in self.events if isinstance(e, QueueChanged) and e.queue == queue][-1]


@pytest.mark.parametrize(
    ("state", "phase"),
    [
        ("NOT_INUSE", "available"),
        ("UNAVAILABLE", "offline"),
        ("INVALID", "offline"),
        ("UNKNOWN", "offline"),
        ("INUSE", "offline"),
        ("RINGING", "offline"),
        ("BUSY", "offline"),
        ("ONHOLD", "offline"),
    ],
)
@at_virtual_time
async def test_only_a_free_phone_gets_calls(state: str, phase: str) -> None:
    room = Room()
    room.phones("1001", state=state)
    room.floor.device("PJSIP/9999", "NOT_INUSE")
    assert room.phase("wang") == phase


@at_virtual_time
async def test_the_states_of_our_own_call_do_not_make_the_agent_unreachable() -> None:
    room = Room(SEATS[:1])
    room.phones("1001")
    assert room.enqueue("c1") == 1
    room.phones("1001", state="RINGING")
    assert room.phase("wang") == "ringing"
    room.floor.answered("c1", "wang")
    room.phones("1001", state="INUSE")
    assert room.phase("wang") == "talking"
    room.phones("1001")
    room.floor.finished("wang")
    await asyncio.sleep(WRAP_UP_S + 1)
    assert room.phase("wang") == "available"


@at_virtual_time
async def test_a_phone_lost_in_a_call_is_offline_after_it() -> None:
    room = Room(SEATS[:1])
    room.phones("1001")
    room.enqueue("c1")
    room.floor.answered("c1", "wang")
    room.phones("1001", state="UNAVAILABLE")
    room.floor.finished("wang")
    await asyncio.sleep(WRAP_UP_S + 1)
    assert room.phase("wang") == "offline"
    room.phones("1001")
    assert room.phase("wang") == "available"


@at_virtual_time
async def test_wrap_up_lasts_its_time_and_then_the_next_caller_rings() -> None:
    room = Room(SEATS[:1])
    room.phones("1001")
    room.enqueue("c1")
    room.floor.answered("c1", "wang")
    room.enqueue("c2")
    room.floor.finished("wang")
    await asyncio.sleep(WRAP_UP_S - 0.1)
    assert (room.phase("wang"), room.offers) == ("wrap_up", [("c1", "wang")])
    await asyncio.sleep(0.2)
    assert room.offers == [("c1", "wang"), ("c2", "wang")]


@at_virtual_time
async def test_an_agent_may_end_the_wrap_up_early_and_the_old_timer_does_no_harm() -> None:
    room = Room(SEATS[:1])
    room.phones("1001")
    room.enqueue("c1")
    room.floor.answered("c1", "wang")
    room.floor.finished("wang")
    await asyncio.sleep(1)
    room.floor.pause("wang", False)
    assert room.phase("wang") == "available"
    room.enqueue("c2")
    room.floor.answered("c2", "wang")
    await asyncio.sleep(5)
    room.floor.finished("wang")
    await asyncio.sleep(WRAP_UP_S - 1)
    assert room.phase("wang") == "wrap_up", "the first wrap-up's timer has ended the second"
    await asyncio.sleep(2)
    assert room.phase("wang") == "available"


@at_virtual_time
async def test_a_missed_call_rings_the_next_agent_and_the_first_again_after_a_rest() -> None:
    room = Room()
    room.phones("1001", "1002")
    room.enqueue("c1")
    first = room.offers[0][1]
    other = {"wang": "li", "li": "wang"}[first]
    room.floor.missed("c1", first)
    assert room.offers == [("c1", first), ("c1", other)]
    room.floor.missed("c1", other)
    assert len(room.offers) == 2
    await asyncio.sleep(MISSED_REST_S + 0.1)
    assert len(room.offers) == 3, "nobody is rung in a tight loop, and nobody is forgotten"


@at_virtual_time
async def test_a_pause_is_kept_and_ends() -> None:
    room = Room(SEATS[:1])
    room.phones("1001")
    room.floor.pause("wang", True)
    room.enqueue("c1")
    assert (room.phase("wang"), room.offers) == ("paused", [])
    room.floor.pause("wang", False)
    assert room.offers == [("c1", "wang")]
    with pytest.raises(KeyError):
        room.floor.pause("nobody", True)


@at_virtual_time
async def test_leaving_frees_the_agent() -> None:
    room = Room(SEATS[:1])
    room.phones("1001")
    room.enqueue("c1")
    room.enqueue("c2")
    assert room.floor.position("c2") == 2
    room.floor.leave("c1")
    assert room.offers == [("c1", "wang"), ("c2", "wang")]
    room.floor.leave("c1")
    assert room.floor.position("c1") == 0


@at_virtual_time
async def test_an_unknown_queue_is_refused_by_name() -> None:
    room = Room()
    with pytest.raises(KeyError, match="sports"):
        room.enqueue("c1", "sports")
    assert room.floor.position("c1") == 0


@at_virtual_time
async def test_an_adopted_agent_who_left_the_configuration_does_no_harm() -> None:
    room = Room()
    room.phones("1002")
    room.floor.answered("c1", "former")
    room.floor.finished("former")
    assert room.phase("li") == "available"


@at_virtual_time
async def test_only_changes_are_published() -> None:
    room = Room()
    room.phones("1001", "1002")
    room.enqueue("c1", "general")
    seen = len(room.events)
    room.phones("1001", "1002")
    room.phones("1002")
    room.floor.leave("nobody")
    assert len(room.events) == seen
    waiting = room.queue("general")
    assert (waiting.waiting, waiting.agents_available) == (1, 0)
    assert room.queue("urban").agents_available == 1
    await asyncio.sleep(7)
    room.enqueue("c2", "general")
    assert room.queue("general").longest_wait_s == 7.0
    for before, after in zip(room.events, room.events[1:], strict=False):
        assert before.model_dump(exclude={"at"}) != after.model_dump(exclude={"at"})


@at_virtual_time
async def test_queues_come_and_go_with_the_configuration() -> None:
    """Who was guided by the old one still waits in its queue; a new queue is shown at once."""
    room = Room()
    room.enqueue("old", "urban")
    room.floor.set_queues(["general", "legal"])
    assert room.queue("legal").waiting == 0
    assert room.enqueue("new", "legal") == 1
    assert room.enqueue("late", "urban") == 2  # a call that began before the change
    room.phones("1001")
    assert room.offers[0] == ("old", "wang")
    room.floor.leave("late")
    room.floor.leave("old")
    assert room.queue("urban").waiting == 0


def told(room: Room, agent: str) -> AgentChanged:
    return [e for e in room.events if isinstance(e, AgentChanged) and e.agent == agent][-1]


async def misses(room: Room, agent: str, times: int, *, rang: bool = True) -> None:
    """The agent's phone is rung for callers who do not wait elsewhere, and nobody answers."""
    for number in range(times):
        call = f"m{agent}{number}{rang}{room.floor._now()}"
        room.enqueue(call, "general")
        room.floor.missed(call, agent, rang=rang)
        room.floor.leave(call)
        await asyncio.sleep(MISSED_REST_S + 0.1)


@at_virtual_time
async def test_a_phone_that_is_not_answered_twice_is_set_aside_and_that_is_told() -> None:
    room = Room()
    room.phones("1001")
    await misses(room, "wang", 1)
    assert room.phase("wang") == "available"
    await misses(room, "wang", 1)
    assert (told(room, "wang").paused, told(room, "wang").set_aside) == (True, True), "the agent is told"
    assert room.phase("wang") == "paused"
    [fault] = [e for e in room.events if isinstance(e, Fault)]
    assert fault.message.startswith("wang"), "and the supervisor"

    room.floor.pause("wang", False)
    assert room.phase("wang") == "available"
    assert not told(room, "wang").set_aside
    await misses(room, "wang", 1)
    assert room.phase("wang") == "available", "counted anew"


@at_virtual_time
async def test_an_answer_between_or_a_phone_that_could_not_be_rung_sets_nobody_aside() -> None:
    room = Room()
    room.phones("1001")
    await misses(room, "wang", 5, rang=False)
    for number in range(3):
        await misses(room, "wang", 1)
        room.enqueue(f"a{number}", "general")
        room.floor.answered(f"a{number}", "wang")
        room.floor.finished("wang")
        await asyncio.sleep(WRAP_UP_S + 0.1)
    assert room.phase("wang") == "available"
