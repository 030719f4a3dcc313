"""Who waited at a node that is lost is called back by another, once and in order, or has the place again."""

from __future__ import annotations

import asyncio

import pytest

from hotline.instance.alive.supervisor import LAST_PAUSE_S, LONGEST_BACK_S
from hotline.nodes.left_behind import SILENT_S, UNABLE_S
from hotline.nodes.member import SIGN_S
from hotline.records.database.callbacks.store import CallbackStore
from tests.databases import dump, sql_beside
from tests.unit.hotline.nodes.floors import SEAL, expire, nodes


async def of_old(url: str, *nodes: str) -> None:
    """They have been there for a while."""
    for node in nodes:
        await sql_beside(url, f"UPDATE shared_nodes SET since = since - 3600 WHERE id = '{node}'")


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
        await expire(url, "a", SILENT_S + 1)
        await b.mirror.look()
        assert b.left == [], "it has come in itself only now"
        await of_old(url, "b", "c")
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
        await expire(url, "a", SILENT_S + 1)
        await of_old(url, "b")
        for _ in range(4):
            await b.mirror.look()
        assert [one.call for one in b.left] == ["urgent", "early", "late"]


async def test_a_service_that_is_back_soon_keeps_its_callers_and_one_that_comes_late_has_them_back(
    url: str,
) -> None:
    async with nodes(url, "a", "b") as (a, b), CallbackStore.opened(url, SEAL) as store:
        await of_old(url, "b")
        a.waits("c1", "urban", 10, number(1))
        a.waits("c2", "urban", 10, number(2))
        await a.mirror.look()
        await expire(url, "a", LONGEST_BACK_S)
        await b.mirror.look()
        assert b.left == []
        await expire(url, "a", SILENT_S + 1)
        await b.mirror.look()
        assert len(await store.open("b")) == 2
        async with nodes(url, "a") as (again,):
            again.waits("c1", "urban", 80, number(1))
            await again.mirror.look()
            assert [row.call for row in await store.open("b")] == ["c2"], "c1 is on the line at a"


async def test_who_was_served_at_a_node_that_was_cut_off_is_not_called_back(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b), CallbackStore.opened(url, SEAL) as store:
        await of_old(url, "b")
        for last in (1, 2):
            a.waits(f"c{last}", "urban", 10, number(last))
        await a.mirror.look()
        await expire(url, "a", SILENT_S + 1)
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
        await of_old(url, "c")
        for last in (1, 2, 3):
            a.waits(f"c{last}", "urban", 10, number(last))
        await a.mirror.look()
        b.waits("again", "urban", 0, number(1))
        b.waits("talks", "urban", 0, number(2), agent="wang")
        await b.mirror.look()
        await expire(url, "a", SILENT_S + 1)
        await c.mirror.look()
        assert [row.call for row in await store.open()] == ["c3"]
        assert [one.call for one in c.left] == ["c3"]
        assert [one.node for one in await c.shared.queues()] == ["b"], "nobody waits at a any more"


def test_who_hears_music_still_is_not_called_back() -> None:
    """They wait in their places for a service that may come back."""
    assert SILENT_S >= LONGEST_BACK_S + LAST_PAUSE_S + SIGN_S
    assert UNABLE_S == SILENT_S + 20


@pytest.mark.parametrize("lacks", ["able", "up"])
async def test_who_cannot_call_leaves_them_to_others_for_a_while_and_who_drains_altogether(
    url: str, lacks: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with nodes(url, "a", "b") as (a, b):
        await of_old(url, "b")
        a.waits("c1", "urban", 10, number(1))
        await a.mirror.look()
        setattr(b, lacks, False)
        await expire(url, "a", SILENT_S + 1)
        await b.mirror.look()
        assert b.left == []
        await sql_beside(url, "UPDATE shared_nodes SET draining = true WHERE id = 'b'")
        await expire(url, "a", UNABLE_S + 1)
        await b.mirror.look()
        assert b.left == []
        await sql_beside(url, "UPDATE shared_nodes SET draining = false WHERE id = 'b'")
        await b.mirror.look()
        assert [(one.call, one.masked) for one in b.left] == [("c1", "139****5601")]
        assert "are called back" not in caplog.text
        assert "1 who waited at lost nodes have their places here when they call again" in caplog.text


async def test_who_goes_in_order_leaves_nobody_behind(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        await of_old(url, "b")
        a.waits("c1", "urban", 10, number(1))
        await a.mirror.look()
        await a.shared.go()
        await expire(url, "a", 600)
        await b.mirror.look()
        assert b.left == []
