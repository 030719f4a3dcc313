"""An agent of another machine is claimed for one caller, and who brings the claim is taken in once."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from hotline.machine.postgresql.server import Server
from hotline.nodes.leases import NOW
from hotline.nodes.moves import TURN_S, ComesIn, Wanting
from hotline.nodes.register import CONNECTIONS
from hotline.records.database.connection import usable_url
from tests.databases import PostgresqlDatabases, a_server, dump, sql_beside
from tests.unit.hotline.nodes.floors import Here, expire, nodes

CALLER = Wanting(
    "n-1", "urban", 3, "water", "noise", no_chinese=True, emergency=True, waits=False, waited_s=90.0
)


async def told(*those: Here) -> None:
    for one in those:
        await one.mirror.look()


async def rested(url: str) -> None:
    """All agents are free for so long that anybody may claim them."""
    await sql_beside(url, f"UPDATE shared_agents SET since = since - {TURN_S} - 1")


async def test_who_brings_the_claim_comes_in_once_with_all_that_they_had(url: str) -> None:
    async with nodes(url, "north", "south") as (north, south):
        south.sits("wang", "urban")
        await told(south)
        claimed = await north.shared.claim(CALLER)
        assert claimed is not None
        assert (claimed.agent, claimed.node) == ("wang", "south")
        assert await north.shared.take_in(claimed.mark) is None, "it is for the machine where the agent sits"
        assert await south.shared.take_in("c" + "0" * 32) is None
        comes = await south.shared.take_in(claimed.mark)
        assert comes is not None
        assert 90.0 <= comes.waited_s < 3600
        assert replace(comes, waited_s=90.0) == ComesIn(
            "n-1", "urban", 3, "water", "noise", True, True, False, 90.0, "north"
        )
        assert await south.shared.take_in(claimed.mark) is None
        assert await north.shared.claim(replace(CALLER, call="n-2")) is None, "wang is about to be rung"


async def test_only_who_is_free_at_a_machine_that_lives_and_takes_calls_is_claimed(url: str) -> None:
    async with nodes(url, "north", "south", "west") as (north, south, west):
        north.sits("own", "urban")
        south.sits("busy", "urban", phase="taken")
        south.sits("other", "legal")
        await told(north, south)
        assert await north.shared.claim(CALLER) is None
        south.sits("wang", "urban", "legal")
        west.sits("li", "urban")
        await told(south, west)
        assert await north.shared.claim(CALLER, {"south", "west"}) is None
        await expire(url, "south")
        await sql_beside(url, "UPDATE shared_nodes SET draining = true WHERE id = 'west'")
        assert await north.shared.claim(CALLER) is None
        await sql_beside(url, "UPDATE shared_nodes SET draining = false WHERE id = 'west'")
        assert (claimed := await north.shared.claim(CALLER)) is not None
        assert claimed.agent == "li"
        await expire(url, "north")
        assert await north.shared.claim(replace(CALLER, call="n-2")) is None, "a node that is passed over"


async def test_who_waits_for_a_queue_that_nobody_serves_here_goes_where_somebody_does(url: str) -> None:
    waits = replace(CALLER, waits=True)
    async with nodes(url, "north", "south", "west") as (north, south, west):
        south.sits("on a break", "urban", phase="away")
        south.sits("busy", "urban", phase="taken")
        await told(south)
        assert await north.shared.claim(CALLER) is None
        claimed = await north.shared.claim(waits)
        assert claimed is not None
        assert claimed.agent == "busy"
        assert (comes := await south.shared.take_in(claimed.mark)) is not None
        assert comes.waits
        west.sits("wang", "urban")
        await told(west)
        await rested(url)
        assert (claimed := await north.shared.claim(replace(waits, call="n-2"))) is not None
        assert claimed.agent == "wang", "whoever is free first"


async def test_a_claim_that_is_over_or_given_back_holds_nobody(url: str) -> None:
    async with nodes(url, "north", "south") as (north, south):
        south.sits("wang", "urban")
        await told(south)
        first = await north.shared.claim(CALLER)
        assert first is not None
        assert await north.shared.claim(CALLER) is None
        await north.shared.give_back(first)
        second = await north.shared.claim(CALLER)
        assert second is not None
        await sql_beside(url, f"UPDATE shared_moves SET until = {NOW} - 1")
        assert await south.shared.take_in(second.mark) is None, "too late"
        third = await north.shared.claim(CALLER)
        assert third is not None
        await north.shared.give_back(second)
        assert await south.shared.take_in(first.mark) is None
        assert await south.shared.take_in(third.mark) is not None, "what is given back is one's own"


async def test_who_is_first_in_line_at_any_machine_has_the_first_turn(url: str) -> None:
    async with nodes(url, "north", "south", "west") as (north, south, west):
        north.waits("n-1", "urban", 10)
        west.waits("w-1", "urban", 60)
        south.sits("wang", "urban")
        await told(north, west, south)
        assert await north.shared.claim(CALLER) is None, "who came before waits at west"
        await rested(url)
        assert await north.shared.claim(CALLER) is not None, "and does not come"


async def test_who_is_claimed_by_many_at_once_is_claimed_by_one(url: str) -> None:
    async with nodes(url, "north", "south", "west") as (north, south, west):
        for at in range(4):
            south.sits(f"agent{at}", "urban")
        await told(south)
        await rested(url)
        wanted = [(node, replace(CALLER, call=f"{at}")) for at in range(8) for node in (north, west)]
        claims = await asyncio.gather(*(node.shared.claim(caller) for node, caller in wanted))
        claims += [await north.shared.claim(CALLER) for _ in range(8)]
        agents = [claimed.agent for claimed in claims if claimed is not None]
        assert sorted(agents) == [f"agent{at}" for at in range(4)]


async def test_a_rush_of_claims_waits_for_its_turn_and_each_has_an_agent_of_its_own(
    url: str, postgresql: Server
) -> None:
    """Some more than there are connections, and the server gives no more of them."""
    async with nodes(url, "north", "south") as (north, south):
        for at in range(4 * CONNECTIONS):
            south.sits(f"agent{at}", "urban")
        await told(south)
        await rested(url)
        others = 2  # of the node where they sit, and what had them rested, which may be closing still
        user = usable_url(url).username
        await sql_beside(postgresql.url(), f"ALTER ROLE {user} CONNECTION LIMIT {CONNECTIONS + others}")
        wanted = [replace(CALLER, call=f"{at}") for at in range(4 * CONNECTIONS)]
        while wanted:  # who meets another on the way gets nobody, and looks again
            claims = await asyncio.gather(*(north.shared.claim(one) for one in wanted))
            assert any(claims)
            wanted = [one for one, claimed in zip(wanted, claims, strict=True) if claimed is None]
        assert await north.shared.claim(CALLER) is None


async def test_a_claim_goes_on_over_a_new_connection_when_the_old_one_is_gone(url: str) -> None:
    async with nodes(url, "north", "south") as (north, south):
        south.sits("wang", "urban")
        await told(south)
        user = usable_url(url).username
        for _ in range(3):
            await sql_beside(
                url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE usename = '{user}' AND pid <> pg_backend_pid()",
            )
            claimed = await north.shared.claim(CALLER)
            assert claimed is not None
            await north.shared.give_back(claimed)


async def test_a_claim_does_not_wait_for_the_disk_and_what_others_rely_on_does(url: str) -> None:
    """Looked at as each commits, which is when the setting counts."""
    await sql_beside(url, f"ALTER ROLE {usable_url(url).username} SET synchronous_commit = on")
    async with nodes(url, "north", "south") as (north, south):
        await sql_beside(
            url,
            "CREATE TABLE committed (of text, waited text)",
            "CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO committed "
            "VALUES (TG_TABLE_NAME, current_setting('synchronous_commit')); RETURN NULL; END $$",
            *(
                f"CREATE CONSTRAINT TRIGGER look AFTER INSERT OR UPDATE OR DELETE ON {table} "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION look()"
                for table in ("shared_moves", "shared_nodes", "shared_agents")
            ),
        )
        south.sits("wang", "urban")
        await told(south)
        assert await north.shared.beat()
        for _ in range(2):
            claimed = await north.shared.claim(CALLER)
            assert claimed is not None
            await north.shared.give_back(claimed)
        claimed = await north.shared.claim(CALLER)
        assert claimed is not None
        assert await south.shared.take_in(claimed.mark) is not None
        assert await north.shared.beat()
    seen = [line for line in dump(url).splitlines() if line.startswith("committed")]
    assert sorted(set(seen)) == [
        "committed ('shared_agents', 'on')",
        "committed ('shared_moves', 'off')",
        "committed ('shared_nodes', 'on')",
    ]
    assert seen.count("committed ('shared_moves', 'off')") == 6


@pytest.mark.parametrize("waited_for", [False, True])
async def test_a_crash_of_the_database_loses_a_claim_at_most_and_gives_no_agent_to_two(
    tmp_path: Path, waited_for: bool
) -> None:
    """Right after the claim, and after a commit that waited for the disk, with which the claim is there."""
    with a_server(synchronous_commit="on", fsync="on", full_page_writes="on") as server:
        async with nodes(PostgresqlDatabases(server).url(tmp_path), "north", "south", "west") as three:
            north, south, west = three
            south.sits("wang", "urban")
            await told(south)
            first = await north.shared.claim(CALLER)
            assert first is not None
            if waited_for:
                assert await north.shared.beat()
            server.stop(signal.SIGKILL)
            await asyncio.to_thread(server.start)
            assert await west.shared.beat(), "its lease was waited for"
            second = await west.shared.claim(replace(CALLER, call="w-1"))
            assert second is None or not waited_for
            marks = [claimed.mark for claimed in (first, second) if claimed is not None]
            came = [await south.shared.take_in(mark) for mark in marks]
            assert len([comes for comes in came if comes is not None]) == 1
