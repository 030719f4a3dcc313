"""What agents think of articles, asked and changed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, func, select

from agent_assist.knowledge.esteem import Marks
from hotline.records.database.articles.table import ARTICLE_MARKS
from hotline.records.database.connection import insert_of
from hotline.records.database.store import PlainStore

_OWN = ARTICLE_MARKS.c


class ArticleMarkStore(PlainStore):
    """Made by `opened`. Every method raises `RecordsUnavailable`."""

    async def thumb(self, article: str, agent: str, thumb: int) -> None:
        """What that agent says of it from now on: 1, -1, or 0 for nothing."""
        await self._put({"article": article, "agent": agent, "thumb": thumb}, {"thumb": thumb})

    async def used(self, article: str, agent: str) -> None:
        """The agent has copied of it once more."""
        await self._put({"article": article, "agent": agent, "used": 1}, {"used": _OWN.used + 1})

    async def thumbs(self, agent: str) -> Mapping[str, int]:
        """What that agent says, by article."""
        query = select(_OWN.article, _OWN.thumb).where((_OWN.agent == agent) & (_OWN.thumb != 0))
        return {row.article: row.thumb for row in await self._all(query)}

    async def marks(self) -> Mapping[str, Marks]:
        """What all say, by article."""
        query = select(
            _OWN.article,
            _agents(_OWN.thumb > 0).label("up"),
            _agents(_OWN.thumb < 0).label("down"),
            _agents((_OWN.used > 0) & (_OWN.thumb == 0)).label("users"),
        ).group_by(_OWN.article)
        return {row.article: Marks(row.up, row.down, row.users) for row in await self._all(query)}

    async def _put(self, row: Mapping[str, Any], news: Mapping[str, Any]) -> None:
        now = {"at": time.time()}
        statement = insert_of(self._engine.url)(ARTICLE_MARKS).values(**row, **now)
        async with self._transaction() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["article", "agent"], set_={**news, **now})
            )


def _agents(which: Any) -> Any:
    return func.sum(case((which, 1), else_=0))
