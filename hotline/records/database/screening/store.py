"""The list of nuisance callers in the records' database."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import Screened, Standing
from contracts.errors import ServiceError
from hotline.records.database.screening.sealed import FORGOTTEN, entry_of, seal_earlier_list
from hotline.records.database.screening.sealed_number import SealedNumber, sealed_number
from hotline.records.database.screening.table import (
    LISTED,
    OPENED,
    SCREENING,
    Entry,
    MetCaller,
    Opening,
    State,
)
from hotline.records.database.store import SealedStore
from hotline.records.database.tables import CALLS, EVENTS, read_event
from hotline.records.masking.masking import mask_text

DAY_S = 86_400.0

PURPOSE = "screening"
"""Of the seal that numbers are kept under."""


class NotPossible(ServiceError):
    """The list cannot be changed like that; the message says why, for agents and supervisors."""


class ScreeningStore(SealedStore):
    """Made by `opened`, with the seal of `PURPOSE`."""

    async def listed(self, states: Sequence[State] = LISTED) -> list[Entry]:
        """The entries in those states, oldest first; what has expired is not among the active ones.

        The number of what has expired is deleted.
        """
        now = time.time()
        async with self._transaction() as connection:
            query = select(SCREENING).where(SCREENING.c.state.in_(states)).order_by(SCREENING.c.id)
            entries = [Entry(**row._mapping) for row in await connection.execute(query)]
            over = [one for one in entries if one.state == "active" and (one.until or 0) <= now]
            known = [one.id for one in over if one.sealed is not None]
            if known:
                await connection.execute(update(SCREENING).where(SCREENING.c.id.in_(known)).values(FORGOTTEN))
        return [one for one in entries if one not in over]

    async def full_number(self, id: int, by: str, why: str) -> str:
        """A number in full; who reads it and why is recorded first.

        Raises `NotPossible` when there is none of that id or its number is deleted, `SealError`.
        """
        async with self._transaction() as connection:
            values = {"at": time.time(), "by": by, "what": f"screening {id}", "why": mask_text(why)}
            await connection.execute(insert(OPENED).values(values))
        async with self._transaction() as connection:
            row = (await connection.execute(select(SCREENING.c.sealed).where(SCREENING.c.id == id))).first()
        if row is None or row.sealed is None:
            raise NotPossible(
                f"没有编号为 {id} 的号码，或已经删除 / no number of entry {id}, or it is deleted"
            )
        return self._seal.open(row.sealed)

    async def openings(self, limit: int = 100) -> list[Opening]:
        """Who has read full numbers, newest first."""
        query = select(OPENED.c.at, OPENED.c.by, OPENED.c.what, OPENED.c.why)
        async with self._transaction() as connection:
            rows = await connection.execute(query.order_by(OPENED.c.id.desc()).limit(limit))
            return [Opening(**row._mapping) for row in rows]

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
        new = self._sealed(number)
        async with self._transaction() as connection:
            if entry := await _proposed(connection, new.name):
                return entry
            entry = entry_of(new, "grey", "proposed", reason, call, by)
            try:
                async with connection.begin_nested():
                    return await _add(connection, entry)
            except IntegrityError:
                if other := await _proposed(connection, new.name):  # another agent was faster
                    return other
                raise

    async def add(self, number: str, standing: Standing, reason: str, by: str, days: float) -> Entry:
        """A supervisor puts a number on the list. Raises `NotPossible` as `propose` does."""
        new, now = self._sealed(number), time.time()
        async with self._transaction() as connection:
            await _supersede(connection, new.name, by, now)
            entry = entry_of(new, standing, "active", reason, None, by)
            decided = replace(entry, decided_by=by, decided_at=now, until=now + days * DAY_S)
            return await _add(connection, decided)

    async def confirm(self, id: int, standing: Standing, by: str, days: float) -> Entry:
        """A supervisor agrees with a proposal. Raises `NotPossible` when there is none of that id."""
        now = time.time()
        async with self._transaction() as connection:
            entry = await _find(connection, id, "proposed")
            await _supersede(connection, entry.name, by, now)
            return await _change(connection, entry, "active", by, standing=standing, until=now + days * DAY_S)

    async def reject(self, id: int, by: str) -> Entry:
        """A supervisor does not agree. Raises `NotPossible` when there is no proposal of that id."""
        async with self._transaction() as connection:
            return await _change(connection, await _find(connection, id, "proposed"), "rejected", by)

    async def remove(self, id: int, by: str) -> Entry:
        """Takes a number off the list. Raises `NotPossible` when there is no active one of that id."""
        async with self._transaction() as connection:
            return await _change(connection, await _find(connection, id, "active"), "removed", by)

    def _sealed(self, number: str) -> SealedNumber:
        sealed = sealed_number(number, self._seal)
        if sealed is None:
            raise NotPossible(
                "匿名号码、短号和分机不能列入名单 / withheld and short numbers cannot be on the list"
            )
        return sealed

    def _prepare(self, connection: Connection) -> None:
        super()._prepare(connection)
        seal_earlier_list(connection, self._seal)


async def _proposed(connection: AsyncConnection, name: str) -> Entry | None:
    query = select(SCREENING).where((SCREENING.c.name == name) & (SCREENING.c.state == "proposed"))
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
    if state not in LISTED:
        changed = replace(changed, name=None, sealed=None)
    values = asdict(changed)
    del values["id"]
    as_read = (SCREENING.c.id == entry.id) & (SCREENING.c.state == entry.state)
    result = await connection.execute(update(SCREENING).where(as_read).values(values))
    if result.rowcount == 0:
        raise _gone(entry.id, entry.state)
    return changed


async def _supersede(connection: AsyncConnection, name: str | None, by: str, now: float) -> None:
    """An earlier entry of the number ends where a new one begins."""
    active = (SCREENING.c.name == name) & (SCREENING.c.state == "active")
    values = {"state": "removed", "decided_by": by, "decided_at": now, **FORGOTTEN}
    await connection.execute(update(SCREENING).where(active).values(values))
