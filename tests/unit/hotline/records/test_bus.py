from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import CallEnded, CallStarted, Event, Fault, TranscriptPartial
from hotline.records.bus import Backlog, EventBus


def partial(n: int) -> TranscriptPartial:
    return TranscriptPartial(call="c", leg="caller", utterance=n, text=str(n))


def fault(n: int) -> Fault:
    return Fault(part="test", message=str(n), done="nothing")


async def test_every_subscriber_gets_every_event_in_order() -> None:
    bus = EventBus()
    one, two = bus.subscribe("one"), bus.subscribe("two")
    events = [fault(0), partial(1), fault(2), partial(3)]
    for event in events:
        bus.publish(event)
    bus.close()
    assert [event async for event in one] == events
    assert [event async for event in two] == events


async def test_types_select_events_and_their_subclasses() -> None:
    bus = EventBus()
    ends = bus.subscribe("ends", types=[CallEnded])
    everything = bus.subscribe("everything", types=[Event])
    started = CallStarted(call="c", caller="anonymous", dialled="12345")
    ended = CallEnded(call="c", by="caller")
    bus.publish(started)
    bus.publish(ended)
    bus.close()
    assert [event async for event in ends] == [ended]
    assert [event async for event in everything] == [started, ended]


async def test_a_waiting_reader_is_woken_and_leaving_ends_the_subscription() -> None:
    bus = EventBus()
    async with bus.subscribe("reader") as reader:
        waiting = asyncio.create_task(anext(reader))
        await asyncio.sleep(0)
        event = fault(1)
        bus.publish(event)
        assert await waiting == event
        assert len(bus.subscriptions) == 1
    assert len(bus.subscriptions) == 0
    bus.publish(fault(2))
    assert len(reader) == 0


async def test_closing_the_bus_wakes_a_waiting_reader() -> None:
    bus = EventBus()
    reader = bus.subscribe("reader")

    async def read() -> list[Event]:
        return [event async for event in reader]

    waiting = asyncio.create_task(read())
    await asyncio.sleep(0)
    bus.close()
    assert await waiting == []
    assert [event async for event in bus.subscribe("late")] == []


async def test_a_slow_subscriber_loses_partials_first_and_only_its_own() -> None:
    bus = EventBus()
    slow, fast = bus.subscribe("slow", size=3), bus.subscribe("fast")
    events = [fault(0), partial(1), fault(2), partial(3), fault(4)]
    for event in events:
        bus.publish(event)
    bus.close()
    assert [event async for event in slow] == [events[0], events[2], events[4]]
    assert slow.dropped == 2
    assert [event async for event in fast] == events
    assert fast.dropped == 0


async def test_a_failing_listener_harms_nobody() -> None:
    bus = EventBus()
    seen: list[Event] = []

    def fail(event: Event) -> None:
        raise RuntimeError("broken projection")

    bus.listen(fail)
    stop = bus.listen(seen.append)
    reader = bus.subscribe("reader")
    bus.publish(fault(1))
    stop()
    stop()
    bus.publish(fault(2))
    bus.close()
    assert [event.message for event in seen if isinstance(event, Fault)] == ["1"]
    assert len([event async for event in reader]) == 2


async def test_events_published_by_a_listener_come_after_the_present_one_everywhere() -> None:
    bus = EventBus()
    order: list[str] = []

    def answer(event: Event) -> None:
        if isinstance(event, CallEnded):
            bus.publish(fault(1))

    bus.listen(answer)
    bus.listen(lambda event: order.append(event.type))
    bus.publish(CallEnded(call="c", by="caller"))
    assert order == ["call_ended", "fault"]


async def test_listeners_that_answer_one_another_for_ever_are_cut() -> None:
    bus = EventBus()
    bus.listen(bus.publish)
    bus.publish(fault(1))
    reader = bus.subscribe("reader", size=5)
    bus.listen(bus.publish)
    bus.publish(fault(2))
    assert len(reader) == 5


def test_a_backlog_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Backlog(0)


@given(st.lists(st.booleans()), st.integers(1, 10))
def test_a_backlog_does_what_a_plain_list_would(is_partial: list[bool], size: int) -> None:
    backlog = Backlog(size)
    expected: list[Event] = []
    for n, give_way in enumerate(is_partial):
        event = partial(n) if give_way else fault(n)
        if len(expected) == size:
            expected.remove(next((e for e in expected if isinstance(e, TranscriptPartial)), expected[0]))
        expected.append(event)
        backlog.put(event)
    assert backlog.dropped == len(is_partial) - len(expected)
    assert [backlog.get() for _ in range(len(backlog))] == expected
