"""Letters, meaning and sound joined: each part ranks all articles, and what they say is added up.

Of BM25's scores the roots count, so that a name that few articles have does not silence the other parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent_assist.knowledge.joined.bigrams import Letters, SoundOf, Sounds
from agent_assist.knowledge.joined.bm25 import Bm25, Scores, Telling
from agent_assist.knowledge.joined.meaning import Meanings
from agent_assist.knowledge.words import content_runs

LONGEST_QUERY = 2_000
"""Characters of a query that are looked at."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part counts; 0 switches it off. Chosen as docs/benchmarks.md tells."""

    letters: float = 1.0
    meaning: float = 1.25
    sound: float = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """An article, by its place from 0."""

    place: int
    score: float
    """Only to be compared with others of the same query: standard deviations above the mean article."""


class JoinedSearch:
    """Of one set of articles. Never changes, so several threads may ask. Blocking: milliseconds a query."""

    def __init__(
        self, texts: Sequence[str], meanings: Meanings | None = None, sound_of: SoundOf | None = None
    ) -> None:
        """`texts`: of the articles; `meanings`: of the same, in the same order; `sound_of`: the syllable of a
        character. A part that is not given is done without. Takes seconds for 10,000 articles.
        """
        self._count = len(texts)
        self._letters = Bm25(texts, Letters())
        self._meanings = meanings
        self._sounds = Bm25(texts, Sounds(sound_of)) if sound_of is not None else None

    def meaning(self, meanings: Meanings) -> JoinedSearch:
        """The same with what its articles mean."""
        other = copy(self)
        other._meanings = meanings
        return other

    def scores(
        self, query: str, vectors: NDArray[np.float32] | None = None, weights: Weights | None = None
    ) -> Scores:
        """Of all articles. `vectors`: what the query means, one or several of shape (queries, dimensions);
        None: not known, or not in time."""
        count = weights or Weights()
        # A gap stands for each word that says nothing, so that no pair reaches over it.
        query = " ".join(content_runs(query[:LONGEST_QUERY]))
        found = np.zeros(self._count, np.float32)
        if count.letters:
            found += count.letters * _standard(np.sqrt(self._letters.scores(query)))
        if count.meaning and self._meanings is not None and vectors is not None:
            found += count.meaning * _standard(self._meanings.scores(vectors))
        if count.sound and self._sounds is not None:
            found += count.sound * _standard(np.sqrt(self._sounds.scores(query)))
        return found

    def telling(self, query: str, common: float) -> tuple[Telling, Telling | None]:
        """What a query's pairs of characters tell, and its pairs of syllables; see `Bm25.telling`."""
        query = " ".join(content_runs(query[:LONGEST_QUERY]))
        by_sound = None if self._sounds is None else self._sounds.telling(query, common)
        return self._letters.telling(query, common), by_sound

    def near(self, vectors: NDArray[np.float32]) -> Scores | None:
        """How near in meaning each article is, as a cosine; None where that is not known."""
        return None if self._meanings is None else self._meanings.scores(vectors)

    def find(
        self,
        query: str,
        vectors: NDArray[np.float32] | None = None,
        *,
        limit: int,
        weights: Weights | None = None,
    ) -> list[Found]:
        """The best articles, best first; none where no part tells any of them apart."""
        scores = self.scores(query, vectors, weights)
        if not len(scores) or float(scores.max()) <= 0:
            return []
        best = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
        best = best[np.lexsort((best, -scores[best]))]
        return [Found(int(place), float(scores[place])) for place in best if scores[place] > 0]


def _standard(scores: Scores) -> Scores:
    """Mean 0 and standard deviation 1; all 0 where nothing is told apart."""
    if not len(scores) or not (spread := float(scores.std())) > 1e-6:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / spread, np.float32)
