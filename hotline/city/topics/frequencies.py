"""How common each gram is: what stands in every second call tells nothing of a topic."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

MOST = 400_000
"""Grams that are counted; beyond them those that were seen once are forgotten."""

FRESH = 500
"""Texts after which weights are made anew, at the latest."""


class Frequencies:
    """Of the calls so far."""

    def __init__(self, texts: int = 0, counts: Mapping[str, int] | None = None) -> None:
        self.texts = texts
        self.counts: dict[str, int] = dict(counts or {})
        self._weights: dict[str, float] = {}
        self._weighed = 0

    def add(self, grams: Iterable[str]) -> None:
        """Those of one more text."""
        self.texts += 1
        for gram in grams:
            self.counts[gram] = self.counts.get(gram, 0) + 1
        if self.texts >= self._weighed + min(FRESH, 1 + self._weighed // 20):
            self._weights.clear()
            self._weighed = self.texts
        if len(self.counts) > MOST:
            self.counts = {gram: count for gram, count in self.counts.items() if count > 1}

    def weight(self, gram: str) -> float:
        """Large of what is rare; of a gram that is in all texts nearly nothing. As it was a few texts ago."""
        if (weight := self._weights.get(gram)) is None:
            weight = self._weights[gram] = math.log1p(self.texts / (self.counts.get(gram, 0) + 1.0))
        return weight
