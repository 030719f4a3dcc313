"""What a sentence means: how near it is to the sayings, by the vectors that a sentence encoder makes.

The vectors come from outside; here they are only compared. All sentences of one encoder point into nearly the
same direction, so the mean of the sayings is taken away first: what is left tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

_NEAREST = 3
"""Sayings of an intent that count, those most like the sentence. On sayings that were held out one counts too
little (a chance likeness), ten too much (an intent has several meanings)."""


_APART = 4.0
"""Between the labels where all likenesses, which are from -1 to 1, stand in one row."""


class Meaning:
    """The sayings of all labels, as vectors."""

    def __init__(self, texts: Sequence[str], labels: Sequence[int], vectors: Sequence[Vector]) -> None:
        """One of each for every saying; vectors of one length. Needs a saying at least."""
        table = np.asarray(vectors, np.float32)
        self._texts, self._mean = tuple(texts), table.mean(axis=0)
        self.table = centred(table, self._mean)
        """A unit vector for each saying, shape (sayings, dimensions)."""
        self.label_of = np.asarray(labels, np.intp)
        """Of each saying."""
        self._count = np.bincount(self.label_of)
        """Of each label its sayings."""
        self._begin = np.cumsum(self._count) - self._count

    def likeness(self, vector: Vector, labels: int) -> NDArray[np.float64]:
        """Shape (labels,), 0 to 1: of each the mean of its sayings that mean most nearly the same.

        A label without a saying, or with fewer than are counted, has nothing for those; what means the
        contrary counts as nothing, too.
        """
        # Sorted by label, and within a label the nearest first: all at once takes half a millisecond.
        order = np.sort(_APART * self.label_of - self._alike(vector))
        nearest = np.zeros(len(self._count))
        for place in range(_NEAREST):
            having = np.flatnonzero(self._count > place)
            alike = _APART * having - order[self._begin[having] + place]
            nearest[having] += np.maximum(alike, 0)
        return np.pad(nearest / _NEAREST, (0, labels - len(nearest)))

    def nearest(self, vector: Vector, label: int) -> tuple[str, float]:
        """The saying of the label that means most nearly the same, and its likeness; empty if it has none."""
        own = np.flatnonzero(self.label_of == label)
        if not len(own):
            return "", 0.0
        alike = self._alike(vector)[own]
        best = int(alike.argmax())
        return self._texts[own[best]], float(alike[best])

    def _alike(self, vector: Vector) -> NDArray[np.float64]:
        return np.asarray(self.table @ self.centred(vector), np.float64)

    def centred(self, vector: Vector) -> Vector:
        """A sentence as the sayings stand in `table`."""
        return centred(vector, self._mean)


def centred(vectors: Vector, mean: Vector) -> Vector:
    """Without what they have in common, shape (…, dimensions), of unit length again."""
    rest = vectors - mean
    length = np.linalg.norm(rest, axis=-1, keepdims=True)
    return np.asarray(rest / np.maximum(length, 1e-9), np.float32)
