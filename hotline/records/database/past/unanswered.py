"""Sentences of calls that no article of the knowledge base fitted."""

from __future__ import annotations

from sqlalchemy import select

from contracts import Suggested
from hotline.records.database.store import PlainStore
from hotline.records.database.tables import EVENTS, read_event

MOST = 5_000
"""Sentences that are looked at, the newest first."""


class UnansweredStore(PlainStore):
    """Made by `opened`."""

    async def since(self, at: float) -> list[Suggested]:
        """What an agent was shown no article for, the newest first. Raises `RecordsUnavailable`."""
        wanted = (EVENTS.c.type == Suggested.TYPE) & (EVENTS.c.at >= at)
        query = (
            select(EVENTS.c.json)
            .where(wanted & EVENTS.c.json.contains('"suggestions":[]', autoescape=True))
            .order_by(EVENTS.c.at.desc(), EVENTS.c.seq.desc())
            .limit(MOST)
        )
        found = [read_event(row.json) for row in await self._all(query)]
        return [one for one in found if isinstance(one, Suggested) and one.for_text and not one.suggestions]
