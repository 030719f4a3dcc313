"""The second judge of simulated calls: the language model of the configuration, asked while nobody waits."""

from __future__ import annotations

import asyncio

from contracts.dialogue import Opinion
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.second_opinion import KeyUnreadable
from hotline.guidance.second_opinion.language_model import LanguageModel, NoOpinion
from hotline.guidance.second_opinion.question import Choices
from ivr.virtual import Judge


def judge_of(config: HotlineConfig) -> Judge | None:
    """Whom a simulated call consults; None where the service would do without, too.

    It blocks while it is asked.
    """
    settings = config.second_opinion
    if settings is None:
        return None
    try:
        key = settings.key()
    except KeyUnreadable:
        return None
    choices = Choices.of(config.ivr)

    async def ask(text: str, likely: tuple[str, ...]) -> Opinion | None:
        try:
            async with LanguageModel.connect(settings, key) as model:
                return await model.ask(choices, text, likely)
        except NoOpinion:
            return None

    return lambda text, likely: asyncio.run(ask(text, likely))
