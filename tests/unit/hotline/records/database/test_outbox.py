"""What commands leave is published by their node's service, also by one that starts later."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert

from contracts import CaseChanged, Event
from hotline.machine.paths import State
from hotline.machine.tasks import background
from hotline.records.database.outbox import OUTBOX, Left, Outbox, OutboxReader
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("database")

CLOSED = CaseChanged(case="261129123459", state="closed", by="root", where="terminal")
OTHER = CaseChanged(case="261129123467", state="closed", by="root", where="terminal")


def database(folder: Path) -> str:
    return State(folder).database_url


async def test_a_service_that_starts_later_publishes_it_once_and_only_its_own(tmp_path: Path) -> None:
    told: list[Event] = []
    async with Outbox.opened(database(tmp_path)) as outbox:
        await outbox.put([Left("one", CLOSED), Left("two", OTHER)])
        reader = OutboxReader(outbox, "one", told.append)
        for _ in range(3):
            await reader.look()
        assert told == [CLOSED]
        assert await outbox.waiting("one") == {}
        assert list((await outbox.waiting("two")).values()) == [OTHER]


async def test_a_running_service_hears_of_it(tmp_path: Path) -> None:
    told: list[Event] = []
    async with (
        Outbox.opened(database(tmp_path)) as outbox,
        background(OutboxReader(outbox, "one", told.append).run(), "outbox"),
    ):
        await outbox.put([Left("one", CLOSED)])
        await eventually(lambda: told == [CLOSED], seen=lambda: told)


async def test_it_stays_until_the_next_look_for_a_service_that_is_killed_meanwhile(tmp_path: Path) -> None:
    told: list[Event] = []
    async with Outbox.opened(database(tmp_path)) as outbox:
        await outbox.put([Left("one", CLOSED)])
        await OutboxReader(outbox, "one", told.append).look()
        await OutboxReader(outbox, "one", told.append).look()
    assert told == [CLOSED, CLOSED]


async def test_what_a_later_version_wrote_holds_nothing_up(tmp_path: Path) -> None:
    told: list[Event] = []
    async with Outbox.opened(database(tmp_path)) as outbox:
        async with outbox._transaction() as connection:
            await connection.execute(insert(OUTBOX).values(node="one", json='{"type": "of tomorrow"}'))
        await outbox.put([Left("one", CLOSED)])
        reader = OutboxReader(outbox, "one", told.append)
        await reader.look()
        await reader.look()
        assert told == [CLOSED]
        assert await outbox.waiting("one") == {}
