"""The floor while services are started anew and configurations are published, at virtual time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from contracts import CallQueued
from telephony.distributor.people.plan import Overflow, QueuePlan
from tests.unit.telephony.distributor.room import ONE, SEATS, WRAP_UP_S, Room
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time


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


@at_virtual_time
async def test_an_emergency_is_one_in_an_ordinary_queue_too() -> None:
    room = Room()
    lines = {"urban": QueuePlan("urban", emergency=True, overflow=(Overflow("general", after_s=30),))}
    room.floor.set_plan(replace(room.plan, queues={**room.plan.queues, **lines}), {})
    room.enqueue("overflows")
    room.enqueue("usual", "general", priority=9)
    room.floor.enqueue("comes from elsewhere", "general", 0, room, waited_s=5.0, emergency=True)
    await asyncio.sleep(31)
    calls = ("overflows", "usual", "comes from elsewhere")
    assert [room.floor.queue(call) for call in calls] == ["general"] * 3
    assert [room.floor.emergency(call) for call in calls] == [True, False, True]
    assert [room.floor.position(call) for call in calls] == [2, 3, 1]
    assert not room.floor.emergency("nobody")


@at_virtual_time
async def test_a_queued_call_says_since_when_also_after_a_restart() -> None:
    room = Room()
    room.floor.enqueue("c1", "urban", 0, room, waited_s=300)
    [queued] = [e for e in room.events if isinstance(e, CallQueued)]
    assert queued.queued_at == pytest.approx(queued.at - 300, abs=5)


@at_virtual_time
async def test_who_asked_a_queue_that_is_gone_hears_of_it() -> None:
    room = Room()
    aside = room.floor.ask_aside("c0", "urban", room)
    room.floor.set_plan(seated(SEATS, ["general"], WRAP_UP_S)[0], {})
    assert room.nobody == [aside]
