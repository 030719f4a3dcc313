"""Call-backs in the records' database: they survive a restart, and the commands see them."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import CallbackKind, CallbackResult
from hotline.records.database.callbacks.table import CALLBACKS, CallbackRow
from hotline.records.database.screening.sealed_number import sealed_number
from hotline.records.database.store import SealedStore
from telephony.calls.place import Place

PURPOSE = "callbacks"
"""Of the seal that numbers are kept under."""


class CallbackStore(SealedStore):
    """Made by `opened`, with the seal of `PURPOSE`."""

    def number_of(self, row: CallbackRow) -> str:
        """The number in full, as it is dialled. Raises `SealError`; ValueError when it is forgotten."""
        if row.sealed is None:
            raise ValueError(f"call-back {row.id} is over, and its number is forgotten")
        return to_dial(self._seal.open(row.sealed))

    async def book(
        self, node: str, kind: CallbackKind, call: str, number: str, place: Place, priority: int
    ) -> tuple[CallbackRow, bool]:
        """Writes it down; returns the row, and whether it is new: a number is called back once.

        Raises ValueError for a number that nobody can be called under.
        """
        caller = sealed_number(number, self._seal)
        if caller is None:
            raise ValueError("nobody can be called back under this number")
        row = CallbackRow(
            id=0,
            node=node,
            kind=kind,
            call=call,
            name=caller.name,
            sealed=caller.sealed,
            masked=caller.masked,
            queue=place.queue,
            priority=priority,
            seat=place.seat,
            queued_at=place.since,
            created=time.time(),
        )
        values = asdict(row)
        del values["id"]
        async with self._transaction() as connection:
            if known := await _open(connection, row.name):
                return known, False
            try:
                async with connection.begin_nested():
                    done = await connection.execute(insert(CALLBACKS).values(values))
            except IntegrityError:
                if other := await _open(connection, row.name):  # of another node, just now
                    return other, False
                raise
            assert done.inserted_primary_key is not None
            return replace(row, id=done.inserted_primary_key[0]), True

    async def open(self, node: str | None = None) -> list[CallbackRow]:
        """Those that are not over, in the order of their places; of one node, or of all."""
        query = select(CALLBACKS).where(CALLBACKS.c.state == "open").order_by(CALLBACKS.c.queued_at)
        if node is not None:
            query = query.where(CALLBACKS.c.node == node)
        return await self._rows(query)

    async def result(self, id: int) -> CallbackResult | None:
        """What has come of it; None: it is not over, or there is none."""
        rows = await self._rows(select(CALLBACKS).where(CALLBACKS.c.id == id))
        return rows[0].result if rows else None

    async def latest(self, limit: int = 50) -> list[CallbackRow]:
        """Those that are over, newest first."""
        query = select(CALLBACKS).where(CALLBACKS.c.state == "closed").order_by(CALLBACKS.c.ended.desc())
        return await self._rows(query.limit(limit))

    async def answered(self, id: int, attempts: int) -> bool:
        """The telephone was answered: whatever becomes of us, they are not called once more. The number is
        still known, in case that it was a machine. False: it was closed meanwhile."""
        return await self._change(id, attempts=attempts, state="closed", result="reached", ended=time.time())

    async def again(self, id: int, attempts: int, next_at: float) -> None:
        """Nobody was reached, or a machine: there will be another attempt."""
        values = {"state": "open", "result": None, "ended": None, "attempts": attempts, "next_at": next_at}
        async with self._transaction() as connection:
            known = (CALLBACKS.c.id == id) & CALLBACKS.c.sealed.is_not(None)
            await connection.execute(update(CALLBACKS).where(known).values(values))

    async def close(self, id: int, result: CallbackResult) -> bool:
        """It is over, and the number is forgotten. False: it was over already."""
        return await self._change(id, result=result, **_over())

    async def forget_left(self, node: str, but: Collection[int] = ()) -> list[CallbackRow]:
        """What was answered when a service of that node died, and whose number is known still: it is not
        any more. `but`: ids that are none of it. Returns them as they were."""
        left = (CALLBACKS.c.state == "closed") & CALLBACKS.c.sealed.is_not(None)
        query = select(CALLBACKS).where(left & (CALLBACKS.c.node == node) & CALLBACKS.c.id.not_in(but))
        async with self._transaction() as connection:
            rows = [CallbackRow(**row._mapping) for row in await connection.execute(query)]
            ids = [row.id for row in rows]
            gone = {"name": None, "sealed": None}
            await connection.execute(update(CALLBACKS).where(CALLBACKS.c.id.in_(ids)).values(gone))
            return rows

    async def forget(self, id: int, result: CallbackResult) -> None:
        """The same for one that may be over already, and has come to that."""
        async with self._transaction() as connection:
            values = {"result": result, **_over()}
            await connection.execute(update(CALLBACKS).where(CALLBACKS.c.id == id).values(values))

    async def _change(self, id: int, **values: object) -> bool:
        async with self._transaction() as connection:
            still = (CALLBACKS.c.id == id) & (CALLBACKS.c.state == "open")
            done = await connection.execute(update(CALLBACKS).where(still).values(values))
            return done.rowcount > 0

    async def _rows(self, query: Select[Any]) -> list[CallbackRow]:
        async with self._transaction() as connection:
            return [CallbackRow(**row._mapping) for row in await connection.execute(query)]


async def _open(connection: AsyncConnection, name: str | None) -> CallbackRow | None:
    query = select(CALLBACKS).where((CALLBACKS.c.name == name) & (CALLBACKS.c.state == "open"))
    row = (await connection.execute(query)).first()
    return None if row is None else CallbackRow(**row._mapping)


def _over() -> dict[str, object]:
    return {"state": "closed", "ended": time.time(), "name": None, "sealed": None}


def to_dial(key: str) -> str:
    """What `caller_key` writes, as it is dialled: + is 00."""
    return f"00{key[1:]}" if key.startswith("+") else key
