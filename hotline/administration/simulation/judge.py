"""The second judge of simulated calls: the language model of the configuration, asked while nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from contracts.dialogue import Opinion
from hotline.configuration.second_opinion import KeyUnreadable
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.second_opinion.language_model import LanguageModel, NoOpinion
from ivr.virtual import Judge

Ask = Callable[[str, tuple[str, ...]], Coroutine[Any, Any, Opinion | None]]
"""(sentence, ids of the likeliest intents) -> a second opinion, if one can be had; never raises."""


def judge_of(guide: CallGuide) -> Judge | None:
    """Whom a simulated call consults; None where the service would do without, too.

    It blocks while it is asked, and is no use on an event loop.
    """
    ask = asking(guide)
    return None if ask is None else lambda text, likely: asyncio.run(ask(text, likely))


def asking(guide: CallGuide) -> Ask | None:
    """The same for a call that goes on while it is asked. Reads the key: blocking."""
    settings = guide.config.second_opinion
    if settings is None:
        return None
    try:
        key = settings.key()
    except KeyUnreadable:
        return None

    async def ask(text: str, likely: tuple[str, ...]) -> Opinion | None:
        try:
            async with LanguageModel.connect(settings, key) as model:
                return await model.ask(guide.choices, text, likely)
        except NoOpinion:
            return None

    return ask
