"""What citizens said that no article fitted. Blocking, in the worker process."""

from __future__ import annotations

import asyncio
import time

from agent_assist.admin.wire.articles import Unanswered, UnansweredQuestion, UnansweredRequest
from contracts import Suggested
from contracts.errors import ServiceError
from hotline.administration.page.articles.job import ArticlesJob
from hotline.administration.page.no_records import no_records
from hotline.machine.paths import State
from hotline.records.database.past.unanswered import UnansweredStore
from hotline.records.masking.masking import mask_said

MOST_TOLD = 200
_CALLS = 5
_DAY_S = 86_400


def unanswered(job: ArticlesJob[UnansweredRequest]) -> Unanswered:
    """The most frequent first, then the latest. Refuses when there are no records."""
    state = State(job.state)
    since = time.time() - job.asked.days * _DAY_S
    if job.database is None and not state.database.is_file():
        raise no_records(ServiceError(f"{state.database}"))
    try:
        found = asyncio.run(_asked(job.database or state.database_url, since))
    except ServiceError as error:
        raise no_records(error) from None
    by_text: dict[str, list[Suggested]] = {}
    for one in found:
        by_text.setdefault(mask_said(one.for_text), []).append(one)
    told = [
        UnansweredQuestion(
            text=text,
            times=len(ones),
            last=ones[0].at,
            calls=tuple(dict.fromkeys(one.call for one in ones))[:_CALLS],
        )
        for text, ones in by_text.items()
    ]
    told.sort(key=lambda one: (-one.times, -one.last))
    return Unanswered(questions=tuple(told[:MOST_TOLD]))


async def _asked(url: str, since: float) -> list[Suggested]:
    async with UnansweredStore.opened(url) as store:
        return await store.since(since)
