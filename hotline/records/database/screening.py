"""The list of nuisance callers in the records' database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, replace

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts import Screened, Standing
from contracts.errors import ServiceError
from hotline.records.database.connection import create_engine, reason_of, shown, usable_url
from hotline.records.database.records import ANSWER_S, RecordsUnavailable
from hotline.records.database.screening_table import (
    LISTED,
    SCREENING,
    Entry,
    MetCaller,
    State,
    caller_key,
)
from hotline.records.database.tables import CALLS, EVENTS, METADATA, read_event

DAY_S = 86_400.0


class NotPossible(ServiceError):
    """The list cannot be changed like that; the message says why, for agents and supervisors."""


class ScreeningStore:
    """Made by `opened`. Every method raises `RecordsUnavailable` while the database is away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._ready = False

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str) -> AsyncIterator[ScreeningStore]:
        """`url` as for `Records`. Nothing is asked of the database yet."""
        engine = create_engine(usable_url(url))
        try:
            yield cls(engine)
        finally:
            await engine.dispose()

    async def listed(self, states: Sequence[State] = LISTED) -> list[Entry]:
        """The entries in those states, oldest first; what has expired is not among the active ones."""
        async with self._transaction() as connection:
            query = select(SCREENING).where(SCREENING.c.state.in_(states)).order_by(SCREENING.c.id)
            entries = [Entry(**row._mapping) for row in await connection.execute(query)]
        now = time.time()
        return [entry for entry in entries if entry.state != "active" or (entry.until or 0) > now]

    async def met(self, limit: int = 50) -> list[MetCaller]:
        """The latest calls of listed callers, newest first, for people to review."""
        query = (
            select(EVENTS.c.call, EVENTS.c.at, EVENTS.c.json, CALLS.c.caller, CALLS.c.agent)
            .join(CALLS, CALLS.c.id == EVENTS.c.call)
            .where(EVENTS.c.type == Screened.TYPE)
            .order_by(EVENTS.c.at.desc())
            .limit(limit)
        )
        async with self._transaction() as connection:
            rows = (await connection.execute(query)).all()
        return [
            MetCaller(row.call, row.at, row.caller, event.standing, event.reason, row.agent)
            for row in rows
            if isinstance(event := read_event(row.json), Screened)
        ]

    async def propose(self, number: str, reason: str, by: str, call: str | None) -> Entry:
        """An agent's word against a caller. A number that is proposed already stays as it is.

        Raises `NotPossible` for a number that is never on the list.
        """
        key = _key(number)
        async with self._transaction() as connection:
            if entry := await _proposed(connection, key):
                return entry
            entry = Entry(0, key, "grey", "proposed", reason, call, by, time.time())
            try:
                async with connection.begin_nested():
                    return await _add(connection, entry)
            except IntegrityError:
                if other := await _proposed(connection, key):  # another agent was faster
                    return other
                raise

    async def add(self, number: str, standing: Standing, reason: str, by: str, days: float) -> Entry:
        """A supervisor puts a number on the list. Raises `NotPossible` as `propose` does."""
        key, now = _key(number), time.time()
        async with self._transaction() as connection:
            await _supersede(connection, key, by, now)
            entry = Entry(0, key, standing, "active", reason, None, by, now, by, now, now + days * DAY_S)
            return await _add(connection, entry)

    async def confirm(self, id: int, standing: Standing, by: str, days: float) -> Entry:
        """A supervisor agrees with a proposal. Raises `NotPossible` when there is none of that id."""
        now = time.time()
        async with self._transaction() as connection:
            entry = await _find(connection, id, "proposed")
            await _supersede(connection, entry.number, by, now)
            return await _change(connection, entry, "active", by, standing=standing, until=now + days * DAY_S)

    async def reject(self, id: int, by: str) -> Entry:
        """A supervisor does not agree. Raises `NotPossible` when there is no proposal of that id."""
        async with self._transaction() as connection:
            return await _change(connection, await _find(connection, id, "proposed"), "rejected", by)

    async def remove(self, id: int, by: str) -> Entry:
        """Takes a number off the list. Raises `NotPossible` when there is no active one of that id."""
        async with self._transaction() as connection:
            return await _change(connection, await _find(connection, id, "active"), "removed", by)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with asyncio.timeout(ANSWER_S), self._engine.begin() as connection:
                if not self._ready:
                    await connection.run_sync(METADATA.create_all)
                    self._ready = True
                yield connection
        except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
            raise RecordsUnavailable(f"{shown(self._engine.url)}: {reason_of(error)}") from error


def _key(number: str) -> str:
    key = caller_key(number)
    if key is None:
        raise NotPossible(
            "匿名号码、短号和分机不能列入名单 / withheld and short numbers cannot be on the list"
        )
    return key


async def _proposed(connection: AsyncConnection, key: str) -> Entry | None:
    query = select(SCREENING).where((SCREENING.c.number == key) & (SCREENING.c.state == "proposed"))
    row = (await connection.execute(query)).first()
    return None if row is None else Entry(**row._mapping)


async def _add(connection: AsyncConnection, entry: Entry) -> Entry:
    values = asdict(entry)
    del values["id"]  # the database counts them
    result = await connection.execute(insert(SCREENING).values(values))
    assert result.inserted_primary_key is not None
    return replace(entry, id=int(result.inserted_primary_key[0]))


async def _find(connection: AsyncConnection, id: int, state: State) -> Entry:
    query = select(SCREENING).where((SCREENING.c.id == id) & (SCREENING.c.state == state))
    row = (await connection.execute(query)).first()
    if row is None:
        raise _gone(id, state)
    return Entry(**row._mapping)


def _gone(id: int, state: State) -> NotPossible:
    what = {"proposed": "待确认的标记", "active": "生效的名单记录"}.get(state, state)
    return NotPossible(f"没有编号为 {id} 的{what}，可能已被处理 / no {state} entry {id}")


async def _change(
    connection: AsyncConnection,
    entry: Entry,
    state: State,
    by: str,
    *,
    standing: Standing | None = None,
    until: float | None = None,
) -> Entry:
    """Raises `NotPossible` when somebody else changed the entry since it was read."""
    now = time.time()
    changed = replace(
        entry,
        state=state,
        decided_by=by,
        decided_at=now,
        standing=standing or entry.standing,
        until=until or entry.until,
    )
    values = asdict(changed)
    del values["id"]
    as_read = (SCREENING.c.id == entry.id) & (SCREENING.c.state == entry.state)
    result = await connection.execute(update(SCREENING).where(as_read).values(values))
    if result.rowcount == 0:
        raise _gone(entry.id, entry.state)
    return changed


async def _supersede(connection: AsyncConnection, key: str, by: str, now: float) -> None:
    """An earlier entry of the number ends where a new one begins."""
    active = (SCREENING.c.number == key) & (SCREENING.c.state == "active")
    values = {"state": "removed", "decided_by": by, "decided_at": now}
    await connection.execute(update(SCREENING).where(active).values(values))
