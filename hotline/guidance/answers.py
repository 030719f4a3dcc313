"""What callers are told out of articles, followed while a service runs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date

from agent_assist.knowledge import KnowledgeError
from contracts.errors import ServiceError
from hotline.configuration.articles.published import PublishedArticles
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.spoken.answers import articles_named

log = logging.getLogger(__name__)


class SpokenArticles:
    """Of one configuration after the other. Blocking."""

    def __init__(self, articles: PublishedArticles, config: HotlineConfig) -> None:
        self.articles = articles
        self.expect(config)

    def expect(self, config: HotlineConfig) -> None:
        """From now on that configuration's answers count, as they are now."""
        self._named = articles_named(config)
        self._looked: tuple[int, date] | None = None
        self._said: Mapping[str, str] = {}
        self._said = self._now()

    def changed(self) -> bool:
        """Whether articles say something else than when they were expected: something was published, or a day
        has begun on which one holds, or holds no more. Tells each change once."""
        if not self._named:
            return False
        try:
            looked = self.articles.number(), date.today()
        except ServiceError:
            return False  # who follows the articles for the agents says so
        if looked == self._looked:
            return False
        self._looked = looked
        return self._now() != self._said

    def _now(self) -> Mapping[str, str]:
        if not self._named:
            return {}
        try:
            return self.articles.first_paragraphs(self._named, date.today())
        except (KnowledgeError, ServiceError) as error:
            log.error("callers go on hearing what articles said before: %s", error)
            return self._said
