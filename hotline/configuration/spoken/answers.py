"""Answers that come from the knowledge base: the first paragraph of an article, if it is short enough."""

from __future__ import annotations

import logging

from agent_assist.knowledge import KnowledgeError, load_articles
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import CHECKOUT
from ivr.settings.intents.intents import IntentSettings

log = logging.getLogger(__name__)

LONGEST = 120
"""Characters that are read out: about half a minute. Nobody listens to more on a telephone."""


def first_paragraphs(config: HotlineConfig) -> dict[str, str]:
    """The first paragraph of each article, by its id; none is read when no intent names one.

    Blocking. Raises `KnowledgeError` when the knowledge base cannot be read.
    """
    if not any(intent.answer is not None and intent.answer.article for intent in config.ivr.intents):
        return {}
    articles = load_articles(CHECKOUT / config.desk.knowledge)
    return {article.id: article.passages[0] for article in articles}


def with_answers(config: HotlineConfig) -> HotlineConfig:
    """The configuration with the texts of articles in place of their ids.

    An article that is missing or too long to be read out is no answer: its callers are put through at once.
    So are all when the knowledge base cannot be read. `hotline check` tells both. Blocking.
    """
    try:
        texts = first_paragraphs(config)
    except KnowledgeError as error:
        log.error("callers are put through without the answers of the knowledge base: %s", error)
        texts = {}

    def answered(intent: IntentSettings) -> IntentSettings:
        if intent.answer is None or intent.answer.article is None:
            return intent
        text = texts.get(intent.answer.article, "")
        answer = (
            intent.answer.model_copy(update={"text": text, "article": None})
            if 0 < len(text) <= LONGEST
            else None
        )
        return intent.model_copy(update={"answer": answer})

    intents = tuple(map(answered, config.ivr.intents))
    return config.model_copy(update={"ivr": config.ivr.model_copy(update={"intents": intents})})
