"""Events that wait for a broker that is away: on the disk, in order, bounded, counted."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Event as Signal

import pytest

from contracts import CallEnded, CallStarted, Event, Fault, TranscriptPartial
from hotline.records.broker import EventsSettings
from hotline.records.bus import EventBus, Subscription
from hotline.records.database.spill import Spill
from hotline.records.database.tables import StoredEvent
from hotline.records.mqtt.publisher import publishing as service_publishing
from hotline.records.mqtt.unsent import BATCH, Unsent
from tests.mosquitto import Broker
from tests.unit.hotline.records.test_mqtt import (
    broker,
    bus,
    connected,
    mosquitto,
    next_event,
    publishing,
    subscribed,
    told,
)
from tests.waiting import PATIENCE_S, eventually

__all__ = ["broker", "bus", "mosquitto"]


def ends(first: int, after: int) -> list[Event]:
    return [CallEnded(at=float(n), call=str(n), by="caller") for n in range(first, after)]


def lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines() if file.exists() else []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "unsent.jsonl"


@pytest.fixture
def events(bus: EventBus) -> Subscription:
    return bus.subscribe("mqtt", size=10)


def put(bus: EventBus, events: list[Event]) -> None:
    for event in events:
        bus.publish(event)


async def some(unsent: Unsent, count: int) -> list[Event]:
    """So many of the oldest, which the broker takes."""
    found = []
    for _ in range(count):
        found.append(await unsent.first())
        await unsent.sent()
    return found


async def filed(bus: EventBus, events: Subscription, file: Path, count: int) -> None:
    """So many in the file of an earlier service."""
    earlier = Unsent(events, file)
    for first in range(0, count, 10):
        put(bus, ends(first, first + 10))
        await earlier.keep()


async def test_what_lies_on_the_disk_goes_before_what_is_in_memory(
    bus: EventBus, events: Subscription, file: Path
) -> None:
    unsent = Unsent(events, file)
    put(bus, ends(0, 3))
    assert await some(unsent, 1) == ends(0, 1)
    await unsent.first()  # and then the connection breaks
    await unsent.keep()
    put(bus, ends(3, 5))
    assert unsent.waiting == 4
    assert await some(unsent, 1) == ends(1, 2)
    await unsent.keep()  # it breaks again
    put(bus, ends(5, 6))
    assert await some(unsent, 4) == ends(2, 6)
    assert (unsent.waiting, lines(file)) == (0, [])


async def test_the_next_service_sends_what_one_that_was_killed_has_left(
    bus: EventBus, events: Subscription, file: Path
) -> None:
    await filed(bus, events, file, BATCH + 20)
    put(bus, ends(BATCH + 20, BATCH + 22))
    next_one = Unsent(events, file)
    await next_one.begin()
    assert next_one.waiting == BATCH + 22
    assert await some(next_one, BATCH + 22) == ends(0, BATCH + 22)
    assert events.dropped == 0


async def test_they_lie_there_masked_and_partials_do_not(
    bus: EventBus, events: Subscription, file: Path
) -> None:
    unsent = Unsent(events, file)
    bus.publish(TranscriptPartial(call="c", leg="caller", utterance=0, text="我的电话是"))
    bus.publish(CallStarted(call="c", caller="13800138000", dialled="12345"))
    bus.publish(Fault.model_construct(part="x", message="\ud800", done="", call=None))
    await unsent.keep()
    (line,) = lines(file)
    assert "138****8000" in line
    assert "13800138000" not in line
    assert unsent.waiting == 1
    (started,) = await some(unsent, 1)
    assert isinstance(started, CallStarted)
    assert started.caller == "138****8000"


async def test_the_file_is_bounded_and_so_is_what_waits_in_memory_then(
    bus: EventBus, events: Subscription, file: Path
) -> None:
    unsent = Unsent(events, file, most_bytes=1)
    put(bus, ends(0, 5))
    await unsent.keep()
    for first in range(5, 45, 10):
        put(bus, ends(first, first + 10))
        await unsent.keep()
    assert events.dropped == 20
    assert await some(unsent, 25) == [*ends(0, 5), *ends(5, 15), *ends(35, 45)], "in order all the same"


async def test_on_a_full_disk_they_wait_in_memory_until_it_takes_them(
    bus: EventBus, events: Subscription, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    unsent = Unsent(events, file)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        put(bus, ends(0, 5))
        await unsent.keep()
        put(bus, ends(5, 8))
        await unsent.keep()
    await unsent.keep()
    await unsent.keep()
    assert await some(unsent, unsent.waiting) == ends(0, 8), "each once"


async def test_what_was_sent_of_a_file_takes_no_room_in_it(
    bus: EventBus, events: Subscription, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.records.mqtt.unsent.KEEP_S", 0.0)
    await filed(bus, events, file, BATCH + 20)
    unsent = Unsent(events, file, most_bytes=len("".join(lines(file))))
    await unsent.begin()
    put(bus, ends(BATCH + 20, BATCH + 25))
    assert await some(unsent, BATCH) == ends(0, BATCH)
    assert len(lines(file)) == BATCH + 25
    assert await some(unsent, unsent.waiting) == ends(BATCH, BATCH + 25)
    assert lines(file) == []


async def test_a_disk_that_refuses_is_not_tried_again_with_every_event(
    bus: EventBus, events: Subscription, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def full(tried: int) -> None:
        tries.append(tried)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("hotline.records.mqtt.unsent.KEEP_S", 3600.0)
    monkeypatch.setattr(os, "fsync", full)
    unsent = Unsent(events, file)
    for first in range(0, 30, 10):
        put(bus, ends(first, first + 10))
        await some(unsent, 1)
    assert len(tries) == 1


async def test_the_next_service_goes_on_where_this_one_stopped(
    bus: EventBus, events: Subscription, file: Path
) -> None:
    await filed(bus, events, file, 2 * BATCH + 20)
    killed = Unsent(events, file)
    assert await some(killed, BATCH + 10) == ends(0, BATCH + 10)
    next_one = Unsent(events, file)
    await next_one.begin()
    assert next_one.waiting == BATCH + 20
    assert await some(next_one, BATCH + 20) == ends(BATCH, 2 * BATCH + 20), "ten of one reading come twice"


async def test_what_comes_while_a_long_file_is_sent_is_on_the_disk_soon(
    bus: EventBus, events: Subscription, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.records.mqtt.unsent.KEEP_S", 0.0)
    await filed(bus, events, file, 10)
    unsent = Unsent(events, file)
    put(bus, ends(10, 12))
    await some(unsent, 1)
    assert len(lines(file)) == 12
    assert await some(unsent, 11) == ends(1, 12)


@pytest.mark.parametrize("refused", [False, True])
async def test_what_is_forgotten_leaves_the_disk_and_memory(
    bus: EventBus, events: Subscription, file: Path, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    await filed(bus, events, file, 10)
    unsent = Unsent(events, file)
    await unsent.begin()
    assert await some(unsent, 2) == ends(0, 2)
    await unsent.first()  # read back
    put(bus, ends(10, 14))
    unsent.forget(lambda row: int(row.call) % 2 == 1)
    if refused:
        monkeypatch.setattr(os, "fsync", lambda _file: (_ for _ in ()).throw(OSError(errno.EIO, "no")))
    await unsent.keep()
    monkeypatch.undo()
    if refused:
        assert await some(unsent, 12) == ends(2, 14), "and tried again later"
        return
    unsent.forget(lambda row: int(row.call) % 2 == 1)
    stay = [one for one in ends(0, 14) if int(one.call) % 2 == 0]  # type: ignore[attr-defined]
    assert await some(unsent, len(stay)) == stay, "what was sent of one reading comes twice"
    assert (unsent.waiting, lines(file)) == (0, [])


async def test_room_is_held_from_the_start(events: Subscription, file: Path) -> None:
    await Unsent(events, file).begin()
    assert file.with_name("unsent.jsonl.reserve").exists()


async def test_without_a_broker_what_waited_for_one_is_deleted(
    bus: EventBus, events: Subscription, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await Unsent(events, file).begin()
    await filed(bus, events, file, 10)
    async with service_publishing(EventsSettings(), bus, file.parent, file) as broker:
        assert broker is None
        assert lines(file) == []
    assert "10 events" in caplog.text


async def test_whoever_ends_while_they_are_laid_down_has_them_there_once(
    bus: EventBus, events: Subscription, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsent, begun, on = Unsent(events, file), Signal(), Signal()
    append = Spill.append

    def slowly(spill: Spill, rows: Sequence[StoredEvent]) -> None:
        append(spill, rows)
        begun.set()
        on.wait(PATIENCE_S)

    monkeypatch.setattr(Spill, "append", slowly)
    put(bus, ends(0, 5))
    keeping = asyncio.create_task(unsent.keep())
    await asyncio.to_thread(begun.wait, PATIENCE_S)
    for _ in range(2):  # the connection breaks, and the service ends
        keeping.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    on.set()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    await unsent.keep()  # as a service does at its end
    assert (len(lines(file)), unsent.waiting) == (5, 5)


async def test_a_long_outage_loses_nothing(
    bus: EventBus, mosquitto: list[str], file: Path, tmp_path: Path
) -> None:
    """More than memory holds, and the service is killed meanwhile."""
    broker, faults = Broker(mosquitto, tmp_path), list[Fault]()
    async with publishing(bus, broker.port, faults, unsent=file, size=10) as publisher:
        await told(faults)
        for first in range(0, 40, 10):
            put(bus, ends(first, first + 10))

            def laid_down(count: int = first + 10) -> bool:
                return len(lines(file)) == publisher.waiting() == count

            await eventually(laid_down, seen=lambda: len(lines(file)))
        assert publisher.dropped == 0
    again = EventBus()
    await broker.start()
    async with subscribed(broker.port) as messages, publishing(again, broker.port, unsent=file) as publisher:
        await connected(publisher)
        put(again, ends(40, 45))
        assert [(await next_event(messages))[1] for _ in range(45)] == ends(0, 45)
    assert lines(file) == []
    again.close()
    await broker.kill()
