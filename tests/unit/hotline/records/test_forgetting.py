"""What was deleted from the records does not wait for the broker."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete

from contracts import CallEnded, CallStarted, CallUnmasked, Event, HistorySearched, PersonDeleted
from hotline.machine.paths import State
from hotline.records.broker import EventsSettings
from hotline.records.bus import EventBus
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.records import Records
from hotline.records.database.retention import Retention
from hotline.records.database.tables import CALLS, EVENTS
from hotline.records.mqtt.forgetting import Forgetting
from hotline.records.mqtt.publisher import publishing
from hotline.records.mqtt.unsent import Unsent
from hotline.records.sealing import Seal
from tests.unit.hotline.records.test_unsent import lines, put, some
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("database")
BEGAN = time.time() - 600
AWAY = EventsSettings(mqtt_url="mqtt://127.0.0.1:1")


def a_call(call: str, at: float = BEGAN) -> list[Event]:
    return [
        CallStarted(call=call, caller="anonymous", dialled="12345", at=at),
        CallEnded(call=call, by="caller", at=at + 60),
    ]


class House:
    """Records, what deletes from them, and a file for a broker that is away."""

    def __init__(self, records: Records, retention: Retention, bus: EventBus, file: Path) -> None:
        self.records = records
        self.retention = retention
        self.bus = bus
        self.file = file

    def forgetting(self, keep_days: int | None = None) -> Forgetting:
        return Forgetting(self.records, self.retention, keep_days)

    async def delete(self, call: str) -> None:
        """As somebody's calls are deleted on request; traces stay."""
        words = (EVENTS.c.call == call) & (EVENTS.c.type != CallUnmasked.TYPE)
        async with self.retention._transaction() as connection:
            await connection.execute(delete(EVENTS).where(words))
            await connection.execute(delete(CALLS).where(CALLS.c.id == call))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path) as one:
        yield one


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[House]:
    state, bus = State(folder), EventBus()
    audit = AuditChain("n1", Seal("s" * 32, "audit"))
    async with (
        Records.opened(state.database_url, bus, state.spill) as records,
        Retention.opened(state.database_url, audit) as retention,
    ):
        yield House(records, retention, bus, state.unsent)


async def test_a_persons_calls_go_and_traces_of_them_stay(house: House) -> None:
    async with publishing(AWAY, house.bus, house.file.parent, house.file, house.forgetting()):
        seen = CallUnmasked(call="c1", agent="8001", at=BEGAN)
        put(house.bus, [*a_call("c1"), seen, *a_call("c2")])

        def of(call: str) -> int:
            return sum(f'"{call}"' in line for line in lines(house.file))

        await eventually(lambda: (of("c1"), of("c2")) == (3, 2), seen=lambda: lines(house.file))
        assert await house.records.flush()
        await house.delete("c1")
        house.bus.publish(PersonDeleted(person="", agent="8001", case="", calls=1, cases=0, recordings=0))
        await eventually(lambda: (of("c1"), of("c2")) == (1, 2), seen=lambda: lines(house.file))
        await eventually(lambda: any("person_deleted" in line for line in lines(house.file)))


async def test_what_is_older_than_is_kept_goes_of_calls_and_of_none(house: House) -> None:
    events = house.bus.subscribe("mqtt", size=50)
    unsent = Unsent(events, house.file)
    old, young = time.time() - 3 * 86_400, HistorySearched(agent="wang", words="停水", found=1)
    put(house.bus, [*a_call("old", old), HistorySearched(agent="wang", words="x", found=1, at=old), young])
    await unsent.keep()
    put(house.bus, a_call("old too", old))
    assert await house.forgetting(keep_days=2).look(unsent)
    assert await some(unsent, 1) == [young]
    await unsent.keep()
    assert await house.forgetting(keep_days=2).look(unsent)
    await unsent.keep()
    assert (unsent.waiting, lines(house.file)) == (0, [])


async def test_what_the_records_do_not_have_yet_is_sent(house: House) -> None:
    bus, now = EventBus(), a_call("not there yet", time.time())
    unsent = Unsent(bus.subscribe("mqtt", size=50), house.file)
    put(bus, now)
    await unsent.keep()
    assert await house.forgetting(keep_days=2).look(unsent)
    assert await some(unsent, 2) == now


@pytest.mark.sqlite
async def test_while_the_records_are_away_nothing_is_forgotten(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> bool:
        return False

    monkeypatch.setattr(house.records, "flush", away)
    unsent = Unsent(house.bus.subscribe("mqtt", size=50), house.file)
    put(house.bus, a_call("c1"))
    await unsent.keep()
    assert not await house.forgetting(keep_days=1).look(unsent)
    assert await some(unsent, 2) == a_call("c1")
