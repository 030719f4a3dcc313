"""The assist of a running service: the knowledge base, its meaning, what is noted of calls."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent_assist.assist.live.assistant import Assistant
from agent_assist.cases.drafted import Learned, nothing_learned
from agent_assist.knowledge import Article
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.suggester import Suggester
from agent_assist.settings import DeskSettings
from contracts.sentences import PASSAGES
from hotline.assist.following import ArticleFollower
from hotline.assist.lookup import Lookup
from hotline.assist.opinions import Opinions
from hotline.assist.reading import LiveReading, NamesOfArticles
from hotline.assist.writing.writer import writing
from hotline.configuration.articles.published import PublishedArticles
from hotline.configuration.assist import SummaryModelSettings
from hotline.configuration.generations.service_state import ServiceStateFile
from hotline.guidance.live import Live
from hotline.guidance.sounds import sound_of
from hotline.machine.encoder.asking import encoder_process
from hotline.machine.encoder.finding import kept_vectors, lack
from hotline.machine.encoder.kept import Vectors
from hotline.machine.encoder.making import making
from hotline.machine.encoder.sentences import SpokenSentences
from hotline.machine.line_process.errors import LineProcessError
from hotline.machine.paths import State
from hotline.machine.setup.fetched.sentence_encoder import SENTENCE_ENCODER
from hotline.machine.setup.layout import checkout
from hotline.machine.tasks import background
from hotline.records.bus import EventBus
from hotline.records.database.articles.store import ArticleMarkStore

log = logging.getLogger(__name__)

PATIENCE_S = 0.15
"""How long a sentence's meaning is waited for: an agent sees what its words find sooner than that late."""
_FOR_AGENTS, _FOR_ARTICLES = 3, 15
"""Niceness: callers go before agents, who need no more than a hint; nobody waits for articles."""
_IDLE_S = 30.0
_AT_ONCE = 4
"""Articles that are made and kept in one go: some seconds where the machine is busy."""


@dataclass(frozen=True, slots=True)
class Assisting:
    """What others have to do with."""

    assistant: Assistant
    lookup: Lookup
    opinions: Opinions


@asynccontextmanager
async def assisting(
    settings: DeskSettings,
    state: State,
    bus: EventBus,
    live: Live,
    marks: ArticleMarkStore,
    articles: PublishedArticles,
    model: SummaryModelSettings | None,
    learned: Learned = nothing_learned,
) -> AsyncIterator[Assisting]:
    """Articles are suggested and looked up, and conversations noted, for as long as the context lasts.

    `learned`: of the city's own cases, asked in one thread. Raises `KnowledgeError`, `GenerationError`.
    """
    judge = NamesOfArticles(live)

    async with AsyncExitStack() as stack:
        opinions = await stack.enter_async_context(Opinions.opened(marks, bus.publish))

        def build(found: Sequence[Article]) -> ArticleSearch:
            return ArticleSearch(found, sound_of, judge.topics_of, opinions.esteem_of)

        meaning = await stack.enter_async_context(ArticleMeanings.opened(state))
        reading = LiveReading(live, meaning.of, learned)
        # One for both: agents' help never takes more than one core from callers.
        thread = stack.enter_context(ThreadPoolExecutor(max_workers=1, thread_name_prefix="assist"))
        note = ServiceStateFile(state.running_articles, await asyncio.to_thread(articles.number))
        follower = ArticleFollower(articles, build, meaning.learn, note, bus.publish)
        search = await follower.first()
        suggester = Suggester(
            search,
            bus.publish,
            limit=settings.suggestions,
            emergency_of=reading.emergency_of,
            encode=functools.partial(_meant, reading, meaning),
            topics_of=reading.topics_of,
        )
        write = await stack.enter_async_context(writing(model, bus.publish))
        assistant = Assistant(reading.understood, bus.publish, thread, reading.know, write)
        for handle in (suggester.handle, assistant.handle):
            bus.listen(handle)
        lookup = Lookup(search, meaning.of, thread, suggester.district_of)
        await stack.enter_async_context(follower.following(search, suggester.search_in, lookup.search_in))
        await stack.enter_async_context(background(suggester.run(thread), "suggester"))
        await stack.enter_async_context(background(assistant.run(), "assistant"))
        yield Assisting(assistant, lookup, opinions)


async def _meant(reading: LiveReading, meaning: ArticleMeanings, text: str) -> NDArray[np.float32] | None:
    """What a sentence means to the search; the topics of the talk are told by its meaning, too."""
    await reading.know(text)
    return await meaning.of(text)


class ArticleMeanings:
    """What sentences mean, in time or not at all; what articles mean is learned beside the calls."""

    def __init__(self, spoken: SpokenSentences | None, state: State) -> None:
        """`spoken`: None where there is no encoder."""
        self._spoken = spoken
        self._state = state

    @classmethod
    @asynccontextmanager
    async def opened(cls, state: State) -> AsyncIterator[ArticleMeanings]:
        """For as long as the context lasts."""
        if lack(checkout()) is not None:
            yield cls(None, state)
            return
        spoken = SpokenSentences(encoder_process(SENTENCE_ENCODER.folder(checkout()), _FOR_AGENTS))
        spoken.start()
        try:
            yield cls(spoken, state)
        finally:
            await spoken.close()

    async def learn(self, search: ArticleSearch) -> None:
        """Lets the search know what its articles mean, if that can be known; makes once what is not kept."""
        if self._spoken is not None:
            await _learn(search, self._state)

    async def of(self, text: str) -> NDArray[np.float32] | None:
        """None: it is not known in time."""
        return None if self._spoken is None else (await self._spoken.vector_of(text, PATIENCE_S)).vector


async def _learn(search: ArticleSearch, state: State) -> None:
    """Makes the vectors that are not kept; the search knows them all in the end, or goes on without."""
    kept = kept_vectors(state, PASSAGES)
    texts = search.passages()
    known: Vectors = await asyncio.to_thread(kept.of, texts)
    if missing := [text for text in texts if text not in known]:
        log.warning("learning what %d pieces of articles mean, once, beside the calls", len(missing))
        process = encoder_process(SENTENCE_ENCODER.folder(checkout()), _FOR_ARTICLES, _IDLE_S, PASSAGES)
        try:
            async for new in making(process, kept, missing, _AT_ONCE):
                known |= new
        except LineProcessError as error:
            log.warning("articles are found by words and sounds: %s", error)
        finally:
            await process.close()
    await asyncio.to_thread(search.know, known)
