"""Nodes know how the floors of one another stand, whatever dies, races or is cut off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_assist.board.floor_views import QueueThereView
from hotline.desk.elsewhere import Elsewhere
from hotline.nodes.mirror import Mirror
from hotline.nodes.standings import QueueThere
from hotline.records.database.records import RecordsUnavailable
from telephony.distributor.standing import Standing
from tests.databases import dump, sql_beside
from tests.unit.hotline.nodes.floors import SEAL, expire, nodes
from tests.waiting import eventually


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
        await expire(url, "a")
        await b.shared.sweep()
        assert await b.elsewhere() == [], "what does not live is not shown on desks"
        (left,) = await b.shared.queues()
        assert (left.node, left.state, left.waiting, left.free) == ("a", "lost", 1, 0)
        b.sits("wang", "urban")
        await b.mirror.look()
        assert [(one.node, one.free) for one in await b.shared.queues()] == [("a", 0), ("b", 1)]
        await expire(url, "a", 2000)
        await b.shared.sweep()
        assert [one.node for one in await b.shared.queues()] == ["b"]


async def test_a_node_that_was_cut_off_tells_nothing_and_then_all_anew(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        a.sits("wang", "urban")
        a.waits("c1", "urban")
        await a.mirror.look()
        await expire(url, "a", 2000)
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
        await sql_beside(url, "ALTER TABLE shared_callers RENAME TO elsewhere")
        for number in range(5):
            a.waits(f"c{number}", "urban")
            with pytest.raises(RecordsUnavailable):
                await a.mirror.look()
        del a.callers["c0"]
        await sql_beside(url, "ALTER TABLE elsewhere RENAME TO shared_callers")
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
            await sql_beside(url, "ALTER TABLE shared_callers RENAME TO elsewhere")
            await eventually(lambda: list(b.seen) == [])
            await sql_beside(url, "ALTER TABLE elsewhere RENAME TO shared_callers")
            await eventually(lambda: [one.node for one in b.seen] == ["a"])
        assert await b.elsewhere() == []


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
