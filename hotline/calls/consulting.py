"""The second judge of a running service: there is one, or calls do without."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from contracts import Fault
from hotline.calls.call.dialogue.asked import AskOpinion, no_opinion
from hotline.configuration.second_opinion import KeyUnreadable, SecondOpinionSettings
from hotline.guidance.second_opinion.consultant import Consultant, Outcome
from hotline.guidance.second_opinion.language_model import LanguageModel
from hotline.guidance.second_opinion.question import Choices


@asynccontextmanager
async def consulting(
    settings: SecondOpinionSettings | None,
    on_asked: Callable[[Outcome, float], None],
    on_fault: Callable[[Fault], None],
) -> AsyncIterator[Consultant | None]:
    """The consultant for as long as the context lasts; None when none is configured, or without its key."""
    if settings is None:
        yield None
        return
    try:
        key = await asyncio.to_thread(settings.key)
    except KeyUnreadable as error:
        on_fault(
            Fault(part="second opinion", message=str(error), done="calls go on without a second opinion")
        )
        yield None
        return
    async with LanguageModel.connect(settings, key) as model:
        yield Consultant(settings, model, on_fault=on_fault, on_asked=on_asked)


def judge(consultant: Consultant | None, choices: Choices) -> AskOpinion:
    """Whom a call asks that is guided by these choices."""
    return no_opinion if consultant is None else functools.partial(consultant.ask, choices)
