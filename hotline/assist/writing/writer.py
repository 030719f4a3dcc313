"""Has a language model write the summary of a talk that is over, and keeps what is grounded of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from agent_assist.assist.live.assistant import Said, Write, written_by_nobody
from agent_assist.assist.summary.grounded import grounded
from contracts import Fault, SummaryClause
from hotline.assist.writing.question import MOST_CLAUSES, MOST_SENTENCES, WrittenClause, body, clauses_in
from hotline.configuration.assist import SummaryModelSettings
from hotline.configuration.second_opinion import KeyUnreadable
from hotline.guidance.second_opinion.breaker import PAUSE_S, Breaker
from hotline.guidance.second_opinion.language_model import LanguageModel, NoOpinion
from hotline.records.masking.masking import mask_said

log = logging.getLogger(__name__)

PART = "summary model"
_STAYS = "小结照旧用原话 / summaries stay in the citizen's words"


class SummaryWriter:
    """A language model behind a time limit, a bound and a breaker. One for the whole service."""

    def __init__(
        self, settings: SummaryModelSettings, model: LanguageModel, on_fault: Callable[[Fault], None]
    ) -> None:
        """`on_fault` hears once of every outage."""
        self._settings = settings
        self._model = model
        self._on_fault = on_fault
        self._breaker = Breaker()
        self._open = 0

    async def write(self, said: Sequence[Said]) -> Sequence[SummaryClause]:
        """The clauses that say nothing but what was said, numbers masked; none where there is no answer in
        time. Never raises."""
        now = asyncio.get_running_loop().time()
        if self._open >= self._settings.most_at_once or not self._breaker.allows(now):
            return ()
        heard = [(line, role, mask_said(text)) for line, role, text in said[-MOST_SENTENCES:]]
        self._open += 1
        try:
            request = body(self._settings, [(role, text) for _, role, text in heard])
            written = await self._model.complete(request, clauses_in)
        except NoOpinion as error:
            self._failed(str(error))
            return ()
        finally:
            self._open -= 1
        self._breaker.succeeded()
        return _shown(written, heard)

    def _failed(self, why: str) -> None:
        log.debug("no summary of the model: %s", why)
        if self._breaker.failed(asyncio.get_running_loop().time()):
            where = urlsplit(self._settings.url).netloc
            done = f"{_STAYS}; it is tried again every {PAUSE_S:g} s"
            self._on_fault(Fault(part=PART, message=f"{where}: {why}", done=done))


@asynccontextmanager
async def writing(
    settings: SummaryModelSettings | None, on_fault: Callable[[Fault], None]
) -> AsyncIterator[Write]:
    """Who writes for as long as the context lasts: nobody where there is no model, or without its key."""
    if settings is None:
        yield written_by_nobody
        return
    try:
        key = await asyncio.to_thread(settings.key)
    except KeyUnreadable as error:
        on_fault(Fault(part=PART, message=str(error), done=_STAYS))
        yield written_by_nobody
        return
    async with LanguageModel.connect(settings, key) as model:
        yield SummaryWriter(settings, model, on_fault).write


def _shown(written: Sequence[WrittenClause], heard: Sequence[Said]) -> list[SummaryClause]:
    found = []
    for clause in written[:MOST_CLAUSES]:
        places = sorted(set(clause.sentences))
        if places[0] < 0 or places[-1] >= len(heard):
            continue
        if grounded(clause.text, [heard[place][2] for place in places]):
            lines = tuple(heard[place][0] for place in places)
            found.append(SummaryClause(text=clause.text.strip(), lines=lines))
    return found
