"""How long after a sentence is heard its articles are suggested, by all that a service has for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from agent_assist.assist.assistance import emergency_of
from agent_assist.assist.risk.risk import risks_in
from agent_assist.assist.turns import Sentence
from agent_assist.knowledge import Article
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.suggester import Suggester
from contracts import Bridged, Event, Suggested, TranscriptFinal, TranscriptPartial
from contracts.sentences import LONGEST_PASSAGE
from hotline.assist.live import PATIENCE_S
from hotline.assist.reader import GuideReader
from hotline.bench.assist.answered import Answered
from hotline.bench.assist.latency import drawn_texts
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.sounds import sound_of
from hotline.machine.encoder.asking import encoder_process
from hotline.machine.encoder.sentences import SpokenSentences
from hotline.machine.paths import DEFAULT_CONFIG
from hotline.machine.setup.fetched.sentence_encoder import SENTENCE_ENCODER
from hotline.machine.setup.layout import checkout
from hotline.machine.tasks import background

ARTICLES = 10_000
CALLS = 100
NOTE = (
    f"suggestion_ms: from a sentence's end at the suggester to its articles, {ARTICLES:,} articles as in "
    "latency_ms, danger judged by the shipped configuration, the encoder in its process; what passed (p50, "
    "p95), and processor time of this process"
)
_PARTIAL = 6
"""Characters by which a partial grows."""
_LIMIT_S = 30.0


def suggestion_ms(
    messages: Sequence[Answered], vectors: NDArray[np.float32], seed: int, articles: int = ARTICLES
) -> Mapping[str, float]:
    """p50 and p95. `vectors`: of real passages, from which those of the articles are drawn. Blocking: a
    minute."""
    rng = np.random.default_rng(seed)
    search = _search(messages, vectors, articles, rng)
    asked = [messages[at].subject for at in rng.permutation(len(messages))[:CALLS]]
    took = np.array(asyncio.run(_measured(search, asked, CallGuide.of(load(DEFAULT_CONFIG, HotlineConfig)))))
    wall, cpu = np.percentile(took, (50, 95), axis=0).T
    return {
        "p50": round(float(wall[0]), 1),
        "p95": round(float(wall[1]), 1),
        "cpu_p50": round(float(cpu[0]), 1),
        "cpu_p95": round(float(cpu[1]), 1),
    }


def _search(
    messages: Sequence[Answered], vectors: NDArray[np.float32], articles: int, rng: np.random.Generator
) -> ArticleSearch:
    texts = drawn_texts([one.reply for one in messages], articles, rng)
    made = [
        Article(
            id=f"a{number}", title=text[:12], source="答复", updated=date(2026, 1, 1), body=text[12:] or text
        )
        for number, text in enumerate(text[: LONGEST_PASSAGE - 20] for text in texts)
    ]
    search = ArticleSearch(made, sound_of)
    search.know({piece: vectors[rng.integers(len(vectors))] for piece in search.passages()})
    return search


async def _measured(
    search: ArticleSearch, asked: Sequence[str], guide: CallGuide
) -> list[tuple[float, float]]:
    """Of each sentence what passed, and the processor time, in ms."""
    reader = GuideReader(guide, datetime.now(), lambda _text: None)
    spoken = SpokenSentences(encoder_process(SENTENCE_ENCODER.folder(checkout()), 0))

    def emergency(text: str, finished: bool) -> str:
        return emergency_of(risks_in(Sentence(0, "caller", "caller", text), reader, finished=finished))

    async def encode(text: str) -> NDArray[np.float32] | None:
        return (await spoken.vector_of(text, PATIENCE_S)).vector

    emitted: asyncio.Queue[Event] = asyncio.Queue()
    suggester = Suggester(search, emitted.put_nowait, emergency_of=emergency, encode=encode)
    took = []
    async with AsyncExitStack() as stack:
        stack.push_async_callback(spoken.close)
        await spoken.vector_of(asked[0], _LIMIT_S)  # the process is there, as in a service
        thread = stack.enter_context(ThreadPoolExecutor(max_workers=1))
        await stack.enter_async_context(background(suggester.run(thread), "suggester"))
        for number, text in enumerate(asked):
            call = str(number)
            suggester.handle(Bridged(call=call, agent="bench"))
            for length in range(_PARTIAL, len(text), _PARTIAL):
                suggester.handle(TranscriptPartial(call=call, leg="caller", utterance=0, text=text[:length]))
                await asyncio.sleep(0.05)
            await _drained(emitted)
            began, worked = time.perf_counter(), time.process_time()
            suggester.handle(_final(call, text))
            await _of(call, text, emitted)
            took.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)))
    return took


def _final(call: str, text: str) -> TranscriptFinal:
    return TranscriptFinal(
        call=call, leg="caller", utterance=0, text=text, start_ms=0, end_ms=1000, confidence=1.0
    )


async def _drained(emitted: asyncio.Queue[Event]) -> None:
    while not emitted.empty():
        emitted.get_nowait()


async def _of(call: str, text: str, emitted: asyncio.Queue[Event]) -> None:
    """The suggestions for that whole sentence are there."""
    while True:
        event = await asyncio.wait_for(emitted.get(), _LIMIT_S)
        if isinstance(event, Suggested) and (event.call, event.for_text) == (call, text):
            return
