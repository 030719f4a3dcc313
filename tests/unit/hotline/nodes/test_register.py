"""Nodes know of one another through one database: who lives, drains, stopped, is lost, or is no longer it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from contracts import Event, Fault
from contracts.errors import ServiceError
from hotline.backup.rows import read_tables, write_tables
from hotline.machine.tasks import background
from hotline.nodes.member import SIGN_S, Member, Outlets, differing, installation
from hotline.nodes.node import Told
from hotline.nodes.register import LEASE_S, Register, SameNode
from hotline.records.database.access.errors import UnusableDatabase
from hotline.records.database.connection import connected, usable_url
from hotline.records.database.records import RecordsUnavailable
from tests.databases import sql_beside
from tests.waiting import eventually, in_time


class Here:
    """A node with what it told."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.counted: dict[str, int] = {}
        self.told = Told()
        self.member: Member

    def faults(self) -> list[str]:
        return [one.message for one in self.events if isinstance(one, Fault)]


@asynccontextmanager
async def node(url: str, name: str, installed: str | None = None) -> AsyncIterator[Here]:
    here = Here()
    outlets = Outlets(here.events.append, here.counted.update)
    own = installed or f"of-{name}"
    async with Member.opened(url, name, own, f"10.0.0.1:{name}", lambda: here.told, outlets) as here.member:
        yield here


async def states(url: str) -> dict[str, str]:
    async with Register.opened(url, "who-looks") as register:
        return {one.id: one.state for one in await register.nodes()}


async def silent(url: str, name: str) -> None:
    """As if that node had given no sign for an hour."""
    await sql_beside(
        url, f"UPDATE shared_nodes SET until = until - 3600, heard = heard - 3600 WHERE id = '{name}'"
    )


async def test_every_node_is_seen_with_what_it_tells_and_goes_in_order(url: str) -> None:
    async with node(url, "a") as a, node(url, "b") as b:
        a.told = Told(draining=True, calls=3, generation=7)
        await a.member.look()
        await b.member.look()
        async with Register.opened(url, "c") as looks:
            one, other = await looks.nodes()
        assert (one.id, one.state, one.calls, one.generation) == ("a", "draining", 3, 7)
        assert one.address == "10.0.0.1:a"
        assert (other.id, other.state) == ("b", "up")
        assert 0 <= one.silent_s < 3600
        assert b.counted == {"up": 1, "draining": 1, "stopped": 0, "lost": 0}
    assert await states(url) == {"a": "stopped", "b": "stopped"}


async def test_a_second_node_of_one_id_does_not_start_and_is_told_what_to_do(url: str) -> None:
    async with node(url, "a"):
        with pytest.raises(SameNode, match=r"the node a: give each its own telephony\.node"):
            async with node(url, "a", "another machine"):
                pass
        assert await states(url) == {"a": "up"}


async def test_a_service_that_died_comes_back_at_once_and_what_it_was_is_fenced(url: str) -> None:
    """Its lease still runs: the same installation need not wait for the end of it."""
    async with node(url, "a") as died:
        async with node(url, "a") as back:
            assert back.member.owns
            await died.member.look()
            assert not died.member.owns
            assert "others count it as lost" in died.faults()[0]
            assert "another process runs as the node a" in died.faults()[1]
            await died.member.look()
            assert len(died.faults()) == 2, "said once"
            await back.member.look()
            assert back.member.owns
            assert back.faults() == []
        await died.member.look()
        assert died.member.owns, "the other has gone"


async def test_a_node_that_comes_back_after_an_hour_finds_itself_passed_over(url: str) -> None:
    async with node(url, "a") as late, node(url, "b") as b, node(url, "c") as c:
        await silent(url, "a")
        await b.member.look()
        await c.member.look()
        assert [one[:35] for one in b.faults()] == ["the node a is lost: no sign for 360"]
        assert c.faults() == [], "one of them tells it"
        assert c.counted["lost"] == 1
        async with node(url, "a", "a spare machine"):
            await late.member.look()
            assert not late.member.owns
            assert "others count it as lost" in late.faults()[0]
        await late.member.look()
        assert late.member.owns
        await b.member.look()
        assert b.counted == {"up": 3, "draining": 0, "stopped": 0, "lost": 0}
        await silent(url, "a")
        await b.member.look()
        assert len(b.faults()) == 2, "and told anew when it is lost again"


