"""Every call's timeline in a database: what was heard, decided and done, and why.

`write` never waits: events go into a bounded queue, and one task writes them in batches. While
the database is locked, away or full, that task tries again with growing pauses and moves the
events to a file beside the database (`spill.py`); they are loaded when it is back. A call is
never held up.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from contracts import Assisted, Event, Fault, QueueChanged, QueueFigures, TranscriptPartial
from contracts.errors import HotlineError
from hotline.records.bus import EventBus
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.connection import (
    create_engine,
    file_of,
    insert_of,
    reason_of,
    shown,
    spill_beside,
    usable_url,
)
from hotline.records.database.corrections.table import take_in
from hotline.records.database.schema import prepare
from hotline.records.database.spill import Spill
from hotline.records.database.summing_up import sum_up
from hotline.records.database.tables import CALLS, EVENTS, ROW_TYPES, CallRow, StoredEvent, read_event

__all__ = ["CallRow", "Records", "RecordsUnavailable"]

log = logging.getLogger(__name__)

NOT_KEPT = (TranscriptPartial, QueueChanged, QueueFigures)
"""Partials are replaced by finals; a queue's length and figures follow from the events of the calls in it.
What was noted of a conversation follows from its sentences; of one that is over the last notes are kept."""

BATCH = 500
"""Events per transaction at most."""
GATHER_S = 0.1
"""How long events gather before they are written: at most this much is lost by `kill -9`."""
ANSWER_S = 5.0
"""How long a transaction or a query may take before we count the database as away."""
LONGEST_PAUSE_S = 10.0
"""Upper bound of the pause between two tries while the database is away."""


class RecordsUnavailable(HotlineError):
    """The database does not answer a question; the message says which database and why."""


class Records:
    """The record of all calls.

    `url` is an SQLAlchemy URL: `sqlite:///var/hotline.db`, `postgresql://user:password@host/name`.
    `on_fault` hears once of every outage. Raises `ValueError` when the URL cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        on_fault: Callable[[Fault], None] | None = None,
        spill: Path | None = None,
        audit: AuditChain | None = None,
        size: int = 10_000,
        spill_after_s: float = 2.0,
        first_pause_s: float = 0.5,
    ) -> None:
        self._url = usable_url(url)
        self._engine = create_engine(self._url)
        self._insert = insert_of(self._url)
        self._spill = Spill(spill or spill_beside(self._url))
        self._on_fault = on_fault
        self._audit = audit
        self._size = size
        self._spill_after_s = spill_after_s
        self._first_pause_s = first_pause_s
        self._queue: deque[StoredEvent] = deque()
        self._wake = asyncio.Event()
        self._urgent = asyncio.Event()
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self._ready = False
        self._away_since: float | None = None
        self._spill_failed = False
        self._last_seq = 0
        self.dropped = 0
        """Events lost: neither the database nor the spill file took them and the memory was full."""

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, bus: EventBus, spill: Path, audit: AuditChain | None = None
    ) -> AsyncIterator[Records]:
        """Writes every event of the bus until the end of the context, and what waits then; traces among them
        go into the chain, too."""
        records = cls(url, on_fault=bus.publish, spill=spill, audit=audit)
        await records.open()
        bus.listen(records.write)
        try:
            yield records
        finally:
            await records.close()

    @property
    def pending(self) -> int:
        """Events in memory that are not written yet."""
        return len(self._queue)

    @property
    def available(self) -> bool:
        """Whether the last try to write succeeded."""
        return self._away_since is None

    async def open(self) -> None:
        """Creates the tables, loads what an earlier run spilled and starts writing.

        Does not raise when the database is away: that is a `Fault`, and the writer keeps trying.
        """
        await self._try_to_write()
        await asyncio.to_thread(self._spill.keep_reserve)
        self._task = asyncio.create_task(self._run(), name="records")

    def write(self, event: Event) -> None:
        """Takes an event to be written soon. Never waits and never raises."""
        if isinstance(event, NOT_KEPT) or (isinstance(event, Assisted) and not event.ended):
            return
        if len(self._queue) >= self._size:
            self._drop(event, "the queue is full")
            return
        self._last_seq = max(self._last_seq + 1, time.time_ns())
        try:
            self._queue.append(StoredEvent.of(event, self._last_seq))
        except ValueError as error:  # half a surrogate pair cannot be written as UTF-8
            self._drop(event, str(error))
            return
        self._wake.set()
        if len(self._queue) * 2 >= self._size:
            self._urgent.set()

    async def history(self, call: str) -> list[Event]:
        """All events of a call in the order they happened. Raises `RecordsUnavailable`."""
        rows = await self._read(select(EVENTS.c.json).where(EVENTS.c.call == call).order_by(EVENTS.c.seq))
        return [found for row in rows if (found := read_event(row.json))]

    async def history_elsewhere(self, call: str, node: str) -> list[Event]:
        """The same of the call as which it went on at that machine last. Raises `RecordsUnavailable`."""
        there = (
            select(CALLS.c.id)
            .join(EVENTS, EVENTS.c.call == CALLS.c.id)
            .where(CALLS.c.moved_from == call, CALLS.c.id.startswith(f"{node}-", autoescape=True))
            .order_by(EVENTS.c.seq.desc())
            .limit(1)
        )
        last = EVENTS.c.call == there.scalar_subquery()
        rows = await self._read(select(EVENTS.c.json).where(last).order_by(EVENTS.c.seq))
        return [found for row in rows if (found := read_event(row.json))]

    async def running(self) -> list[CallRow]:
        """Calls without an end, oldest first: adopted after a restart. Raises `RecordsUnavailable`."""
        rows = await self._read(select(CALLS).where(CALLS.c.ended.is_(None)).order_by(CALLS.c.started))
        return [CallRow(**row._mapping) for row in rows]

    async def recent(self, limit: int = 50) -> list[CallRow]:
        """The latest calls, newest first. Raises `RecordsUnavailable`."""
        rows = await self._read(select(CALLS).order_by(CALLS.c.started.desc()).limit(limit))
        return [CallRow(**row._mapping) for row in rows]

    async def flush(self) -> bool:
        """Writes what waits, now. Returns whether the database took it."""
        return await self._try_to_write()

    async def close(self) -> None:
        """Writes what waits, to the database or else to the spill file, and lets go of both."""
        self._closing = True
        self._wake.set()
        self._urgent.set()
        if self._task:
            await self._task
        if not await self._try_to_write():
            await self._move_to_spill()
        await self._engine.dispose()

    # the writer

    async def _run(self) -> None:
        pause_s = self._first_pause_s
        while not self._closing:
            if self.available:
                pause_s = self._first_pause_s
                self._wake.clear()
                if not self._queue:
                    await self._wake.wait()
                await self._pause(GATHER_S)
            else:
                await self._sit_out(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            if not self._closing:
                await self._try_to_write()

    async def _pause(self, seconds: float) -> None:
        """Waits, but not when the queue is half full or we are closing."""
        try:
            async with asyncio.timeout(seconds):
                await self._urgent.wait()
        except TimeoutError:
            return
        if not self._closing:
            self._urgent.clear()

    async def _sit_out(self, seconds: float) -> None:
        """Waits before the next try and keeps what arrives safe meanwhile."""
        until = time.monotonic() + seconds
        while not self._closing and (left := until - time.monotonic()) > 0:
            await self._pause(min(left, 1.0))
            away_s = time.monotonic() - (self._away_since or 0)
            if away_s >= self._spill_after_s or len(self._queue) * 2 >= self._size:
                await self._move_to_spill()

    async def _try_to_write(self) -> bool:
        try:
            await self._write_all()
        except Exception as error:
            self._report_outage(error)
            return False
        if self._away_since is not None:
            log.info("the database is back after %.1f s", time.monotonic() - self._away_since)
        self._away_since = None
        self._spill_failed = False
        return True

    async def _write_all(self) -> None:
        async with self._lock:
            if not self._ready:
                await self._create_tables()
            while rows := await asyncio.to_thread(self._spill.read, BATCH):
                await self._store(rows)
                await asyncio.to_thread(self._spill.advance)
            while batch := list(islice(self._queue, BATCH)):
                await self._store(batch)
                for _ in batch:
                    self._queue.popleft()

    async def _create_tables(self) -> None:
        if path := file_of(self._url):
            await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        async with asyncio.timeout(ANSWER_S), self._engine.begin() as connection:
            await connection.run_sync(prepare)
        self._ready = True

    async def _store(self, rows: Sequence[StoredEvent]) -> None:
        try:
            await self._transaction(rows)
        except (DataError, IntegrityError) as error:
            if len(rows) == 1:  # it will never fit, and must not hold up those behind it
                self.dropped += 1
                log.error("the database refuses a %s: %s", rows[0].type, reason_of(error))
                return
            for row in rows:
                await self._store([row])

    async def _transaction(self, rows: Sequence[StoredEvent]) -> None:
        async with asyncio.timeout(ANSWER_S), self._engine.begin() as connection:
            statement = self._insert(EVENTS).on_conflict_do_nothing()
            await connection.execute(statement, [row._asdict() for row in rows])
            touched = {row.call for row in rows if row.call and row.type in ROW_TYPES}
            if touched:
                await sum_up(connection, self._insert, touched)
            await take_in(connection, self._insert, rows)
            if self._audit is not None:
                await self._audit.note(connection, rows)
        if self._audit is not None:
            self._audit.written()

    # trouble

    def _report_outage(self, error: Exception) -> None:
        if self._away_since is not None:
            return
        self._away_since = time.monotonic()
        self._ready = False
        reason = reason_of(error)
        log.warning("the database %s is away: %s", shown(self._url), reason)
        self._fault(
            f"{shown(self._url)}: {reason}",
            f"Calls go on. Their events are kept in memory, then in {self._spill.path}, and tried again.",
        )

    async def _move_to_spill(self) -> None:
        async with self._lock:
            rows = list(self._queue)
            if not rows:
                return
            try:
                await asyncio.to_thread(self._spill.append, rows)
            except OSError as error:
                self._report_spill_failure(error)
                return
            for _ in rows:
                self._queue.popleft()

    def _report_spill_failure(self, error: OSError) -> None:
        if self._spill_failed:
            return
        self._spill_failed = True
        self._fault(
            f"The spill file cannot be written either: {reason_of(error)}",
            f"Calls go on. {self._size} events fit into memory; later ones are lost.",
        )

    def _fault(self, message: str, done: str) -> None:
        if self._on_fault is None:
            return
        try:
            self._on_fault(Fault(part="database", message=message, done=done))
        except Exception:
            log.exception("the fault could not be reported")

    def _drop(self, event: Event, why: str) -> None:
        if self.dropped == 0:
            log.error("the records begin to lose events: %s", why)
        self.dropped += 1
        log.debug("not recorded: %s", event.type)

    async def _read(self, query: Select[Any]) -> Sequence[Any]:
        try:
            await self._write_all()
            async with asyncio.timeout(ANSWER_S), self._engine.connect() as connection:
                rows: Sequence[Any] = (await connection.execute(query)).all()
                return rows
        except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
            raise RecordsUnavailable(f"{shown(self._url)}: {reason_of(error)}") from error
