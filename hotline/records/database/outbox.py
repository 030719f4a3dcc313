"""What commands have done, as events: a running service publishes them, or the next one that starts.

A command lays an event down in the transaction in which it changes something, or before it hands something
out. A node's service publishes what its commands have laid down, each once, or once more after a kill.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import NamedTuple

from sqlalchemy import Column, Integer, String, Table, Text, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import Event
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.store import PlainStore
from hotline.records.database.tables import METADATA, read_event

log = logging.getLogger(__name__)

LOOK_S = 2.0
"""So often a service looks."""
AT_ONCE = 500

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("node", String(32), nullable=False, index=True, doc="whose service publishes it"),
    Column("json", Text, nullable=False, doc="the event"),
)


class Left(NamedTuple):
    """An event that a command leaves."""

    node: str
    """Whose service publishes it."""
    event: Event


async def leave(connection: AsyncConnection, left: Collection[Left]) -> None:
    """Lays them down in the transaction of that connection; the table must be there."""
    if left:
        values = [{"node": one.node, "json": one.event.to_json()} for one in left]
        await connection.execute(insert(OUTBOX), values)


class Outbox(PlainStore):
    """Made by `opened`."""

    async def put(self, left: Collection[Left]) -> None:
        """Lays them down. Raises `RecordsUnavailable`."""
        async with self._transaction() as connection:
            await leave(connection, left)

    async def waiting(self, node: str) -> dict[int, Event | None]:
        """What that node's service has not taken away, the oldest first; None is none that we know."""
        query = select(OUTBOX.c.id, OUTBOX.c.json).where(OUTBOX.c.node == node)
        async with self._transaction() as connection:
            rows = await connection.execute(query.order_by(OUTBOX.c.id).limit(AT_ONCE))
            return {row.id: read_event(row.json) for row in rows}

    async def remove(self, ids: Collection[int]) -> None:
        """They are published."""
        async with self._transaction() as connection:
            await connection.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(ids)))


class OutboxReader:
    """Of one node's service."""

    def __init__(self, outbox: Outbox, node: str, publish: Callable[[Event], None]) -> None:
        self._outbox = outbox
        self._node = node
        self._publish = publish
        self._told: set[int] = set()
        """Published, and not yet taken away: by the next look the records have them."""
        self._away = False

    async def run(self) -> None:
        """For as long as the service runs."""
        while True:
            try:
                await self.look()
            except RecordsUnavailable as error:
                if not self._away:
                    log.warning("what commands have done is not told yet: %s", error)
                self._away = True
            else:
                self._away = False
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Once. Raises `RecordsUnavailable`."""
        if self._told:
            await self._outbox.remove(self._told)
            self._told.clear()
        for id, event in (await self._outbox.waiting(self._node)).items():
            self._told.add(id)
            if event is not None:
                self._publish(event)
