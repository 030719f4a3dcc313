"""The floor at virtual time: phones come and go, rests end, and the desk hears of changes only."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentChanged, CallQueued, Choice, Event, Fault, QueueChanged
from telephony.distributor.floor import Floor
from telephony.distributor.people.state import Lease
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

WRAP_UP_S = 10.0
REST_S = 5.0
SEATS = {"wang": ("1001", "*"), "li": ("1002", "urban")}
ONE = {"wang": ("1001", "*")}


class Room:
    """A floor and everything it said; takes every offer without ringing anybody."""

    def __init__(self, seats: dict[str, tuple[str, str]] = SEATS) -> None:
        self.events: list[Event] = []
        self.offers: list[tuple[str, str]] = []
        self.leases: dict[str, Lease] = {}
        self.choices: dict[str, Choice] = {}
        self.over: list[tuple[str, str, str]] = []
        self.nobody: list[str] = []
        plan, phones = seated(seats, ["general", "urban"], WRAP_UP_S)
        self.plan = plan
        self.floor = Floor(plan, phones, self.events.append)

    def offered(self, lease: Lease, choice: Choice) -> None:
        self.choices[lease.call] = choice
        self.offers.append((lease.call, lease.agent))
        self.leases[lease.call] = lease

    def withdrawn(self, lease: Lease, why: str) -> None:
        self.over.append((lease.call, lease.agent, why))

    def given_up(self, aside: str) -> None:
        self.nobody.append(aside)

    def phones(self, *phones: str, state: str = "NOT_INUSE") -> None:
        for phone in phones:
            self.floor.device(f"PJSIP/{phone}", state)

    def enqueue(self, call: str, queue: str = "urban", priority: int = 0) -> int:
        return self.floor.enqueue(call, queue, priority, self)

    def answer(self, call: str) -> bool:
        return self.floor.answered(self.leases[call])

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
    room = Room(ONE)
    room.phones("1001")
    assert room.enqueue("c1") == 1
    room.phones("1001", state="RINGING")
    assert room.phase("wang") == "ringing"
    assert room.answer("c1")
    room.phones("1001", state="INUSE")
    assert room.phase("wang") == "talking"
    room.phones("1001")
    room.floor.finished("c1", "wang")
    await asyncio.sleep(WRAP_UP_S + 1)
    assert room.phase("wang") == "available"


@at_virtual_time
async def test_a_phone_lost_in_mid_ring_is_rung_no_more_and_the_next_one_is() -> None:
    room = Room()
    room.phones("1001")
    room.enqueue("c1")
    room.phones("1002")
    room.phones("1001", state="UNAVAILABLE")
    assert room.over == [("c1", "wang", "phone lost")]
    assert room.offers == [("c1", "wang"), ("c1", "li")]
    assert room.phase("wang") == "offline"


@at_virtual_time
async def test_a_phone_lost_in_a_call_is_offline_after_it() -> None:
    room = Room(ONE)
    room.phones("1001")
    room.enqueue("c1")
    room.answer("c1")
    room.phones("1001", state="UNAVAILABLE")
    room.floor.finished("c1", "wang")
    await asyncio.sleep(WRAP_UP_S + 1)
    assert room.phase("wang") == "offline"
    room.phones("1001")
    assert room.phase("wang") == "available"


@at_virtual_time
async def test_wrap_up_lasts_its_time_and_then_the_next_caller_rings() -> None:
    room = Room(ONE)
    room.phones("1001")
    room.enqueue("c1")
    room.answer("c1")
    room.enqueue("c2")
    room.floor.finished("c1", "wang")
    await asyncio.sleep(WRAP_UP_S - 0.1)
    assert (room.phase("wang"), room.offers) == ("wrap_up", [("c1", "wang")])
    await asyncio.sleep(0.2)
    assert room.offers == [("c1", "wang"), ("c2", "wang")]


@at_virtual_time
async def test_an_agent_may_end_the_wrap_up_early() -> None:
    room = Room(ONE)
    room.phones("1001")
    room.enqueue("c1")
    room.answer("c1")
    room.floor.finished("c1", "wang")
    await asyncio.sleep(1)
    room.floor.pause("wang", False)
    assert room.phase("wang") == "available"


@at_virtual_time
async def test_a_missed_call_rings_the_next_agent_and_the_first_again_after_a_rest() -> None:
    room = Room()
    room.phones("1001")
    await asyncio.sleep(1)
    room.phones("1002")
    room.enqueue("c1")
    room.floor.missed(room.leases["c1"])
    assert room.offers == [("c1", "wang"), ("c1", "li")]
    assert room.phase("wang") == "wrap_up"
    await asyncio.sleep(1)
    room.floor.missed(room.leases["c1"])
    assert len(room.offers) == 2
    await asyncio.sleep(REST_S - 0.9)
    assert room.offers[2:] == [("c1", "wang")], "nobody is rung in a tight loop, and nobody is forgotten"


@at_virtual_time
async def test_an_offer_of_which_nothing_is_heard_any_more_lapses() -> None:
    room = Room()
    room.phones("1001")
    await asyncio.sleep(1)
    room.phones("1002")
    room.enqueue("c1")
    late = room.leases["c1"]
    await asyncio.sleep(room.plan.offer_s + 0.1)
    assert room.over == [("c1", "wang", "no answer")]
    assert room.offers == [("c1", "wang"), ("c1", "li")]
    assert not room.floor.answered(late), "the leg that answers now has nobody to talk to"
    assert room.answer("c1")


@at_virtual_time
async def test_a_pause_is_kept_and_ends() -> None:
    room = Room(ONE)
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
    room = Room(ONE)
    room.phones("1001")
    room.enqueue("c1")
    room.enqueue("c2")
    assert room.floor.position("c2") == 2
    room.floor.leave("c1")
    assert room.offers == [("c1", "wang"), ("c2", "wang")]
    assert room.over == [("c1", "wang", "caller left")], (
        "who is called back leaves and has a telephone to stop"
    )
    room.floor.leave("c1")
    assert room.floor.position("c1") == 0


@at_virtual_time
async def test_who_is_put_back_keeps_the_place_and_the_agent_is_in_wrap_up() -> None:
    room = Room(ONE)
    room.phones("1001")
    room.enqueue("c1")
    room.answer("c1")
    await asyncio.sleep(5)
    room.enqueue("c2")
    assert room.enqueue("c1") == 1
    assert room.phase("wang") == "wrap_up"
    assert room.queue("urban").longest_wait_s == 5.0


@at_virtual_time
async def test_after_a_restart_who_waited_for_longer_is_first() -> None:
    room = Room()
    room.floor.enqueue("second", "urban", 0, room, waited_s=30)
    room.floor.enqueue("first", "urban", 0, room, waited_s=90)
    assert (room.floor.position("first"), room.floor.position("second")) == (1, 2)


@at_virtual_time
async def test_an_adopted_agent_is_in_a_talk_and_one_who_left_the_configuration_does_no_harm() -> None:
    room = Room()
    room.phones("1002")
    room.floor.adopted("c0", "former")
    room.floor.finished("c0", "former")
    assert room.phase("li") == "available"
    room.floor.adopted("c1", "li")
    assert room.phase("li") == "talking"
    room.floor.finished("c1", "li")
    assert room.phase("li") == "wrap_up"


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
async def test_callers_of_a_deleted_queue_go_on_and_that_is_told() -> None:
    room = Room()
    room.enqueue("other", "general")
    room.enqueue("old", "urban", 3)
    plan, phones = seated(SEATS, ["general", "legal"], WRAP_UP_S)
    room.floor.set_plan(plan, phones)
    assert room.queue("urban").waiting == 0
    assert room.queue("legal").waiting == 0
    assert room.queue("general").waiting == 2
    told = [event for event in room.events if isinstance(event, CallQueued)][-1]
    assert (told.call, told.queue, told.priority) == ("old", "general", 3)
    assert room.enqueue("late", "urban") == 3, "a call that began before the change"
    assert room.floor.queue("late") == "general"
    room.phones("1001")
    assert room.offers[0] == ("old", "wang")


@at_virtual_time
async def test_an_agent_of_a_new_configuration_takes_calls_and_one_who_is_gone_is_offline() -> None:
    room = Room(ONE)
    room.phones("1001")
    plan, phones = seated({"sun": ("1003", "*")}, ["general", "urban"], WRAP_UP_S)
    room.floor.set_plan(plan, phones)
    assert room.floor.agents == ["sun"]
    assert room.phase("wang") == "offline"
    room.phones("1003")
    room.enqueue("c1")
    assert room.offers == [("c1", "sun")]
    assert room.floor.phone("sun") == "1003"


def told(room: Room, agent: str) -> AgentChanged:
    return [e for e in room.events if isinstance(e, AgentChanged) and e.agent == agent][-1]


async def misses(room: Room, times: int, *, rang: bool = True) -> None:
    """The phone is rung for callers who then leave, and nobody answers."""
    for number in range(times):
        call = f"m{number}{rang}{asyncio.get_running_loop().time()}"
        room.enqueue(call, "general")
        room.floor.missed(room.leases[call], rang=rang)
        room.floor.leave(call)
        await asyncio.sleep(REST_S + 0.1)


@at_virtual_time
async def test_a_phone_that_is_not_answered_twice_is_set_aside_and_that_is_told() -> None:
    room = Room(ONE)
    room.phones("1001")
    await misses(room, 1)
    assert room.phase("wang") == "available"
    await misses(room, 1)
    assert (told(room, "wang").paused, told(room, "wang").set_aside) == (True, True), "the agent is told"
    assert room.phase("wang") == "paused"
    [fault] = [e for e in room.events if isinstance(e, Fault)]
    assert fault.message.startswith("wang"), "and the supervisor"

    room.floor.pause("wang", False)
    assert room.phase("wang") == "available"
    assert not told(room, "wang").set_aside
    await misses(room, 1)
    assert room.phase("wang") == "available", "counted anew"


@at_virtual_time
async def test_an_answer_between_or_a_phone_that_could_not_be_rung_sets_nobody_aside() -> None:
    room = Room(ONE)
    room.phones("1001")
    await misses(room, 5, rang=False)
    for number in range(3):
        await misses(room, 1)
        room.enqueue(f"a{number}", "general")
        room.answer(f"a{number}")
        room.floor.finished(f"a{number}", "wang")
        await asyncio.sleep(WRAP_UP_S + 0.1)
    assert room.phase("wang") == "available"


@at_virtual_time
async def test_why_an_agent_got_a_call_is_said_with_it() -> None:
    room = Room()
    room.phones("1001")
    await asyncio.sleep(5)
    room.phones("1002")
    room.enqueue("c1", "urban")
    told_first = room.choices["c1"]
    assert (told_first.basis, told_first.emergency) == ("longest_idle", False)
    assert [(one.reason, one.agents) for one in told_first.others] == [("idle for less long", 1)]
    room.floor.pause("li", True)
    room.floor.pause("wang", True)
    room.enqueue("c2", "general")
    await asyncio.sleep(30)
    room.floor.leave("c1")
    room.floor.pause("wang", False)
    assert room.choices["c2"].basis == "only_one"
    assert room.choices["c2"].waited_s >= 30
    assert [one.reason for one in room.choices["c2"].others] == ["queue"], "li serves urban alone"


@at_virtual_time
async def test_a_queued_call_says_since_when_also_after_a_restart() -> None:
    room = Room()
    room.floor.enqueue("c1", "urban", 0, room, waited_s=300)
    [queued] = [e for e in room.events if isinstance(e, CallQueued)]
    assert queued.queued_at == pytest.approx(queued.at - 300, abs=5)


@at_virtual_time
async def test_only_callers_on_the_line_count_as_waiting() -> None:
    room = Room()
    room.floor.enqueue("back", "urban", 0, room, callback=True)
    room.floor.ask_aside("c0", "urban", room)
    room.enqueue("c1")
    room.enqueue("c2")
    assert room.queue("urban").waiting == 2
    room.floor.leave("c1")
    assert room.queue("urban").waiting == 1


@at_virtual_time
async def test_who_is_to_be_called_back_first_is_before_the_others_and_no_consultation_is() -> None:
    room = Room()
    room.floor.ask_aside("c0", "urban", room)
    assert room.enqueue("c1") == 1
    room.floor.enqueue("back", "urban", 0, room, callback=True, waited_s=60)
    assert room.floor.position("c1") == 2
    assert room.enqueue("c2") == 3
    room.floor.leave("back")
    assert room.floor.position("c2") == 2


@at_virtual_time
async def test_who_asked_a_queue_that_is_gone_hears_of_it() -> None:
    room = Room()
    aside = room.floor.ask_aside("c0", "urban", room)
    room.floor.set_plan(seated(SEATS, ["general"], WRAP_UP_S)[0], {})
    assert room.nobody == [aside]


@at_virtual_time
async def test_who_lost_their_agent_in_mid_call_is_first_and_waits_for_nobody() -> None:
    """The agent whose telephone is gone has no wrap-up; is it back, the caller is theirs again."""
    room = Room(ONE)
    room.phones("1001")
    room.enqueue("a")
    assert room.answer("a")
    await asyncio.sleep(60)
    assert room.enqueue("b", priority=10) == 1
    room.phones("1001", state="UNAVAILABLE")
    assert room.floor.enqueue("a", "urban", 0, room, lost="wang") == 1
    assert room.phase("wang") == "offline"
    room.phones("1001")
    assert room.offers[-1] == ("a", "wang")


@at_virtual_time
async def test_whose_telephone_seems_to_be_there_and_did_not_answer_rests_first() -> None:
    room = Room()
    room.phones("1001")
    room.enqueue("a")
    room.answer("a")
    room.floor.enqueue("a", "urban", 0, room, lost="wang")
    assert room.offers == [("a", "wang")]
    room.phones("1002")
    assert room.offers[-1] == ("a", "li")
