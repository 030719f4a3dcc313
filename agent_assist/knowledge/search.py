"""Ranks articles for a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from agent_assist.knowledge.articles import Article
from agent_assist.knowledge.index import Index
from agent_assist.knowledge.words import matched_words, query_terms, terms
from contracts import Suggestion

_TERMS = 20
"""Most telling terms of a query that are searched for; bounds the time of a search."""

_CANDIDATES = 16
"""Articles that full-text search hands over for ranking."""

_RECENT = 0.5
"""Weight of the sentences that still count when the latest one has articles of its own."""

_PROMINENT = 0.35
"""Weight from which a part's words are marked in the article."""

_TITLE, _TAGS, _BODY = 1.0, 0.95, 0.5
"""How well a term is covered by where it stands."""


_SEVERAL = 0.25
"""Coverage from which several words of a sentence, or a long one of title or tags, are enough."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What was said, with what each part counts (0 to 1; the latest sentence 1)."""

    parts: tuple[tuple[str, float], ...]

    @property
    def prominent(self) -> str:
        """What was said lately by the caller: the words worth marking in an article."""
        return " ".join(text for text, weight in self.parts if weight >= _PROMINENT)


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of a query, what it counts, and what its terms tell."""

    text: str
    counts: float
    weights: dict[str, float]


class Search:
    """Searches in a thread of its own, one query at a time, so that calls never wait for it."""

    def __init__(self, articles: Sequence[Article], path: Path | None = None) -> None:
        """Builds the index (10,000 articles take seconds: call it off the event loop).

        `path` keeps the index in a file for the next start; it is built anew when articles change.
        """
        self._articles = list(articles)
        self._index = Index(self._articles, path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="knowledge")

    async def find(self, query: SearchQuery, limit: int) -> list[Suggestion]:
        """The best articles, best first; fewer or none when nothing fits."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.find_now, query, limit)

    def find_now(self, query: SearchQuery, limit: int) -> list[Suggestion]:
        """As `find`, in the caller's thread."""
        weights = self._weights(query)
        if not weights:
            return []
        ranked = self._index.candidates(list(weights), _CANDIDATES)
        best_rank = ranked[0][1] if ranked else 0.0
        parts = [_Part(text, one, self._weights(SearchQuery(((text, 1.0),)))) for text, one in query.parts]
        fits = {position: _fit(parts, self._articles[position]) for position, _ in ranked}
        least = _RECENT if max(fits.values(), default=0) >= 1 else 0
        scored = []
        for position, rank in ranked:
            if not fits[position] or fits[position] < least:
                continue
            # Coverage says how much of what was said the article is about, and means the same for
            # every query; the rank only settles order between articles that cover alike.
            score = _coverage(weights, self._articles[position])
            scored.append((score, rank / best_rank, position))
        scored.sort(key=lambda entry: (-(0.8 * entry[0] + 0.2 * entry[1]), entry[2]))
        return [self._suggestion(position, score, query, weights) for score, _, position in scored[:limit]]

    def close(self) -> None:
        """Ends the thread and lets go of the file."""
        self._thread.shutdown()
        self._index.close()

    def _weights(self, query: SearchQuery) -> dict[str, float]:
        weights: dict[str, float] = {}
        for text, part in query.parts:
            for term in query_terms(text):
                weights[term] = max(weights.get(term, 0.0), part * self._index.weight(term))
        telling = sorted(weights, key=lambda term: -weights[term])[:_TERMS]
        return {term: weights[term] for term in telling if weights[term] > 0}

    def _suggestion(
        self, position: int, score: float, query: SearchQuery, weights: dict[str, float]
    ) -> Suggestion:
        article = self._articles[position]
        passage = max(article.passages, key=lambda p: sum(weights.get(t, 0.0) for t in set(terms(p))))
        everything = f"{article.title} {' '.join(article.tags)} {article.body}"
        return Suggestion(
            article=article.id, title=article.title, text=passage,
            source=f"{article.source}（{article.updated:%Y-%m-%d} 更新）",
            score=round(min(1.0, score), 3), matched=tuple(matched_words(query.prominent, everything)[:8]),
        )  # fmt: skip


def _fit(parts: list[_Part], article: Article) -> float:
    """What the most telling sentence counts that the article answers; 0 when it answers none."""
    return max((part.counts for part in parts if part.weights and _answers(part, article)), default=0.0)


def _answers(part: _Part, article: Article) -> bool:
    """Whether the article covers the sentence better than in passing, or, of a long one, several words."""
    coverage = _coverage(part.weights, article)
    if coverage > _BODY:
        return True
    named = f"{article.title} {' '.join(article.tags)}"
    words = matched_words(part.text, f"{named} {article.body}")
    long = any(len(word) > 2 and word in named.lower() for word in words)
    return coverage >= _SEVERAL and (long or len(words) > 1)


def _coverage(weights: dict[str, float], article: Article) -> float:
    """Share (0 to 1) of the query's weight that the article covers."""
    title, tags = set(terms(article.title)), set(terms(" ".join(article.tags)))
    body = set(terms(article.body))
    covered = 0.0
    for term, weight in weights.items():
        if term in title:
            covered += weight * _TITLE
        elif term in tags:
            covered += weight * _TAGS
        elif term in body:
            covered += weight * _BODY
    return covered / sum(weights.values())
