"""Articles looked up by hand: the search that suggests them while people talk, asked with typed words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from agent_assist.articles.port import ArticleView
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.query import asked
from agent_assist.refusal import ActionRefused
from contracts import Suggestion

LIMIT = 10
"""Articles that are found at once."""
MOST_AT_ONCE = 50
"""Questions that wait for their turn: the search has one thread, and calls are helped by it, too."""

MeaningOf = Callable[[str], Awaitable[NDArray[np.float32] | None]]
"""What words mean; None: not known in time."""


class Lookup:
    """Implements `agent_assist.articles.port.Knowledge`."""

    def __init__(
        self,
        search: ArticleSearch,
        meaning: MeaningOf,
        thread: Executor,
        district_of: Callable[[str], str] = lambda _call: "",
    ) -> None:
        """`thread`: in which it is searched; `district_of` a call: where it is about, or empty."""
        self._district_of = district_of
        self._search = search
        self._meaning = meaning
        self._thread = thread
        self._waiting = 0

    def search_in(self, search: ArticleSearch) -> None:
        """From the next question on those articles are found."""
        self._search = search

    async def find(self, words: str, call: str = "") -> Sequence[Suggestion]:
        if self._waiting >= MOST_AT_ONCE:
            raise ActionRefused("查询的人太多，请稍后再试 / Too many ask at once: try again")
        self._waiting += 1
        try:
            vector = await self._meaning(words)
            loop = asyncio.get_running_loop()
            query = asked(words, self._district_of(call) if call else "")
            return await loop.run_in_executor(self._thread, self._search.find, query, LIMIT, vector)
        finally:
            self._waiting -= 1

    async def article(self, article: str) -> ArticleView | None:
        found = self._search.article(article)
        if found is None:
            return None
        return ArticleView(
            id=found.id,
            title=found.title,
            tags=found.tags,
            source=found.source,
            updated=found.updated,
            passages=tuple(found.passages),
        )
