"""Call-backs in the database: booked once a number, kept over a restart, the number sealed and then gone."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.machine.paths import DEFAULT_CONFIG, State
from hotline.machine.secrets import load_or_create
from hotline.records.database.callbacks.store import PURPOSE, CallbackStore
from hotline.records.database.callbacks.table import CallbackRow
from hotline.records.sealing import Seal
from telephony.calls.place import Place
from tests.databases import dump

pytestmark = pytest.mark.usefixtures("database")

NUMBER = "13912345678"
PLACE = Place(queue="urban", priority=3, seat="heating", since=1_795_000_000.5)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[CallbackStore]:
    state = State(folder)
    seal = Seal(load_or_create(state.secrets, ()).seal, PURPOSE)
    async with CallbackStore.opened(state.database_url, seal) as store:
        yield store


async def book(store: CallbackStore, number: str = NUMBER) -> CallbackRow:
    row, new = await store.book("n1", "kept", "call-1", number, PLACE, 3)
    assert new
    return row


async def test_a_call_back_outlives_the_service_with_its_place_and_number(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await book(store)
    async with opened(tmp_path) as store:
        [row] = await store.open("n1")
        assert (row.queue, row.seat, row.priority, row.queued_at) == ("urban", "heating", 3, PLACE.since)
        assert store.number_of(row) == NUMBER
        assert await store.open("n2") == []


async def test_the_number_lies_sealed_and_is_gone_when_it_is_over(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        row = await book(store)
        assert NUMBER not in dump(State(tmp_path).database_url)
        assert await store.close(row.id, "withdrawn")
        assert not await store.close(row.id, "withdrawn"), "it is over already"
        assert await store.result(row.id) == "withdrawn"
        [over] = await store.latest()
    assert (over.name, over.sealed, over.masked, over.result) == (None, None, "139****5678", "withdrawn")


@pytest.mark.parametrize("again", ["13912345678", "+8613912345678", "013912345678", "86 139-1234-5678"])
async def test_one_number_is_called_back_once_however_it_is_written(tmp_path: Path, again: str) -> None:
    async with opened(tmp_path) as store:
        first = await book(store)
        row, new = await store.book("n1", "missed", "call-2", again, PLACE, 0)
        assert (row.id, new) == (first.id, False)
        await store.close(first.id, "reached")
        assert (await store.book("n1", "missed", "call-3", again, PLACE, 0))[1]


@pytest.mark.parametrize("number", ["", "anonymous", "110", "1001", "sip:x"])
async def test_nobody_is_called_under_what_is_no_number(tmp_path: Path, number: str) -> None:
    async with opened(tmp_path) as store:
        with pytest.raises(ValueError, match="called back"):
            await store.book("n1", "kept", "call-1", number, PLACE, 0)
        assert store.name_of(number) is None


async def test_who_was_answered_by_a_machine_is_called_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        row = await book(store)
        assert await store.answered(row.id, 1)
        assert await store.open() == [], "a service that dies now calls nobody twice"
        await store.again(row.id, 1, time.time() + 5)
        [open_again] = await store.open()
        assert (open_again.attempts, store.number_of(open_again)) == (1, NUMBER)
        await store.forget(row.id, "not reached")
        await store.again(row.id, 2, 0.0)
        assert await store.open() == [], "what is forgotten cannot be dialled"


async def test_a_number_that_a_dead_service_knew_still_is_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        mine = await book(store)
        other = await book(store, "13900000002")
        waiting = await book(store, "13900000003")
        for row in (mine, other):
            assert await store.answered(row.id, 1)
        [left] = await store.forget_left("n1", but=[other.id])
        assert (left.id, left.result, left.attempts) == (mine.id, "reached", 1)
        assert await store.forget_left("n2") == []
        assert {row.id: row.sealed is None for row in await store.latest()} == {
            mine.id: True,
            other.id: False,
        }
        assert [row.id for row in await store.open()] == [waiting.id]


async def test_a_foreign_number_is_dialled_with_its_zeros(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        row, _ = await store.book("n1", "kept", "call-1", "+852 2345 6789", PLACE, 0)
        assert store.number_of(row) == "0085223456789"


def run(folder: Path, *words: str) -> tuple[int, str]:
    where = ("--config", str(DEFAULT_CONFIG), "--state", str(folder))
    done = CliRunner().invoke(app, ["callbacks", *words, *where], env={"COLUMNS": "200", "LC_ALL": "C.UTF-8"})
    return done.exit_code, done.output


@pytest.mark.sqlite
def test_the_commands_list_and_take_back(tmp_path: Path) -> None:
    async def booked() -> CallbackRow:
        async with opened(tmp_path) as store:
            return await book(store)

    row = asyncio.run(booked())
    code, out = run(tmp_path, "list", "--json")
    [shown] = json.loads(out)
    assert code == 0
    assert shown["number"] == "139****5678"
    assert not {"name", "sealed"} & shown.keys()
    assert "139****5678" in run(tmp_path, "list")[1]
    assert run(tmp_path, "cancel", str(row.id))[0] == 0
    assert run(tmp_path, "cancel", str(row.id))[0] == 1
    assert json.loads(run(tmp_path, "list", "--json")[1]) == []
    [over] = json.loads(run(tmp_path, "list", "--all", "--json")[1])
    assert over["result"] == "withdrawn"
