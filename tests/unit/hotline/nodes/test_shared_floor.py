"""Nodes share callers and agents: each is one node's at a time, whatever dies, comes back late or races."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from hotline.backup.rows import read_tables, write_tables
from hotline.machine.tasks import background
from hotline.nodes.claims import Claim
from hotline.nodes.register import SameNode
from hotline.nodes.shared_floor import SharedFloor, TakenUp
from hotline.records.database.access.errors import UnusableDatabase
from hotline.records.database.connection import usable_url
from hotline.records.database.records import RecordsUnavailable
from tests.databases import sql
from tests.waiting import eventually

QUEUES = ("urban", "general")


@asynccontextmanager
async def nodes(url: str, *names: str, lease_s: float = 600.0) -> AsyncIterator[list[SharedFloor]]:
    async with AsyncExitStack() as stack:
        found = [await stack.enter_async_context(SharedFloor.opened(url, name, lease_s)) for name in names]
        for one in found:
            await one.enter()
        yield found


def expire(url: str, node: str) -> None:
    """As if that node had given no sign for long."""
    sql(url, f"UPDATE shared_nodes SET until = 0 WHERE id = '{node}'")


async def sits(floor: SharedFloor, agent: str, *queues: str) -> int:
    fence = await floor.sits(agent, queues or QUEUES)
    assert fence is not None
    return fence


async def waits(floor: SharedFloor, call: str, place: float = 1.0, queue: str = "urban") -> int:
    fence = await floor.waits(call, queue, place)
    assert fence is not None
    return fence


async def test_a_caller_of_one_node_and_an_agent_of_another_find_one_another(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        fence = await waits(a, "call-1")
        agent = await sits(b, "wang")
        claim = await b.next_caller("wang", agent)
        assert claim == Claim("call-1", "a", fence + 1, "wang", "b", agent + 1)
        assert await a.free_agent("call-1", fence) is None, "claimed already"
        assert not await a.gone("call-1", fence)
        free = await b.over(claim)
        assert free == agent + 2
        assert await b.over(claim) is None, "once"
        assert await b.next_caller("wang", free) is None, "nobody waits"


async def test_the_first_in_an_agents_queues_comes_whatever_the_node(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        for floor, call, place, queue in (
            (a, "late", 9.0, "urban"), (b, "early", 3.0, "urban"),
            (a, "first", 1.0, "police"), (b, "ahead", 2.0, "general"),
        ):  # fmt: skip
            await waits(floor, call, place, queue)
        got = []
        agent: int | None = await sits(a, "wang")
        while agent is not None and (claim := await a.next_caller("wang", agent)) is not None:
            got.append(claim.call)
            agent = await a.over(claim)
        assert got == ["ahead", "early", "late"]


async def test_who_is_free_for_longest_gets_the_caller(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        for floor, agent in ((b, "second"), (a, "third"), (b, "first")):
            await sits(floor, agent)
        sql(url, "UPDATE shared_agents SET since = 0 WHERE agent = 'first'")
        await sits(a, "elsewhere", "police")
        order = []
        for number in range(4):
            claim = await a.free_agent(f"c{number}", await waits(a, f"c{number}"))
            order.append(claim and claim.agent)
        assert order == ["first", "second", "third", None]


async def test_who_does_not_answer_gives_the_caller_their_place_back(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        await waits(a, "first", 1.0)
        await waits(a, "second", 2.0)
        claim = await b.next_caller("wang", await sits(b, "wang"))
        assert claim is not None
        fences = await a.given_back(claim)
        assert fences is not None
        assert await b.next_caller("wang", fences[0]) is None, "who did not answer is away"
        next_one = await b.next_caller("liu", await sits(b, "liu"))
        assert next_one is not None
        assert next_one.call == "first"
        assert await a.given_back(claim) is None, "an old claim changes nothing"


async def test_two_that_a_node_has_matched_are_claimed_together_or_not_at_all(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        caller, other = await waits(a, "call-1"), await waits(a, "call-2", 2.0)
        wang, liu = await sits(b, "wang"), await sits(b, "liu")
        assert await a.these("call-1", caller + 1, "wang", wang) is None
        assert await a.these("call-1", caller, "wang", wang) is not None
        assert await b.these("call-1", caller, "liu", liu) is None
        assert await b.these("call-2", other, "wang", wang) is None
        claim = await b.these("call-2", other, "liu", liu)
        assert claim is not None
        assert (claim.call_node, claim.agent_node) == ("a", "b")


async def test_nobody_is_claimed_twice_however_many_race(url: str) -> None:
    """By all three ways at once, over two nodes and many connections."""
    claims: list[Claim] = []
    async with nodes(url, "a", "b") as floors:
        agents = {f"agent-{n}": (floors[n % 2], await sits(floors[n % 2], f"agent-{n}")) for n in range(8)}
        callers = {
            f"call-{n}": (floors[n % 2], await waits(floors[n % 2], f"call-{n}", n)) for n in range(40)
        }

        async def serve(agent: str) -> None:
            floor, fence = agents[agent]
            free: int | None = fence
            for turn in range(40):
                if free is None:
                    return
                call = f"call-{turn}"
                claim = await floor.next_caller(agent, free) or await floor.these(
                    call, callers[call][1], agent, free
                )
                if claim is not None:
                    claims.append(claim)
                    free = await floor.over(claim)

        async def look(call: str) -> None:
            floor, fence = callers[call]
            if (claim := await floor.free_agent(call, fence)) is not None:
                claims.append(claim)
                owner, _ = agents[claim.agent]
                await owner.over(claim, free=False)

        await asyncio.gather(*map(serve, agents), *(look(call) for call in list(callers)[::5]))
    assert max(Counter(claim.call for claim in claims).values()) == 1
    assert max(Counter((claim.agent, claim.agent_fence) for claim in claims).values()) == 1


async def test_a_node_that_gives_no_sign_loses_its_callers_with_their_places_and_can_claim_nothing(
    url: str,
) -> None:
    async with nodes(url, "a", "b") as (a, b):
        old = [await waits(a, f"call-{place}", place) for place in (2, 1)]
        agent = await sits(a, "wang")
        mine = await waits(b, "call-3", 3)
        expire(url, "a")
        assert [(one.id, one.state) for one in await b.nodes()] == [("a", "lost"), ("b", "up")]
        assert await b.free_agent("call-3", mine) is None, "an agent of a node that is gone cannot be rung"
        taken = await b.take_up()
        assert [(one.call, one.queue, one.place) for one in taken] == [
            ("call-1", "urban", 1),
            ("call-2", "urban", 2),
        ]
        assert await b.take_up() == []
        assert not await a.beat()
        assert await a.next_caller("wang", agent) is None
        assert await a.waits("call-4", "urban", 4) is None
        await a.enter()
        assert not await a.gone("call-1", old[1]), "an hour later, with what it knew then"
        again = await sits(a, "wang")
        claim = await a.next_caller("wang", again)
        assert claim is not None
        assert (claim.call, claim.call_node) == ("call-1", "b")


async def test_of_two_halves_that_both_go_on_the_fence_decides(url: str) -> None:
    """Each believes it has the caller: one was cut off while it was about to give them to an agent."""
    async with nodes(url, "a", "b") as (a, b):
        known = await waits(a, "call-1")
        agent = await sits(b, "wang")
        expire(url, "a")
        [taken] = await b.take_up()
        await a.enter()
        assert await a.free_agent("call-1", known) is None
        assert await a.these("call-1", known, "wang", agent) is None
        assert (await b.free_agent("call-1", taken.fence)) is not None


async def test_a_node_that_comes_back_after_a_crash_goes_on_with_its_callers(url: str) -> None:
    async with nodes(url, "a") as (before,):
        await waits(before, "call-1", 5.0)
        await before.go()
        async with nodes(url, "a") as (after,):
            [one] = await after.resume()
            assert one == TakenUp("call-1", "urban", 5.0, 2)
            assert await after.gone("call-1", one.fence)


async def test_two_processes_with_one_id_are_not_let_in(url: str) -> None:
    async with nodes(url, "a") as (first,), SharedFloor.opened(url, "a") as second:
        with pytest.raises(SameNode, match=r"the node a: give each its own telephony\.node"):
            await second.enter()
        assert await second.waits("call-1", "urban", 1.0) is None
        await first.enter()
        assert await first.beat()
        expire(url, "a")
        await second.enter()
        assert not await first.beat()
        assert await first.waits("call-1", "urban", 1.0) is None


async def test_an_agent_of_a_node_that_lives_is_not_taken_by_another(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        await sits(a, "wang")
        assert await b.sits("wang", QUEUES) is None
        expire(url, "a")
        assert await b.sits("wang", QUEUES) == 2


async def test_a_node_hears_of_anothers_change_and_many_changes_are_told_once(url: str) -> None:
    async with nodes(url, "a", "b") as (a, b):
        here, there = a.wakeups(), b.wakeups()
        async with background(here.run(), "a"), background(there.run(), "b"):

            async def heard() -> bool:
                here.changed()
                await there.wait()
                return there.heard > 0

            await eventually(heard)
            before = there.heard
            for _ in range(100):
                here.changed()
            await eventually(lambda: there.heard > before)
            assert there.heard - before <= 2


async def test_without_a_connection_that_listens_polling_goes_on(url: str) -> None:
    async with nodes(url, "a") as (a,):
        await a.wakeups().wait()


async def test_what_nodes_share_is_in_no_backup(url: str, tmp_path: Path) -> None:
    async with nodes(url, "a") as (a,):
        await waits(a, "call-1")
        await write_tables(usable_url(url), tmp_path)
    assert await read_tables(usable_url(f"sqlite:///{tmp_path / 'x.db'}"), tmp_path) == {}


async def test_another_database_is_refused_and_one_that_is_away_said(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match=r"need a PostgreSQL"):
        async with SharedFloor.opened(f"sqlite:///{tmp_path / 'x.db'}", "a"):
            pass
    async with SharedFloor.opened("postgresql://a:b@127.0.0.1:9/none", "a") as floor:
        with pytest.raises(RecordsUnavailable):
            await floor.enter()