async def test_what_others_show_on_their_clocks_changes_nothing(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with node(url, "a") as a:
        monkeypatch.setattr("time.time", lambda: 4e9)
        async with node(url, "b") as b:
            await b.member.look()
            await a.member.look()
            assert (a.faults(), b.faults()) == ([], [])
            async with Register.opened(url, "c") as looks:
                assert all(one.silent_s < 3600 and one.since < 4e9 for one in await looks.nodes())


async def test_nodes_of_two_versions_run_together_and_that_is_told(url: str) -> None:
    async with node(url, "a"), Register.opened(url, "c") as looks:
        assert differing(await looks.nodes()) == ""
        async with node(url, "b"):
            await sql_beside(url, "UPDATE shared_nodes SET version = '0.0.9' WHERE id = 'a'")
            found = await looks.nodes()
            assert differing(found) == f"a 0.0.9, b {found[1].version}"


async def test_a_schema_that_does_not_fit_is_refused_at_the_start(url: str) -> None:
    async with node(url, "a") as a:
        await a.member.look()
    await sql_beside(url, "ALTER TABLE shared_nodes ADD COLUMN later text NOT NULL DEFAULT 'x'")
    await sql_beside(url, "ALTER TABLE shared_nodes ALTER COLUMN later DROP DEFAULT")
    with pytest.raises(
        ServiceError, match=r"shared_nodes wants a later with every row.*Install that version"
    ):
        async with node(url, "a"):
            pass


async def test_without_the_database_a_node_begins_alone_and_comes_in_later(url: str) -> None:
    away = "postgresql://a:b@127.0.0.1:9/none"
    async with node(away, "a") as a:
        assert not a.member.owns
        await a.member.look()
        assert len(a.faults()) == 1
        assert "the shared database is away" in a.faults()[0]


async def test_a_database_that_was_away_finds_the_node_again(url: str) -> None:
    async with node(url, "a") as a:
        await sql_beside(url, "ALTER TABLE shared_nodes RENAME TO elsewhere")
        await a.member.look()
        assert len(a.faults()) == 1
        assert a.member.owns, "nobody has said that it is passed over"
        await sql_beside(url, "ALTER TABLE elsewhere RENAME TO shared_nodes")
        await a.member.look()
        assert len(a.faults()) == 1
        assert a.counted["up"] == 1


async def test_signs_are_given_without_being_asked_for(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline.nodes.member.SIGN_S", 0.01)
    async with node(url, "a") as a:
        a.told = Told(calls=5)

        async def told() -> bool:
            async with Register.opened(url, "c") as looks:
                return (await looks.nodes())[0].calls == 5

        await eventually(told)


async def test_a_sign_waits_no_longer_than_until_the_next_is_due(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.records.database.store.ANSWER_S", 600.0)
    async with node(url, "a") as a:
        async with connected(usable_url(url)) as engine, engine.begin() as other:
            await other.execute(text("SELECT id FROM shared_nodes FOR UPDATE"))
            with monkeypatch.context() as brief:
                brief.setattr("hotline.nodes.member.SIGN_S", 0.1)
                await in_time(a.member.look(), 30.0)
        assert a.faults() == ["the shared database has not answered within 0.1 s"]
        assert a.member.owns, "nobody has said that it is passed over"
        await a.member.look()
        assert len(a.faults()) == 1


async def test_signs_keep_their_pace_while_one_waits_and_two_may_be_missed(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 3 * SIGN_S < LEASE_S
    paused, signs, sleep = asyncio.Event(), 0, asyncio.sleep

    async def waits_for_the_pause() -> None:
        nonlocal signs
        paused.clear()
        await paused.wait()
        signs += 1

    async def pause(seconds: float) -> None:
        if seconds == SIGN_S:
            paused.set()
        await sleep(0.001 if seconds == SIGN_S else seconds)

    monkeypatch.setattr("asyncio.sleep", pause)
    async with node(url, "a") as a:
        monkeypatch.setattr(a.member, "look", waits_for_the_pause)
        await eventually(lambda: signs > 2, 30.0)


async def test_a_node_hears_of_anothers_change_and_many_changes_are_told_once(url: str) -> None:
    async with Register.opened(url, "a") as a, Register.opened(url, "b") as b:
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
    async with Register.opened(url, "a") as a:
        await a.wakeups().wait()


async def test_what_nodes_share_is_in_no_backup(url: str, tmp_path: Path) -> None:
    async with Register.opened(url, "a") as register:
        await register.enter()
        await write_tables(usable_url(url), tmp_path)
    assert await read_tables(usable_url(f"sqlite:///{tmp_path / 'x.db'}"), tmp_path) == {}


async def test_another_database_is_refused_and_one_that_is_away_said(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match=r"need a PostgreSQL"):
        async with Register.opened(f"sqlite:///{tmp_path / 'x.db'}", "a"):
            pass
    async with Register.opened("postgresql://a:b@127.0.0.1:9/none", "a") as register:
        with pytest.raises(RecordsUnavailable):
            await register.enter()


async def test_one_that_is_no_more_is_forgotten_one_that_lives_is_not(url: str) -> None:
    async with node(url, "a"), Register.opened(url, "c") as looks:
        async with node(url, "b"):
            assert not await looks.forget("b")
        assert await looks.forget("b")
        assert not await looks.forget("b")
        assert await states(url) == {"a": "up"}


def test_an_installation_keeps_its_name_and_a_copy_on_another_machine_has_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "var" / "installation"
    own = installation(file)
    assert installation(file) == own
    monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
    assert installation(file) != own
    file.write_text("damaged")
    assert installation(file) != own
