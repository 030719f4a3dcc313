"""How alike sentences are: by what they mean, or, without the encoder, by their characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from ivr.understanding.topics.meaning import Vector, centred

NEAR_IN_MEANING = 0.28
"""Of 16 short requests of our own, pairs about the same matter are 0.25 to 0.53 alike, others 0.24 at most.
Of the shipped sayings, which are longer, under one pair in a hundred of different intents is as near."""
NEAR_IN_LETTERS = 0.5
"""Half of the characters in the same order."""


class Likeness:
    """Compares sentences."""

    def __init__(self, vectors: Mapping[str, Vector] | None = None) -> None:
        """`vectors`: of unit length, of all sentences that will be compared and of the sayings; None: there
        is no encoder."""
        self.vectors = vectors or {}
        self.by_meaning = bool(vectors)
        self.near = NEAR_IN_MEANING if self.by_meaning else NEAR_IN_LETTERS
        """From where on two are neighbours."""
        self._mean = np.mean([*self.vectors.values()], axis=0) if self.vectors else np.zeros(1, np.float32)

    def knows(self, text: str) -> bool:
        """Whether it can be compared."""
        return not self.by_meaning or text in self.vectors

    def table(self, texts: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
        """Shape (texts, others), 1 for the same."""
        if not self.by_meaning:
            found = process.cdist(texts, others, scorer=fuzz.ratio, dtype=np.float64)
            return np.asarray(found, np.float64) / 100
        return np.asarray(self._centred(texts) @ self._centred(others).T, np.float64)

    def _centred(self, texts: Sequence[str]) -> Vector:
        return centred(np.array([self.vectors[text] for text in texts]), self._mean)
