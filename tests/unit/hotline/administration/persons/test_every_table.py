"""Every table that could name a person is looked into when they ask, when they are deleted and when they are
too old: a new one fails here until it is, or until it is listed with the reason why not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, String, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import PersonDeleted
from hotline.administration.persons.deleting import PersonDeleter
from hotline.administration.persons.written import as_json
from hotline.backup.rows import TABLES
from hotline.city.announcements.store import AnnouncementStore
from hotline.city.feed.inbox import FeedInbox
from hotline.city.kept.store import PURPOSE as CITY_PURPOSE
from hotline.city.kept.store import CityStore
from hotline.machine.paths import State
from hotline.nodes.tables import SHARED
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.connection import connected, usable_url
from hotline.records.database.outbox import Left
from hotline.records.database.past.store import PURPOSE as CALLER_PURPOSE
from hotline.records.database.retention import Retention
from hotline.records.database.schema import prepare
from hotline.records.sealing import Seal
from tests.databases import dump, execute

pytestmark = pytest.mark.usefixtures("database")

NUMBER, SECRET, CALL = "13812348000", "secret", "mine"

NO_CALL = {
    "calls": "the call itself: exported, deleted and too old with its events",
    "cases": "exported and emptied by its number; its telephone is too old by cases.keep_days",
    "case_changes": "a trace of a case, without a word of the person; too old when it was handed on",
    "deliveries": "a copy of the case, deleted with it; given up ones are too old with the calls",
    "followups": "exported and emptied by the keyed hash and the case; too old by followups.keep_days",
    "opened_numbers": "a trace: who has read a number, and not which",
    "outbox": "passes within seconds, and has traces alone",
    "city_topics": "of many; what callers said is taken out of those that the call is of",
    "city_warnings": "of many; the caller becomes somebody",
    "city_state": "counts",
    "city_announcements": "what supervisors write",
    "report_days": "counts",
    "report_periods": "counts",
    "audit": "keyed hashes of traces",
    "audit_heads": "keyed hashes of traces",
    "article_marks": "of agents",
    "shared_nodes": "of machines",
    "shared_generations": "of the configuration",
}
"""Tables whose rows name no call, and why that is well."""
NOT_EXPORTED = {
    "shared_moves": "on their way to an agent of another machine, for seconds",
    "corrections": "what an agent corrects stands in the call's events",
    "callers": "the keyed hash alone",
    "case_calls": "which calls a case has: both are exported",
    "city_announced": "what the caller made of it stands in the call's events",
    "samples": "how an agent did their work",
    "sample_scores": "how an agent did their work",
    "shared_agents": "of agents, for as long as they talk",
}
STAYS = {
    "case_calls": "that a call was about the case; who opened or joined it",
    "callbacks": "that there was one, of which queue, when, and how it ended",
    "nuisance_callers": "who proposed, who decided and when",
    "shared_agents": "of agents, for as long as they talk",
}
"""Tables with rows that outlive a person's deletion."""
PERSONAL = {
    "callbacks": {"name", "sealed", "masked"},
    "nuisance_callers": {"name", "sealed", "masked", "reason"},
}
"""What is not in these rows any more."""
OLD = {
    "case_calls": "with the cases, which stay",
    "city_announced": "goes with its announcement, of which it is the effect",
    "nuisance_callers": "every row is kept: who proposed, who decided, when and why",
    "shared_agents": "swept when the node is lost",
    "shared_callers": "swept when the node is lost",
    "shared_moves": "over after seconds",
}
"""Tables that `records.keep_days` does not reach."""
VALUES: dict[str, dict[str, object]] = {
    "callbacks": {"state": "closed", "kind": "missed"},
    "nuisance_callers": {"state": "removed", "standing": "grey", "name": None, "sealed": None},
    "shared_agents": {"queues": ["urban"], "phase": "taken"},
    "shared_callers": {"phase": "waiting"},
    "city_announced": {"outcome": "told"},
}


def all_tables() -> list[Table]:
    return [*TABLES, *SHARED.tables.values()]


def test_what_names_no_call_is_listed() -> None:
    assert {table.name for table in all_tables() if "call" not in table.columns} == set(NO_CALL)


@pytest.fixture
def url(tmp_path: Path, database: str) -> str:
    """A database in which every table with a call has a row of that call, ended long ago."""
    found = State(tmp_path / "state").database_url
    State(tmp_path / "state").root.mkdir(parents=True)
    asyncio.run(_fill(found, nodes=database == "postgresql"))
    return found


