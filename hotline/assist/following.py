"""Articles that are published while the service runs: searched in at once, their meaning learned beside."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from agent_assist.knowledge import Article
from agent_assist.knowledge.article_search import ArticleSearch
from contracts import Event, Fault
from contracts.errors import HotlineError
from hotline.configuration.articles.published import PublishedArticles
from hotline.machine.language import in_both
from hotline.machine.tasks import background

log = logging.getLogger(__name__)

POLL_S = 0.5
"""How often is looked whether articles were published."""

Build = Callable[[Sequence[Article]], ArticleSearch]
"""Blocking: a second for some 5,000 articles."""
Take = Callable[[ArticleSearch], None]
Learn = Callable[[ArticleSearch], Coroutine[Any, Any, None]]
"""Lets a search know what its articles mean; may take minutes, and is cancelled for a newer one."""


class Progress(Protocol):
    """Told of each generation by its number (`ServiceStateFile` keeps it)."""

    def took(self, number: int) -> None:
        """Agents get it."""

    def refused(self, number: int, why: str) -> None:
        """It cannot be used; agents go on with the one before."""


class ArticleFollower:
    """Keeps the search over what is published now."""

    def __init__(
        self,
        articles: PublishedArticles,
        build: Build,
        learn: Learn,
        progress: Progress,
        publish: Callable[[Event], None],
    ) -> None:
        self._articles = articles
        self._build = build
        self._learn = learn
        self._take: tuple[Take, ...] = ()
        self._progress = progress
        self._publish = publish
        self._seen = 0
        self._trouble = ""

    async def first(self) -> ArticleSearch:
        """The search over what is published at the start. Raises `KnowledgeError`, `GenerationError`."""
        self._seen, search = await asyncio.to_thread(self._built)
        return search

    @asynccontextmanager
    async def following(self, search: ArticleSearch, *take: Take) -> AsyncIterator[None]:
        """For as long as the context lasts; begins with what `first` gave. `take` are given each search after
        it, on the event loop."""
        self._take = take
        async with background(self._run(search), "articles"):
            yield

    async def _run(self, search: ArticleSearch) -> None:
        learning = asyncio.create_task(self._learn(search))
        try:
            while True:
                await asyncio.sleep(POLL_S)
                if (new := await self._look()) is not None:
                    await _ended(learning)
                    learning = asyncio.create_task(self._learn(new))
        finally:
            await _ended(learning)

    async def _look(self) -> ArticleSearch | None:
        """What was published since the last look, searched in from now on; None: nothing was."""
        number = self._seen
        try:
            number = await asyncio.to_thread(self._articles.number)
            if number == self._seen:
                return None
            self._seen = number  # tried once
            self._seen, search = await asyncio.to_thread(self._built)
        except (HotlineError, OSError) as error:
            self._refuse(number, error)
            return None
        self._trouble = ""
        for take in self._take:
            take(search)
        self._progress.took(self._seen)
        log.info("generation %d of the articles is live: %d articles", self._seen, len(search.articles))
        return search

    def _built(self) -> tuple[int, ArticleSearch]:
        number = self._articles.number()
        return number, self._build(self._articles.articles())

    def _refuse(self, number: int, error: Exception) -> None:
        if (why := str(error)) == self._trouble:
            return
        self._trouble = why
        log.error("generation %d of the articles is not used: %s", number, why)
        self._progress.refused(number, in_both(error))
        message = f"generation {number} of the articles: {why}"
        self._publish(Fault(part="knowledge", message=message, done="agents get the articles before"))


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancels the task if it still runs, and waits for its end; that it failed stands in the log."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        try:
            await task
        except Exception:  # whatever it was: articles are found by words and sounds
            log.exception("what articles mean was not learned")
