"""How long calls are kept: what is older is deleted, for good, where `records.keep_days` says so.

With a call go its events, what an agent said of where it belonged, and how its caller is found again; beside
them, call-backs that are over, and what agents thought of articles and have not said again since. Cases,
recordings and numbers under a seal have rules of their own.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from hotline.records.database.articles.table import ARTICLE_MARKS
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.callbacks.table import CALLBACKS
from hotline.records.database.connection import connected, usable_url
from hotline.records.database.corrections.table import CORRECTIONS
from hotline.records.database.past.table import CALLERS
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.samples.table import SAMPLE_SCORES, SAMPLES
from hotline.records.database.store import Store
from hotline.records.database.tables import CALLS, EVENTS

log = logging.getLogger(__name__)

DAY_S = 86_400.0
LOOK_S = 6 * 3600.0
"""So often a service looks."""
AT_ONCE = 200
"""Calls, or events of no call, in one transaction: others write meanwhile."""
PAUSE_S = 0.2
"""Between two transactions."""
NS = 1_000_000_000


Forget = Callable[[float], Awaitable[None]]
"""Deletes what is older than that time (seconds since the Unix epoch). Raises `RecordsUnavailable`."""


class Retention(Store):
    """Made by `opened`."""

    def __init__(self, engine: AsyncEngine, audit: AuditChain) -> None:
        super().__init__(engine)
        self._audit = audit

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, audit: AuditChain) -> AsyncIterator[Self]:
        """`url` as for `Records`; that traces are deleted is written into the chain `audit`."""
        async with connected(usable_url(url)) as engine:
            yield cls(engine, audit)

    async def run(self, keep_days: int, also: Collection[Forget] = ()) -> None:
        """For as long as the service runs. `also`: what deletes from stores above the records."""
        while True:
            before = time.time() - keep_days * DAY_S
            try:
                deleted = await self.forget(before)
                if deleted:
                    log.info("%d calls older than %d days were deleted", deleted, keep_days)
                for one in also:
                    await one(before)
            except RecordsUnavailable as error:
                log.warning("old calls cannot be deleted: %s", error)
            await asyncio.sleep(LOOK_S)

    async def forget(self, before: float) -> int:
        """Deletes calls that ended before that time (seconds since the Unix epoch), and what belongs to no
        call and was written before it. Returns how many calls.

        Raises `RecordsUnavailable`: what was deleted until then is gone.
        """
        deleted = 0
        while calls := await self._some_calls(before):
            deleted += len(calls)
            await asyncio.sleep(PAUSE_S)
        more = True
        while more:
            more = await self._some_events(before)
            await asyncio.sleep(PAUSE_S)
        async with self._transaction() as connection:
            await connection.execute(delete(ARTICLE_MARKS).where(ARTICLE_MARKS.c.at < before))
            over = (CALLBACKS.c.state == "closed") & (CALLBACKS.c.ended < before)
            await connection.execute(delete(CALLBACKS).where(over))
        return deleted

    async def types_of(self, calls: Collection[str]) -> dict[str, set[str]]:
        """Types of the events that are there, by call. Raises `RecordsUnavailable`."""
        found: dict[str, set[str]] = {}
        wanted = sorted(calls)
        for at in range(0, len(wanted), AT_ONCE):
            mine = EVENTS.c.call.in_(wanted[at : at + AT_ONCE])
            for row in await self._all(select(EVENTS.c.call, EVENTS.c.type).where(mine).distinct()):
                found.setdefault(row.call, set()).add(row.type)
        return found

    async def _some_calls(self, before: float) -> list[str]:
        old = select(CALLS.c.id).where(CALLS.c.ended < before).limit(AT_ONCE)
        async with self._transaction() as connection:
            calls = list((await connection.scalars(old)).all())
            if calls:
                await self._audit.delete(connection, EVENTS.c.call.in_(calls))
                of_call = CORRECTIONS, CALLERS, SAMPLES, SAMPLE_SCORES
                for column in (*(table.c.call for table in of_call), CALLS.c.id):
                    await connection.execute(delete(column.table).where(column.in_(calls)))
        self._audit.written()
        return calls

    async def _some_events(self, before: float) -> bool:
        """Whether there were some of no call."""
        old = select(EVENTS.c.seq).where((EVENTS.c.call == "") & (EVENTS.c.seq < int(before * NS)))
        async with self._transaction() as connection:
            found = list((await connection.scalars(old.limit(AT_ONCE))).all())
            if found:
                none = (EVENTS.c.call == "") & EVENTS.c.seq.in_(found)
                await self._audit.delete(connection, none)
        self._audit.written()
        return bool(found)