async def _fill(url: str, *, nodes: bool) -> None:
    async with connected(usable_url(url)) as engine, engine.begin() as connection:
        await connection.run_sync(prepare)
        tables = [table for table in TABLES if "call" in table.columns]
        if nodes:
            await connection.run_sync(prepare, SHARED)
            tables += [table for table in SHARED.tables.values() if "call" in table.columns]
        calls = next(table for table in TABLES if table.name == "calls")
        over = {"id": CALL, "caller": "138****8000", "dialled": "12345", "started": 1, "ended": 2}
        await connection.execute(insert(calls).values(over))
        for table in tables:
            await connection.execute(insert(table).values(_row(table)))


def _row(table: Table) -> dict[str, object]:
    """Every text of it says where it stands."""
    row: dict[str, Any] = {"call": CALL}
    for column in table.columns:
        if column.name == "id" or column.name in row:
            continue
        if isinstance(column.type, String):
            mark = f"[{table.name}.{column.name}]"
            row[column.name] = mark if (column.type.length or 100) >= len(mark) else "x"
        elif isinstance(column.type, Boolean):
            row[column.name] = False
        else:
            row[column.name] = 1
    purposes = {"callers": ("name", CALLER_PURPOSE), "city_calls": ("caller", CITY_PURPOSE)}
    if table.name in purposes:
        name, purpose = purposes[table.name]
        row[name] = Seal(SECRET, purpose).name(NUMBER)
    return row | VALUES.get(table.name, {})


def marked(text: str, but: Iterable[str] = ()) -> set[str]:
    """Tables whose rows stand in that text."""
    return {table.name for table in all_tables() if f"[{table.name}." in text} - set(but)


def with_rows(url: str) -> set[str]:
    """Tables of which there is a row of the call."""

    async def look(connection: AsyncConnection) -> set[str]:
        found = set()
        there = SHARED.tables.values() if connection.dialect.name == "postgresql" else ()
        for table in (*TABLES, *there):
            if "call" in table.columns:
                rows = await connection.execute(table.select().where(table.c.call == CALL))
                found |= {table.name} if rows.first() else set()
        return found

    return execute(url, look)


def test_all_of_a_person_is_deleted_wherever_it_stands(url: str) -> None:
    assert "city_fed" in with_rows(url)

    async def delete() -> None:
        async with PersonDeleter.opened(url, SECRET) as store:
            person = await store.find(NUMBER)
            gone = PersonDeleted(person="", agent="", case="", calls=1, cases=0, recordings=0)
            await store.delete(person, "8001", Left("hotline1", gone))

    asyncio.run(delete())
    assert with_rows(url) <= set(STAYS)
    left = dump(url)
    assert marked(left, but=STAYS) == set()
    for table, columns in PERSONAL.items():
        assert not [name for name in columns if f"[{table}.{name}]" in left]
    for purpose in (CALLER_PURPOSE, CITY_PURPOSE):
        assert Seal(SECRET, purpose).name(NUMBER) not in left


def test_all_of_a_person_is_handed_over_wherever_it_stands(url: str) -> None:
    async def export() -> str:
        async with PersonDeleter.opened(url, SECRET) as store:
            return json.dumps(as_json(await store.find(NUMBER), []))

    whole, there = asyncio.run(export()), with_rows(url) - {"events"}  # whose text is read as an event
    assert marked(whole) == there - set(NOT_EXPORTED)
    assert Seal(SECRET, CITY_PURPOSE).name(NUMBER) not in whole


def test_what_is_too_old_goes_wherever_it_stands(url: str) -> None:
    async def forget() -> None:
        chain = AuditChain("hotline1", Seal(SECRET, "audit"))
        async with (
            Retention.opened(url, chain) as retention,
            CityStore.opened(url, Seal(SECRET, CITY_PURPOSE)) as city,
            FeedInbox.opened(url, Seal(SECRET, CITY_PURPOSE)) as inbox,
            AnnouncementStore.opened(url) as announcements,
        ):
            await retention.forget(1000.0)
            for one in (city.delete_before, inbox.forget, announcements.forget):
                await one(1000.0)

    asyncio.run(forget())
    assert with_rows(url) <= set(OLD)
