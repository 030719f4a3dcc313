"""Follow-up calls in the database: added once a number, sealed and then gone, never again means never."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hotline.calls.after.followups.listed import MOST
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.database.followups.store import PURPOSE, Added, FollowupStore, Wanted
from hotline.records.database.followups.table import FollowupRow
from hotline.records.sealing import Seal
from tests.databases import dump

pytestmark = pytest.mark.usefixtures("database")

NUMBER, OTHER = "13912345678", "13912345679"
WANTED = Wanted(NUMBER, "default", "GD-1", "路灯不亮")


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[FollowupStore]:
    state = State(folder)
    seal = Seal(load_or_create(state.secrets, ()).seal, PURPOSE)
    async with FollowupStore.opened(state.database_url, seal) as store:
        yield store


async def added(store: FollowupStore) -> FollowupRow:
    assert await store.add("n1", [WANTED]) == Added(new=1)
    [row] = await store.due("n1", 0, 10)
    return row


async def test_number_and_topic_outlive_the_service_under_seal_and_are_gone_when_it_is_over(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as store:
        await added(store)
    assert NUMBER not in dump(State(tmp_path).database_url)
    assert "路灯" not in dump(State(tmp_path).database_url)
    async with opened(tmp_path) as store:
        [row] = await store.due("n1", 0, 10)
        assert store.opened_of(row) == (NUMBER, "路灯不亮")
        assert await store.due("n2", 0, 10) == []
        assert await store.close(row.id, "answered", {"solved": "是"})
        assert not await store.close(row.id, "answered"), "it is over already"
        [over] = await store.closed()
        assert (over.name, over.sealed, over.ref) == (None, None, "GD-1")
        assert json.loads(over.answers) == {"solved": "是"}
        with pytest.raises(ValueError, match="over"):
            store.opened_of(over)


@pytest.mark.parametrize("again", [NUMBER, "+8613912345678", "86 139-1234-5678"])
async def test_a_number_is_called_once_at_a_time(tmp_path: Path, again: str) -> None:
    async with opened(tmp_path) as store:
        row = await added(store)
        assert await store.add("n1", [Wanted(again, "default"), Wanted(OTHER, "default")]) == Added(1, 1)
        await store.close(row.id, "answered")
        assert await store.add("n1", [Wanted(again, "default")]) == Added(1)


async def test_who_wants_no_calls_any_more_is_never_added_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        row = await added(store)
        await store.close(row.id, "never")
        [over] = await store.closed()
        assert over.sealed is None
    async with opened(tmp_path) as store:
        assert await store.add("n1", [WANTED]) == Added(never=1)


async def test_an_attempt_is_counted_before_it_rings_and_comes_again_after_a_kill(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        row = await added(store)
        assert await store.tries(row.id, 600)
    async with opened(tmp_path) as store:
        assert await store.due("n1", 599, 10) == []
        [again] = await store.due("n1", 600, 10)
        assert again.attempts == 1
        await store.put_off(row.id, 30)
        [undone] = await store.due("n1", 30, 10)
        assert undone.attempts == 0


async def test_who_was_being_asked_when_the_service_died_is_not_called_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        row = await added(store)
        assert await store.answered(row.id)
        assert not await store.withdraw(row.id), "they are on the line"
    async with opened(tmp_path) as store:
        assert await store.due("n1", 1e12, 10) == []
        await store.close_left("n1")
        [left] = await store.untold("n1")
        assert (left.result, left.sealed) == ("interrupted", None)
        await store.told(left.id)
        assert await store.untold("n1") == []


async def test_what_is_taken_back_is_told_once_and_not_dialled(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        row = await added(store)
        assert await store.withdraw(row.id)
        assert not await store.withdraw(row.id)
        assert not await store.answered(row.id)
        assert not await store.tries(row.id, 0)
        assert [one.result for one in await store.untold("n1")] == ["withdrawn"]


async def test_a_machine_that_has_answered_is_called_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        row = await added(store)
        await store.answered(row.id)
        await store.again(row.id, 600)
        assert [one.id for one in await store.due("n1", 600, 10)] == [row.id]


@pytest.mark.sqlite
async def test_a_list_as_long_as_may_be_is_added_at_once_and_in_its_order(tmp_path: Path) -> None:
    """The database answers within seconds, or counts as away: whoever writes a list must not keep it."""
    numbers = [f"138{index:08d}" for index in range(MOST)]
    async with opened(tmp_path) as store:
        await added(store)
        wanted = [
            WANTED,
            *(Wanted(number, "default", number[-4:]) for number in numbers),
            Wanted(numbers[0], "x"),
        ]
        assert await store.add("n1", wanted) == Added(new=MOST, known=2)
        assert [row.ref for row in await store.due("n1", 0, 4)] == ["GD-1", "0000", "0001", "0002"]
