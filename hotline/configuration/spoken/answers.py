"""Answers that come from the knowledge base: the first paragraph of an article, if it is short enough."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import date
from typing import Protocol

from agent_assist.knowledge import KnowledgeError, load_articles
from contracts.errors import ServiceError
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import CHECKOUT
from ivr.settings.intents.intents import IntentSettings

log = logging.getLogger(__name__)

LONGEST = 120
"""Characters that are read out: about half a minute. Nobody listens to more on a telephone."""


class Paragraphs(Protocol):
    """Where the texts of articles come from."""

    def first_paragraphs(self, ids: Collection[str], day: date) -> Mapping[str, str]:
        """Of those among the articles that hold on that day. Blocking; raises `KnowledgeError` and
        `ServiceError`."""


class FolderParagraphs:
    """Articles as they lie in the configured folder, published or not."""

    def __init__(self, config: HotlineConfig) -> None:
        self._folder = CHECKOUT / config.desk.knowledge

    def first_paragraphs(self, ids: Collection[str], day: date) -> dict[str, str]:
        """See `Paragraphs`."""
        articles = load_articles(self._folder)
        return {one.id: one.passages[0] for one in articles if one.id in ids and one.holds(day)}


def articles_named(config: HotlineConfig) -> frozenset[str]:
    """Ids of the articles that answers are taken from."""
    answers = [intent.answer for intent in config.ivr.intents if intent.answer is not None]
    return frozenset(answer.article for answer in answers if answer.article)


def first_paragraphs(config: HotlineConfig, source: Paragraphs | None = None) -> Mapping[str, str]:
    """The first paragraph of each article that an answer is taken from, by its id, if it holds today.

    `source`: without it the configured folder; nothing is read when no intent names an article. Blocking.
    Raises `KnowledgeError` when the knowledge base cannot be read.
    """
    if not (ids := articles_named(config)):
        return {}
    return (source or FolderParagraphs(config)).first_paragraphs(ids, date.today())


def with_answers(config: HotlineConfig, source: Paragraphs | None = None) -> HotlineConfig:
    """The configuration with the texts of articles in place of their ids.

    An article that is missing, does not hold today or is too long to be read out is no answer: its callers
    are put through at once. So are all when the knowledge base cannot be read. `hotline check` tells all of
    these. Blocking.
    """
    try:
        texts = first_paragraphs(config, source)
    except (KnowledgeError, ServiceError) as error:
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
