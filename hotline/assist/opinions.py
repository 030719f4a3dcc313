"""What agents think of articles: kept in the records, weighed in the ranking."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from agent_assist.knowledge.esteem import esteem
from contracts import ArticleJudged, Event, Thumb
from hotline.machine.tasks import background
from hotline.records.database.articles.store import ArticleMarkStore
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.refused import refused

log = logging.getLogger(__name__)

LOOK_S = 60.0
"""How often it is looked what agents of other nodes say."""

_WORTH: dict[Thumb, int] = {"up": 1, "down": -1, "none": 0}
_THUMBS: dict[int, Thumb] = {worth: thumb for thumb, worth in _WORTH.items()}


class Opinions:
    """Implements `agent_assist.articles.port.Opinions`."""

    def __init__(self, store: ArticleMarkStore, publish: Callable[[Event], None]) -> None:
        self._store = store
        self._publish = publish
        self._esteem: Mapping[str, float] = {}

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, store: ArticleMarkStore, publish: Callable[[Event], None]
    ) -> AsyncIterator[Opinions]:
        """Followed for as long as the context lasts, also while the database is away."""
        opinions = cls(store, publish)
        async with background(opinions.run(), "opinions of articles"):
            yield opinions

    def esteem_of(self, article: str) -> float:
        """See `agent_assist.knowledge.esteem`; several threads may ask."""
        return self._esteem.get(article, 0.0)

    async def thumbs(self, agent: str) -> Mapping[str, Thumb]:
        with refused():
            return {article: _THUMBS[worth] for article, worth in (await self._store.thumbs(agent)).items()}

    async def judge(self, article: str, thumb: Thumb, agent: str) -> None:
        with refused():
            await self._store.thumb(article, agent, _WORTH[thumb])
            await self.look()
        self._publish(ArticleJudged(agent=agent, article=article, thumb=thumb))

    async def used(self, article: str, agent: str) -> None:
        with refused():
            await self._store.used(article, agent)

    async def look(self) -> None:
        """Raises `RecordsUnavailable`: what was known stays."""
        found = await self._store.marks()
        self._esteem = {article: esteem(marks) for article, marks in found.items()}

    async def run(self) -> None:
        """For as long as the service runs."""
        while True:
            try:
                await self.look()
            except RecordsUnavailable as error:
                log.warning("what agents think of articles is looked up later: %s", error)
            await asyncio.sleep(LOOK_S)
