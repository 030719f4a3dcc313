from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import (
    CallEnded,
    CallStarted,
    Event,
    Fault,
    KeyPressed,
    QueueChanged,
    TranscriptPartial,
)
from hotline.machine.paths import State
from hotline.machine.postgresql.server import Server
from hotline.records.database.connection import shown, usable_url
from hotline.records.database.records import CallRow, Records, RecordsUnavailable
from hotline.records.database.spill import Spill
from hotline.records.database.tables import StoredEvent
from tests.databases import PostgresqlDatabases, sql
from tests.unit.hotline.records.database.calls import a_call, opened
from tests.waiting import eventually

both = pytest.mark.usefixtures("database")


def keys(call: str, count: int) -> list[Event]:
    return [KeyPressed(call=call, digit=str(n % 10)) for n in range(count)]


@both
async def test_a_call_is_kept_with_all_that_happened_and_found_again(tmp_path: Path) -> None:
    events = a_call("one")
    async with opened(tmp_path / "hotline.db") as records:
        for event in events:
            records.write(event)
        assert await records.history("one") == events
        assert await records.running() == []
    async with opened(tmp_path / "hotline.db") as records:
        assert await records.history("one") == events
        assert await records.recent(10) == [
            CallRow("one", "138****8000", "12345", 100, 160, "caller", "urban", "noise", "8001")
        ]


@both
async def test_what_passes_by_is_not_kept(tmp_path: Path) -> None:
    async with opened(tmp_path / "hotline.db") as records:
        records.write(TranscriptPartial(call="one", leg="caller", utterance=0, text="楼"))
        records.write(QueueChanged(queue="urban", waiting=1, agents_available=0))
        assert records.pending == 0
        assert await records.history("one") == []


@both
async def test_a_call_without_an_end_is_running_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path / "hotline.db") as records:
        for event in [*a_call("done"), *a_call("talking")[:-1]]:
            records.write(event)
    async with opened(tmp_path / "hotline.db") as records:
        assert [row.id for row in await records.running()] == ["talking"]
        records.write(CallEnded(call="talking", by="agent"))
        assert await records.running() == []


async def test_a_server_that_is_stopped_is_one_fault_and_loses_nothing(
    tmp_path: Path, postgresql: Server
) -> None:
    databases, faults = PostgresqlDatabases(postgresql), list[Fault]()
    spill, events = tmp_path / "spill.jsonl", keys("one", 20)
    records = Records(databases.url(tmp_path), spill=spill, on_fault=faults.append, first_pause_s=0.05)
    await records.open()
    records.write(a_call("one")[0])
    assert await records.flush()
    await asyncio.to_thread(postgresql.stop)
    try:
        for event in events:
            records.write(event)
        assert not await records.flush()
        with pytest.raises(RecordsUnavailable, match=r"127\.0\.0\.1"):
            await records.history("one")
        await eventually(spill.exists)
    finally:
        postgresql.start()  # of this thread, with which it would end
    await eventually(lambda: records.available)
    assert (await records.history("one"))[1:] == events
    assert [fault.part for fault in faults] == ["database"]
    await records.close()
    assert not spill.exists()


@both
async def test_recent_calls_come_newest_first_and_no_more_than_asked(tmp_path: Path) -> None:
    async with opened(tmp_path / "hotline.db") as records:
        for n in range(5):
            records.write(CallStarted(call=str(n), caller="anonymous", dialled="12345", at=n))
        assert [row.id for row in await records.recent(2)] == ["4", "3"]


async def test_a_locked_database_is_one_fault_and_loses_nothing(tmp_path: Path) -> None:
    path, faults = tmp_path / "hotline.db", list[Fault]()
    spill = tmp_path / "hotline.db.spill.jsonl"
    async with opened(path, on_fault=faults.append, first_pause_s=0.05, spill_after_s=0) as records:
        records.write(a_call("one")[0])
        assert await records.flush()
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        events = keys("one", 20)
        for event in events[:10]:
            records.write(event)
        await eventually(spill.exists)
        for event in events[10:]:
            records.write(event)
        assert not await records.flush()
        assert not records.available
        with pytest.raises(RecordsUnavailable, match="locked"):
            await records.history("one")
        other.execute("ROLLBACK")
        other.close()
        await eventually(lambda: records.available)
        assert (await records.history("one"))[1:] == events
    assert [fault.part for fault in faults] == ["database"]
    assert "locked" in faults[0].message
    assert not spill.exists()


async def test_every_outage_is_reported_anew(tmp_path: Path) -> None:
    path, faults = tmp_path / "hotline.db", list[Fault]()
    async with opened(path, on_fault=faults.append, first_pause_s=0.05) as records:
        for _ in range(2):
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
            records.write(keys("one", 1)[0])
            assert not await records.flush()
            other.close()
            assert await records.flush()
    assert len(faults) == 2


