"""Events of some types, in a span of time: what was done, and who did it."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import or_, select

from contracts import Event
from hotline.records.database.store import PlainStore
from hotline.records.database.tables import EVENTS, read_event

WHO = ("agent", "by")
"""Fields of an event that name who did it."""


class TraceStore(PlainStore):
    """Made by `opened`."""

    async def find(
        self, types: Collection[str], since: float, until: float, person: str | None, limit: int
    ) -> list[Event]:
        """The newest first; of that person alone, if one is named. Raises `RecordsUnavailable`."""
        wanted = EVENTS.c.type.in_(types) & (EVENTS.c.at >= since) & (EVENTS.c.at < until)
        if person is not None:
            written = json.dumps(person, ensure_ascii=False)
            named = (f'"{field}":{written}' for field in WHO)
            wanted &= or_(*(EVENTS.c.json.contains(one, autoescape=True) for one in named))
        query = select(EVENTS.c.json).where(wanted).order_by(EVENTS.c.at.desc(), EVENTS.c.seq.desc())
        async with self._transaction() as connection:
            rows = (await connection.execute(query.limit(limit))).all()
        return [found for row in rows if (found := read_event(row.json)) is not None]
