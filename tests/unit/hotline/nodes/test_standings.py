"""Nodes know how the floors of one another stand, whatever dies, races or is cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent_assist.board.views import QueueThereView
from hotline.desk.elsewhere import Elsewhere
from hotline.instance.supervisor import LAST_PAUSE_S, LONGEST_BACK_S
from hotline.machine.postgresql.server import Server
from hotline.nodes.claims import NOW
from hotline.nodes.left_behind import SILENT_S, UNABLE_S, LeftBehind
from hotline.nodes.member import SIGN_S, Shared
from hotline.nodes.mirror import Floors, Mirror
from hotline.nodes.moves import Moves
from hotline.nodes.standings import QueueThere
from hotline.records.database.callbacks.store import PURPOSE, CallbackStore
from hotline.records.database.records import RecordsUnavailable
from hotline.records.sealing import Seal
from telephony.distributor.standing import AgentStanding, CallerStanding, Standing
from tests.databases import PostgresqlDatabases, dump, sql
from tests.waiting import eventually

SEAL = Seal("secret", PURPOSE)


@pytest.fixture
def url(postgresql: Server, tmp_path: Path) -> str:
    return PostgresqlDatabases(postgresql).url(tmp_path)


class Here:
    """A node whose floor is what the test says."""

    def __init__(self, shared: Shared, name: str) -> None:
        self.shared = shared
        self.agents: dict[str, AgentStanding] = {}
        self.callers: dict[str, CallerStanding] = {}
        self.at = 1000.0
        self.seen: Sequence[QueueThere] = []
        self.numbers: dict[str, str] = {}
        self.able = self.up = True
        self.left: list[LeftBehind] = []
        number_of = lambda call: self.numbers.get(call, "")  # noqa: E731
        self.floors = Floors(self.standing, number_of, self.show, self, lambda: self.up, self)
        self.mirror = Mirror(shared, name, self.floors, SEAL)

    def take_over(self, left: Sequence[LeftBehind]) -> None:
        self.left += left

    def standing(self) -> Standing:
        return Standing(self.at, tuple(self.agents.values()), tuple(self.callers.values()))

    def show(self, queues: Sequence[QueueThere]) -> None:
        self.seen = queues

    def join(self, shared: Moves) -> None:
        """Nobody is sent from here."""

    def look(self, queues: Sequence[QueueThere]) -> None:
        """The same."""

    def sits(self, agent: str, *queues: str, phase: str = "free") -> None:
        self.agents[agent] = AgentStanding(agent, phase, queues)  # type: ignore[arg-type]

    def waits(self, call: str, queue: str, waited_s: float = 0.0, number: str = "", **more: Any) -> None:
        self.callers[call] = CallerStanding(call, queue, self.at - waited_s, **{"ahead_s": 0.0, **more})
        self.numbers[call] = number

    async def elsewhere(self) -> list[tuple[str, str, int, int, int]]:
        await self.mirror.look()
        return [(one.queue, one.node, one.waiting, one.free, one.busy) for one in self.seen]


@asynccontextmanager
async def nodes(url: str, *names: str) -> AsyncIterator[list[Here]]:
    async with AsyncExitStack() as stack:
        found = []
        for name in names:
            shared = await stack.enter_async_context(Shared.opened(url, name, 600.0))
            await shared.enter()
            found.append(Here(shared, name))
        yield found


def expire(url: str, node: str, silent_s: float = 20.0) -> None:
    """Its last sign is so old now."""
    sql(url, f"UPDATE shared_nodes SET until = 0, heard = {NOW} - {silent_s} WHERE id = '{node}'")


async def test_each_sees_queues_of_the_others_as_they_change(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        a.sits("wang", "urban", "legal")
        a.sits("li", "urban", phase="taken")
        a.sits("sun", "urban", phase="away")
        a.waits("c1", "urban", 30)
        a.waits("c2", "urban", 5)
        assert await a.elsewhere() == []
        assert await b.elsewhere() == [("legal", "a", 0, 1, 0), ("urban", "a", 2, 1, 1)]
        assert 30 <= b.seen[1].longest_wait_s < 3600
        a.callers["c1"] = replace(a.callers["c1"], agent="wang")
        a.sits("wang", "urban", "legal", phase="taken")
        del a.agents["li"], a.callers["c2"]
        a.at += 3
        await a.mirror.look()
        assert await b.elsewhere() == [("legal", "a", 0, 0, 1), ("urban", "a", 1, 0, 1)]
        del a.callers["c1"]
        a.agents.clear()
        await a.mirror.look()
        assert await b.elsewhere() == []


async def test_nothing_is_written_while_nothing_changes(url: str) -> None:
    async with nodes(url, "a") as (a,):
        a.sits("wang", "urban")
        a.waits("c1", "urban")
        await a.mirror.look()
        before = dump(url)
        a.at += 60
        await a.mirror.look()
        assert dump(url) == before


async def test_an_agent_is_counted_at_one_node_until_they_go_or_pause_there(url: str) -> None:
    async with nodes(url, "a", "b", "c") as (a, b, c):
        a.sits("wang", "urban")
        await a.mirror.look()
        b.sits("wang", "urban")
        await b.mirror.look()
        assert await c.elsewhere() == [("urban", "a", 0, 1, 0)]
        a.sits("wang", "urban", phase="away")
        await a.mirror.look()
        await b.mirror.look()
        assert await c.elsewhere() == [("urban", "b", 0, 1, 0)]
        b.agents.clear()
        await b.mirror.look()
        a.sits("wang", "urban")
        await a.mirror.look()
        assert await c.elsewhere() == [("urban", "a", 0, 1, 0)]


async def test_of_a_lost_node_agents_go_at_once_and_who_waited_is_known_for_a_while(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        a.sits("wang", "urban")
        a.waits("c1", "urban")
        await a.mirror.look()
        expire(url, "a")
        await b.shared.sweep()
        assert await b.elsewhere() == [], "what does not live is not shown on desks"
        (left,) = await b.shared.queues()
        assert (left.node, left.state, left.waiting, left.free) == ("a", "lost", 1, 0)
        b.sits("wang", "urban")
        await b.mirror.look()
        assert [(one.node, one.free) for one in await b.shared.queues()] == [("a", 0), ("b", 1)]
        expire(url, "a", 2000)
        await b.shared.sweep()
        assert [one.node for one in await b.shared.queues()] == ["b"]


async def test_a_node_that_was_cut_off_tells_nothing_and_then_all_anew(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        a.sits("wang", "urban")
        a.waits("c1", "urban")
        await a.mirror.look()
        expire(url, "a", 2000)
        await b.shared.sweep()
        a.waits("c2", "legal")
        await a.mirror.look()
        assert await b.shared.queues() == [], "an old lease writes nothing"
        await a.shared.enter()
        del a.callers["c1"]
        await a.mirror.look()
        assert await b.elsewhere() == [("legal", "a", 1, 0, 0), ("urban", "a", 0, 1, 0)]


async def test_what_a_dead_process_of_the_node_told_counts_no_more(url: str) -> None:
    async with nodes(url, "a", "b") as (died, b):
        died.waits("c1", "urban")
        await died.mirror.look()
        await died.shared.go()
        async with nodes(url, "a") as (again,):
            again.waits("c2", "legal")
            await again.mirror.look()
            assert await b.elsewhere() == [("legal", "a", 1, 0, 0)]
            died.waits("c3", "urban")
            await died.mirror.look()
            assert await b.elsewhere() == [("legal", "a", 1, 0, 0)]


async def test_while_the_database_is_away_changes_wait_as_one(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        a.sits("wang", "urban")
        await a.mirror.look()
        sql(url, "ALTER TABLE shared_callers RENAME TO elsewhere")
        for number in range(5):
            a.waits(f"c{number}", "urban")
            with pytest.raises(RecordsUnavailable):
                await a.mirror.look()
        del a.callers["c0"]
        sql(url, "ALTER TABLE elsewhere RENAME TO shared_callers")
        await a.mirror.look()
        assert await b.elsewhere() == [("urban", "a", 4, 1, 0)]


async def test_what_is_old_is_not_shown_and_a_node_that_ends_takes_its_floor_along(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.nodes.mirror.EVERY_S", 0.01)
    monkeypatch.setattr("hotline.nodes.mirror.LEASE_S", 0.0)
    async with nodes(url, "a", "b") as (a, b):
        a.sits("wang", "urban")
        async with (
            Mirror.opened(a.shared, "a", a.floors, SEAL),
            Mirror.opened(b.shared, "b", b.floors, SEAL),
        ):
            await eventually(lambda: [one.node for one in b.seen] == ["a"])
            sql(url, "ALTER TABLE shared_callers RENAME TO elsewhere")
            await eventually(lambda: list(b.seen) == [])
            sql(url, "ALTER TABLE elsewhere RENAME TO shared_callers")
            await eventually(lambda: [one.node for one in b.seen] == ["a"])
        assert await b.elsewhere() == []


def of_old(url: str, *nodes: str) -> None:
    """They have been there for a while."""
    for node in nodes:
        sql(url, f"UPDATE shared_nodes SET since = since - 3600 WHERE id = '{node}'")


def number(last: int) -> str:
    return f"139123456{last:02}"


async def test_who_waited_at_a_lost_node_is_called_back_by_another_in_their_order_and_once(url: str) -> None:
    async with nodes(url, "a", "b", "c") as (a, b, c), CallbackStore.opened(url, SEAL) as store:
        a.waits("late", "urban", 10, number(1))
        a.waits("early", "urban", 30, number(2))
        a.waits("ahead", "legal", 5, number(3), ahead_s=120.0, seat="lawyer")
        a.waits("urgent", "emergency", 0, number(4), emergency=True)
        a.waits("withheld", "urban", 60, "anonymous")
        a.waits("twice", "urban", 90, number(2))
        await a.mirror.look()
        expire(url, "a", SILENT_S + 1)
        await b.mirror.look()
        assert b.left == [], "it has come in itself only now"
        of_old(url, "b", "c")
        await asyncio.gather(b.mirror.look(), c.mirror.look())
        taken = b.left + c.left
        assert sorted(one.call for one in taken) in (
            ["ahead", "late", "twice", "urgent"], ["ahead", "early", "late", "urgent"],
        )  # fmt: skip
        rows = {row.call: row for row in await store.open()}
        assert {row.kind for row in rows.values()} == {"lost"}
        assert {one.call: one.id for one in taken} == {call: row.id for call, row in rows.items()}
        ahead = rows["ahead"]
        assert (ahead.queue, ahead.seat, ahead.priority, store.number_of(ahead)) == (
            "legal", "lawyer", 2, number(3),
        )  # fmt: skip
        assert rows["late"].queued_at < ahead.queued_at, "when they came, whatever their priority"
        assert [one.waiting for one in await b.shared.queues() if one.node == "a"] == [1], "nobody can call"
        await b.mirror.look()
        await c.mirror.look()
        assert len(b.left + c.left) == 4
        assert number(1) not in dump(url)


async def test_those_at_the_front_are_taken_first_and_a_few_at_a_time(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.nodes.left_behind.MOST", 1)
    async with nodes(url, "a", "b") as (a, b):
        a.waits("late", "urban", 10, number(1))
        a.waits("early", "urban", 30, number(2))
        a.waits("urgent", "emergency", 0, number(3), emergency=True)
        await a.mirror.look()
        expire(url, "a", SILENT_S + 1)
        of_old(url, "b")
        for _ in range(4):
            await b.mirror.look()
        assert [one.call for one in b.left] == ["urgent", "early", "late"]


async def test_a_service_that_is_back_soon_keeps_its_callers_and_one_that_comes_late_has_them_back(
    url: str,
) -> None:
    async with nodes(url, "a", "b") as (a, b), CallbackStore.opened(url, SEAL) as store:
        of_old(url, "b")
        a.waits("c1", "urban", 10, number(1))
        a.waits("c2", "urban", 10, number(2))
        await a.mirror.look()
        expire(url, "a", LONGEST_BACK_S)
        await b.mirror.look()
        assert b.left == []
        expire(url, "a", SILENT_S + 1)
        await b.mirror.look()
        assert len(await store.open("b")) == 2
        async with nodes(url, "a") as (again,):
            again.waits("c1", "urban", 80, number(1))
            await again.mirror.look()
            assert [row.call for row in await store.open("b")] == ["c2"], "c1 is on the line at a"


async def test_who_was_served_at_a_node_that_was_cut_off_is_not_called_back(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b), CallbackStore.opened(url, SEAL) as store:
        of_old(url, "b")
        for last in (1, 2):
            a.waits(f"c{last}", "urban", 10, number(last))
        await a.mirror.look()
        expire(url, "a", SILENT_S + 1)
        await b.mirror.look()
        assert len(await store.open("b")) == 2
        del a.callers["c2"]  # served, while nobody could be told
        await a.mirror.look()
        assert len(await store.open("b")) == 2, "an old lease writes nothing"
        await a.shared.enter()
        await a.mirror.look()
        assert await store.open("b") == []


async def test_who_has_called_again_at_once_and_is_in_line_is_not_called_back(url: str) -> None:
    async with nodes(url, "a", "b", "c") as (a, b, c), CallbackStore.opened(url, SEAL) as store:
        of_old(url, "c")
        for last in (1, 2, 3):
            a.waits(f"c{last}", "urban", 10, number(last))
        await a.mirror.look()
        b.waits("again", "urban", 0, number(1))
        b.waits("talks", "urban", 0, number(2), agent="wang")
        await b.mirror.look()
        expire(url, "a", SILENT_S + 1)
        await c.mirror.look()
        assert [row.call for row in await store.open()] == ["c3"]
        assert [one.call for one in c.left] == ["c3"]
        assert [one.node for one in await c.shared.queues()] == ["b"], "nobody waits at a any more"


def test_who_hears_music_still_is_not_called_back() -> None:
    """They wait in their places for a service that may come back."""
    assert SILENT_S >= LONGEST_BACK_S + LAST_PAUSE_S + SIGN_S
    assert UNABLE_S == SILENT_S + 20


async def test_a_fault_of_any_kind_is_told_once_and_gone_over(
    url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("hotline.nodes.mirror.EVERY_S", 0.01)
    async with nodes(url, "a", "b") as (a, b):
        b.sits("wang", "urban")
        await b.mirror.look()
        looks = 0

        def broken() -> Standing:
            nonlocal looks
            looks += 1
            raise KeyError("c1")

        floors = replace(a.floors, standing=lambda: broken() if looks < 3 else a.standing())
        async with Mirror.opened(a.shared, "a", floors, SEAL):
            await eventually(lambda: [one.node for one in a.seen] == ["b"])
        assert [one.levelname for one in caplog.records if one.name == "hotline.nodes.mirror"] == ["ERROR"]


@pytest.mark.parametrize("lacks", ["able", "up"])
async def test_who_cannot_call_leaves_them_to_others_for_a_while_and_who_drains_altogether(
    url: str, lacks: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with nodes(url, "a", "b") as (a, b):
        of_old(url, "b")
        a.waits("c1", "urban", 10, number(1))
        await a.mirror.look()
        setattr(b, lacks, False)
        expire(url, "a", SILENT_S + 1)
        await b.mirror.look()
        assert b.left == []
        sql(url, "UPDATE shared_nodes SET draining = true WHERE id = 'b'")
        expire(url, "a", UNABLE_S + 1)
        await b.mirror.look()
        assert b.left == []
        sql(url, "UPDATE shared_nodes SET draining = false WHERE id = 'b'")
        await b.mirror.look()
        assert [(one.call, one.masked) for one in b.left] == [("c1", "139****5601")]
        assert "are called back" not in caplog.text
        assert "1 who waited at lost nodes have their places here when they call again" in caplog.text


async def test_who_goes_in_order_leaves_nobody_behind(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        of_old(url, "b")
        a.waits("c1", "urban", 10, number(1))
        await a.mirror.look()
        await a.shared.go()
        expire(url, "a", 600)
        await b.mirror.look()
        assert b.left == []


def test_a_desk_is_told_what_is_new_and_a_growing_wait_is_nothing_new() -> None:
    told: list[tuple[str, list[QueueThereView]]] = []
    elsewhere = Elsewhere(lambda queue, there: told.append((queue, there)))
    one = QueueThere("a", "up", "urban", 1, 100.0, 5.0, 2, 3)
    elsewhere.take([one])
    elsewhere.take([replace(one, longest_wait_s=6.0)])
    elsewhere.take([replace(one, longest_wait_s=7.0), replace(one, queue="legal")])
    elsewhere.take([replace(one, waiting=2)])
    elsewhere.take([])
    assert [(queue, [view.waiting for view in there]) for queue, there in told[:2]] == [
        ("urban", [1]), ("legal", [1]),
    ]  # fmt: skip
    assert sorted((queue, [view.waiting for view in there]) for queue, there in told[2:]) == [
        ("legal", []), ("urban", []), ("urban", [2]),
    ]  # fmt: skip
