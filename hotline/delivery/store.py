"""Deliveries in the records' database."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hotline.cases.changes import BESIDE, CASE_CHANGES
from hotline.cases.table import CASES, CaseRow
from hotline.configuration.delivery import WebhookSettings
from hotline.delivery.body import body_of, wanted
from hotline.delivery.table import DELIVERIES, Delivery, Waiting
from hotline.records.database.connection import insert_of
from hotline.records.database.store import PlainStore

AT_ONCE = 200
FULL = "too many wait for this receiver"


class DeliveryStore(PlainStore):
    """Made by `opened`. Every method raises `RecordsUnavailable` while the database is away."""

    async def spread(self, hooks: Sequence[WebhookSettings], most_waiting: int) -> int:
        """Hands changes of cases to those who are to be told, the oldest first; returns how many changes.

        In one transaction: a change is handed to all of them, or is still there.
        """
        new = select(CASE_CHANGES).where(~CASE_CHANGES.c.told).order_by(CASE_CHANGES.c.id).limit(AT_ONCE)
        now, count = time.time(), 0
        async with self._transaction() as connection:
            changes = (await connection.execute(new)).all()
            room = {hook.id: most_waiting - await _waiting(connection, hook.id) for hook in hooks if changes}
            for change in changes:
                mine = (CASE_CHANGES.c.id == change.id) & ~CASE_CHANGES.c.told
                taken = await connection.execute(update(CASE_CHANGES).where(mine).values(told=True))
                if taken.rowcount == 0:  # another node was first
                    continue
                count += 1
                found = await connection.execute(select(CASES).where(CASES.c.number == change.number))
                if (case := found.first()) is None:
                    continue
                then = {} if change.kind in BESIDE else {"changed": change.at}
                row = CaseRow(**(dict(case._mapping) | {"state": change.state} | then))
                for hook in hooks:
                    if wanted(hook, row, change.kind):
                        full = room[hook.id] <= 0
                        room[hook.id] -= 1
                        values = _values(hook, change, row, now, full)
                        insert = insert_of(self._engine.url)(DELIVERIES).values(values)
                        await connection.execute(insert.on_conflict_do_nothing())
        return count

    async def due(self, target: str, now: float) -> list[Delivery]:
        """What is to be tried now: of each case only what is first in its order; oldest first."""
        first = select(func.min(DELIVERIES.c.id)).where((DELIVERIES.c.target == target) & ~DELIVERIES.c.dead)
        heads = first.group_by(DELIVERIES.c.number)
        query = select(DELIVERIES).where(DELIVERIES.c.id.in_(heads) & (DELIVERIES.c.due <= now))
        async with self._transaction() as connection:
            return _rows(await connection.execute(query.order_by(DELIVERIES.c.id).limit(AT_ONCE)))

    async def claim(self, one: Delivery, until: float) -> bool:
        """Nobody else tries it before that moment. False when somebody else was first."""
        still = (DELIVERIES.c.id == one.id) & (DELIVERIES.c.due == one.due) & ~DELIVERIES.c.dead
        async with self._transaction() as connection:
            done = await connection.execute(update(DELIVERIES).where(still).values(due=until))
            return done.rowcount > 0

    async def delivered(self, id: int) -> None:
        """It has arrived."""
        async with self._transaction() as connection:
            await connection.execute(delete(DELIVERIES).where(DELIVERIES.c.id == id))

    async def failed(self, one: Delivery, error: str, due: float, *, dead: bool) -> None:
        """It has not; tried again at that moment, or never."""
        values = {"tries": one.tries + 1, "error": error[:300], "due": due, "dead": dead}
        async with self._transaction() as connection:
            await connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == one.id).values(values))

    async def case(self, number: str) -> CaseRow | None:
        """The case as it stands now."""
        async with self._transaction() as connection:
            found = (await connection.execute(select(CASES).where(CASES.c.number == number))).first()
            return None if found is None else CaseRow(**found._mapping)

    async def forget(self, before: float) -> None:
        """Deletes what was given up and was made before that time: it has the words of a case."""
        old = DELIVERIES.c.dead & (DELIVERIES.c.made < before)
        async with self._transaction() as connection:
            await connection.execute(delete(DELIVERIES).where(old))

    # what people ask

    async def standing(self) -> list[Waiting]:
        """Of each receiver for which something waits or is given up."""
        waits = DELIVERIES.c.dead.is_(False)
        query = select(
            DELIVERIES.c.target,
            func.count().filter(waits).label("waiting"),
            func.min(DELIVERIES.c.made).filter(waits).label("oldest"),
            func.count().filter(DELIVERIES.c.dead).label("dead"),
        ).group_by(DELIVERIES.c.target)
        async with self._transaction() as connection:
            rows = await connection.execute(query.order_by(DELIVERIES.c.target))
            return [Waiting(**row._mapping) for row in rows]

    async def listed(self, *, dead: bool, limit: int = 1000) -> list[Delivery]:
        """Those that wait, or those that are given up; oldest first."""
        query = select(DELIVERIES).where(DELIVERIES.c.dead.is_(dead)).order_by(DELIVERIES.c.id).limit(limit)
        async with self._transaction() as connection:
            return _rows(await connection.execute(query))

    async def again(self, ids: Collection[int] | None = None) -> int:
        """Those that were given up are tried again, all without `ids`; returns how many."""
        which = DELIVERIES.c.dead if ids is None else DELIVERIES.c.dead & DELIVERIES.c.id.in_(ids)
        now = time.time()
        values = {"dead": False, "due": now, "made": now, "tries": 0}
        async with self._transaction() as connection:
            done = await connection.execute(update(DELIVERIES).where(which).values(values))
            return done.rowcount

    async def drop(self, ids: Collection[int]) -> int:
        """They are not delivered at all; returns how many there were."""
        which = delete(DELIVERIES).where(DELIVERIES.c.id.in_(ids))
        async with self._transaction() as connection:
            return (await connection.execute(which)).rowcount


def _values(hook: WebhookSettings, change: Any, row: CaseRow, now: float, full: bool) -> dict[str, Any]:
    head = {"target": hook.id, "change": change.id, "number": row.number, "made": now, "due": now}
    tried = {"tries": 0, "error": FULL if full else "", "dead": full}
    return {**head, **tried, "body": body_of(row, change.kind, change.at)}


async def _waiting(connection: AsyncConnection, target: str) -> int:
    query = select(func.count()).where((DELIVERIES.c.target == target) & ~DELIVERIES.c.dead)
    return int((await connection.execute(query)).scalar_one())


def _rows(found: Any) -> list[Delivery]:
    return [Delivery(**row._mapping) for row in found]
