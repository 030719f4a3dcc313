"""The floor at virtual time: phones come and go, rests end, and the desk hears of changes only."""

from __future__ import annotations

import asyncio

import pytest

from contracts import Fault
from tests.unit.telephony.distributor.room import ONE, REST_S, WRAP_UP_S, Room, told
from tests.virtualtime import at_virtual_time


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


@at_virtual_time
async def test_how_it_stands_is_said_of_agents_with_a_telephone_and_of_callers_on_the_line() -> None:
    seats = {"wang": ("1001", "*"), "li": ("1002", "urban"), "sun": ("1003", "urban"), "off": ("1004", "*")}
    room = Room(seats)
    room.phones("1001", "1002", "1003")
    room.floor.pause("sun", True)
    await asyncio.sleep(60)
    room.enqueue("c1", "general")
    await asyncio.sleep(3)
    room.enqueue("c2")
    room.answer("c2")
    room.enqueue("c3", "urban", priority=2)
    room.floor.enqueue("c4", "urban", 0, room, callback=True)
    found = room.floor.standing()
    assert {(one.agent, one.phase, one.queues) for one in found.agents} == {
        ("wang", "taken", ("general", "urban")),
        ("li", "taken", ("urban",)),
        ("sun", "away", ("urban",)),
    }
    assert [(c.call, c.queue, found.at - c.queued_at, c.ahead_s, c.agent) for c in found.callers] == [
        ("c1", "general", 3, 0, "wang"),
        ("c3", "urban", 0, 120, None),
    ]
