"""The figures of a day out of the records."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from hotline.figures.half_hours import OVER_MIDNIGHT_S, bounds
from hotline.figures.settings import FiguresSettings
from hotline.figures.tally import TYPES, Tally
from hotline.records.database.connection import create_engine, reason_of, shown, usable_url
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.tables import EVENTS, read_event

BEFORE_S = 12 * 3600.0
"""How much earlier reading begins: a call or a shift may have begun the day before."""
PAGE = 5000
"""Rows at a time."""
ANSWER_S = 30.0
"""For each page."""


class RecordedDay:
    """One day, brought up to date with every `read`."""

    def __init__(self, url: str, day: date, settings: FiguresSettings, until: float = math.inf) -> None:
        """`until`: what happened later does not count."""
        self.tally = Tally(settings)
        self._url = usable_url(url)
        self._engine = create_engine(self._url)
        begin, end = bounds(day)
        self._begin, self._end = begin - BEFORE_S, min(end + OVER_MIDNIGHT_S, until)
        self._last = 0

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, day: date, settings: FiguresSettings, until: float = math.inf
    ) -> AsyncIterator[RecordedDay]:
        """Closed at the end of the context. Raises `UnusableDatabase`."""
        recorded = cls(url, day, settings, until)
        try:
            yield recorded
        finally:
            await recorded._engine.dispose()

    async def read(self) -> None:
        """Counts what was written since the last time, off the event loop. Raises `RecordsUnavailable`."""
        query = (
            select(EVENTS.c.seq, EVENTS.c.json)
            .where(EVENTS.c.type.in_(TYPES), EVENTS.c.at >= self._begin, EVENTS.c.at < self._end)
            .where(EVENTS.c.seq > self._last)
            .order_by(EVENTS.c.seq)
        )
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(ANSWER_S) as limit, self._engine.connect() as connection:
                # One query for the whole day: each further one would search and sort the day again.
                async for rows in (await connection.stream(query)).partitions(PAGE):
                    await asyncio.to_thread(self._count, rows)
                    limit.reschedule(loop.time() + ANSWER_S)
        except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
            raise RecordsUnavailable(f"{shown(self._url)}: {reason_of(error)}") from error

    def _count(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if (event := read_event(row.json)) is not None:
                self.tally.take(event)
            self._last = row.seq