async def test_a_full_queue_moves_to_the_spill_file_before_time(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    async with opened(path, size=10, first_pause_s=0.05, spill_after_s=3600) as records:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        events = keys("one", 8)
        for event in events:
            records.write(event)
        await eventually((tmp_path / "hotline.db.spill.jsonl").exists)
        await eventually(lambda: records.pending == 0)
        other.close()
        await eventually(lambda: records.available)
        assert await records.history("one") == events
        assert records.dropped == 0


async def test_closing_during_an_outage_keeps_the_events_for_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    events = a_call("one")
    async with opened(path) as records:
        for event in events[:3]:
            records.write(event)
        await records.flush()
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for event in events[3:]:
            records.write(event)
    other.close()
    async with opened(path) as records:
        assert await records.history("one") == events
        assert (await records.recent(1))[0].agent == "8001"


async def test_where_nothing_can_be_written_memory_is_bounded_and_calls_go_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    faults: list[Fault] = []
    path = tmp_path / "file" / "hotline.db"
    async with opened(path, on_fault=faults.append, size=4, first_pause_s=0.01, spill_after_s=0) as records:
        for event in keys("one", 10):
            records.write(event)
        await eventually(lambda: len(faults) == 2)
        assert records.pending == 4
        assert records.dropped == 6
        with pytest.raises(RecordsUnavailable):
            await records.running()
    assert [fault.part for fault in faults] == ["database", "database"]
    assert "spill" in faults[1].message


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() == 0:
        pytest.skip("root may write into a read-only folder")
    tmp_path.chmod(0o555)
    yield tmp_path
    tmp_path.chmod(0o755)


async def test_a_read_only_folder_is_a_fault(read_only: Path) -> None:
    faults: list[Fault] = []
    async with opened(read_only / "hotline.db", on_fault=faults.append) as records:
        records.write(keys("one", 1)[0])
        assert not await records.flush()
    assert faults


async def test_a_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    path, faults = tmp_path / "hotline.db", list[Fault]()
    path.write_bytes(b"this is a letter, not a database. " * 100)
    async with opened(path, on_fault=faults.append) as records:
        records.write(keys("one", 1)[0])
    assert "not a database" in faults[0].message
    assert path.read_bytes().startswith(b"this is a letter")


async def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    async with opened(tmp_path / "var" / "data" / "hotline.db") as records:
        assert records.available


async def test_a_failing_fault_callback_does_no_harm(tmp_path: Path) -> None:
    def fail(_fault: Fault) -> None:
        raise RuntimeError("broken")

    (tmp_path / "file").write_text("")
    async with opened(tmp_path / "file" / "hotline.db", on_fault=fail) as records:
        assert not records.available


@both
async def test_text_that_is_no_unicode_is_refused_without_an_exception(tmp_path: Path) -> None:
    async with opened(tmp_path / "hotline.db") as records:
        broken = Fault.model_construct(part="x", message="\ud800", done="", call="one")
        records.write(broken)
        records.write(keys("one", 1)[0])
        assert len(await records.history("one")) == 1
        assert records.dropped == 1


@both
async def test_a_row_of_a_later_version_is_left_out_of_the_history(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    async with opened(path) as records:
        records.write(keys("one", 1)[0])
        await records.flush()
        row = "'one', 1, 1.0, 'teleported', '{\"type\": \"teleported\"}'"
        sql(State(tmp_path).database_url, f"INSERT INTO events VALUES ({row})")
        assert [event.type for event in await records.history("one")] == ["key_pressed"]


KILLED = """
import asyncio, os, signal, sys
from contracts import CallStarted, KeyPressed
from hotline.records.database.records import Records

async def main():
    records = Records("sqlite:///" + sys.argv[1])
    await records.open()
    records.write(CallStarted(call="one", caller="anonymous", dialled="12345"))
    for n in range(3000):
        records.write(KeyPressed(call="one", digit=str(n % 10), at=n))
        if n % 100 == 0:
            await asyncio.sleep(0.01)
        if n == 2500:
            asyncio.create_task(records.flush())
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.fixture
def left_by_a_killed_service(tmp_path: Path) -> Path:
    path = tmp_path / "hotline.db"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    return path


async def test_killed_in_the_midst_of_writing_the_database_is_whole(left_by_a_killed_service: Path) -> None:
    path = left_by_a_killed_service
    async with opened(path) as records:
        found = (await records.history("one"))[1:]
        assert found
        assert [event.at for event in found] == list(range(len(found)))
        assert [row.id for row in await records.running()] == ["one"]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("hotline.db", "sqlite:///"),
        ("mysql://host/name", "use sqlite or postgresql"),
        ("", "sqlite:///"),
    ],
)
def test_a_url_that_cannot_be_used_says_what_to_write(bad: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Records(bad)


def test_a_password_is_never_told() -> None:
    assert "secret" not in shown(usable_url("postgresql://me:secret@localhost/hotline"))


def row(n: int) -> StoredEvent:
    return StoredEvent("one", n, float(n), "key_pressed", json.dumps({"n": n}))


@given(st.integers(0, 25), st.integers(1, 10))
def test_the_spill_gives_back_what_it_took_in_order(tmp_path_factory: object, count: int, limit: int) -> None:
    assert isinstance(tmp_path_factory, pytest.TempPathFactory)
    spill = Spill(tmp_path_factory.mktemp("spill") / "s.jsonl")
    found: list[StoredEvent] = []
    for n in range(count):
        spill.append([row(n)])
    while rows := spill.read(limit):
        assert spill.read(limit) == rows
        spill.advance()
        found += rows
    assert found == [row(n) for n in range(count)]
    assert not spill.path.exists()


@given(st.binary(max_size=200))
def test_a_damaged_spill_costs_only_its_damaged_lines(tmp_path_factory: object, junk: bytes) -> None:
    assert isinstance(tmp_path_factory, pytest.TempPathFactory)
    spill = Spill(tmp_path_factory.mktemp("spill") / "s.jsonl")
    spill.path.write_bytes(junk)
    spill.append([row(1)])
    found: list[StoredEvent] = []
    while rows := spill.read(10):
        spill.advance()
        found += rows
    assert found[-1:] == [row(1)]
