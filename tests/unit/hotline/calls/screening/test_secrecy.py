"""Numbers in full: nowhere in the open, read on record, deleted with their purpose."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hotline.machine.paths import State
from hotline.records.database.screening.store import NotPossible, ScreeningStore
from hotline.records.database.screening.table import SCREENING
from tests.unit.hotline.calls.screening.parts import NUMBER, SEAL, Service


async def test_numbers_are_not_in_the_log(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    service.gate.meet("c", NUMBER)
    await service.gate.propose("c", "辱骂", "8001")
    (entry,) = await service.gate.listed()
    await service.gate.decide(entry.id, "black", "9001")
    service.gate.meet("d", NUMBER)
    assert "138****8000" in caplog.text
    assert NUMBER not in caplog.text


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_no_full_number_lies_on_the_disk(tmp_path: Path) -> None:
    async with ScreeningStore.opened(State(tmp_path).database_url, SEAL) as store:
        await store.propose(NUMBER, f"用 {NUMBER} 反复拨打", "8001", "c")
        await store.add("+86" + NUMBER, "black", "占线", "admin", 30)
        assert NUMBER.encode() not in on_disk(tmp_path)
    assert NUMBER.encode() not in on_disk(tmp_path)


async def test_reading_a_full_number_is_recorded_also_when_there_is_none(store: ScreeningStore) -> None:
    entry = await store.add(NUMBER, "grey", "占线", "admin", 30)
    assert await store.full_number(entry.id, "9001", "公安调取") == NUMBER
    with pytest.raises(NotPossible):
        await store.full_number(77, "9002", "好奇")
    assert [(one.by, one.what, one.why) for one in await store.openings()] == [
        ("9002", "screening 77", "好奇"),
        ("9001", f"screening {entry.id}", "公安调取"),
    ]


@pytest.mark.parametrize("end", ["rejected", "removed", "replaced", "expired"])
async def test_a_number_is_deleted_with_its_purpose(store: ScreeningStore, end: str) -> None:
    entry = await store.propose(NUMBER, "占线", "8001", "c")
    if end == "rejected":
        await store.reject(entry.id, "9001")
    else:
        await store.confirm(entry.id, "grey", "9001", 30)
    if end == "removed":
        await store.remove(entry.id, "9001")
    if end == "replaced":
        await store.add(NUMBER, "black", "占线", "9001", 30)
    if end == "expired":
        async with store._transaction() as connection:
            await connection.execute(update(SCREENING).values(until=0))
    await store.listed()
    with pytest.raises(NotPossible):
        await store.full_number(entry.id, "9001", "看看")
    async with store._transaction() as connection:
        row = (await connection.execute(select(SCREENING).where(SCREENING.c.id == entry.id))).one()
    assert (row.name, row.sealed, row.masked) == (None, None, "138****8000")


async def test_a_list_of_an_earlier_version_is_sealed_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "hotline.db")) as old, old:
        old.execute(
            "CREATE TABLE screening (id INTEGER PRIMARY KEY, number VARCHAR(40), standing VARCHAR(8), state "
            "VARCHAR(16), reason TEXT, call TEXT, proposed_by TEXT, proposed_at DOUBLE, decided_by TEXT, "
            "decided_at DOUBLE, until DOUBLE)"
        )
        for state in ("active", "rejected"):
            row = (NUMBER, "black", state, "占线", None, "8001", 1.0, "9001", 2.0, 9e9)
            old.execute(
                "INSERT INTO screening (number, standing, state, reason, call, proposed_by, proposed_at, "
                "decided_by, decided_at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
    assert NUMBER.encode() in on_disk(tmp_path)
    async with ScreeningStore.opened(State(tmp_path).database_url, SEAL) as store:
        service = Service(store)
        await service.gate.look()
        assert service.gate.meet("c", NUMBER) == "black"
        assert [one.sealed is None for one in await store.listed(("active", "rejected"))] == [False, True]
    assert NUMBER.encode() not in on_disk(tmp_path)
