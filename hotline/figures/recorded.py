"""The figures of a day out of the records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from hotline.figures.half_hours import bounds
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


class RecordedDay:
    """One day, brought up to date with every `read`."""

    def __init__(self, url: str, day: date, settings: FiguresSettings) -> None:
        self.tally = Tally(settings)
        self._url = usable_url(url)
        self._engine = create_engine(self._url)
        self._begin, self._end = bounds(day)
        self._last = 0

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, day: date, settings: FiguresSettings) -> AsyncIterator[RecordedDay]:
        """Closed at the end of the context. Raises `UnusableDatabase`."""
        recorded = cls(url, day, settings)
        try:
            yield recorded
        finally:
            await recorded._engine.dispose()

    async def read(self) -> None:
        """Counts what was written since the last time. Raises `RecordsUnavailable`."""
        while await self._page():
            pass

    async def _page(self) -> bool:
        """Whether there may be more."""
        since = self._begin - BEFORE_S
        query = (
            select(EVENTS.c.seq, EVENTS.c.json)
            .where(EVENTS.c.type.in_(TYPES), EVENTS.c.at >= since, EVENTS.c.at < self._end)
            .where(EVENTS.c.seq > self._last)
            .order_by(EVENTS.c.seq)
            .limit(PAGE)
        )
        try:
            async with asyncio.timeout(ANSWER_S), self._engine.connect() as connection:
                rows = (await connection.execute(query)).all()
        except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
            raise RecordsUnavailable(f"{shown(self._url)}: {reason_of(error)}") from error
        for row in rows:
            if (event := read_event(row.json)) is not None:
                self.tally.take(event)
            self._last = row.seq
        return len(rows) == PAGE
