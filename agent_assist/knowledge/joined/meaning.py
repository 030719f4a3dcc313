"""What articles mean, as one matrix: a query's product with it says how near each is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

DIMENSIONS = 192
"""Of the vectors that are compared, those in which the articles differ most: half as much to multiply."""
_EVEN = 1.0
"""Against dividing by next to nothing: share of the mean variance that is added to that of each direction."""


class Meanings:
    """Articles as vectors of windows. Never changes, so several threads may ask.

    The vectors of one network all point about the same way, and what sets articles apart is a small part of
    them. So their mean is taken off, and the directions in which they differ most are shortened (whitening).
    """

    def __init__(self, windows: Sequence[NDArray[np.float32]]) -> None:
        """`windows`: of each article the vectors of its windows, shape (windows, dimensions); at least one,
        and at least one article. Raises `ValueError`."""
        lengths = [len(of_one) for of_one in windows]
        if not lengths or min(lengths) < 1:
            raise ValueError("an article without a vector: give each at least one")
        self._begins = np.cumsum([0, *lengths[:-1]])
        self._single = max(lengths) == 1
        table = np.concatenate(list(windows)).astype(np.float32, copy=False)
        self._mean = table.mean(axis=0)
        self._turn = _whitening(table - self._mean)
        self._windows = _unit((table - self._mean) @ self._turn)

    def scores(self, queries: NDArray[np.float32]) -> Vector:
        """Of each article the cosine of its best window; of several queries, shape (queries, dimensions), the
        mean."""
        wanted = _unit((np.atleast_2d(queries) - self._mean) @ self._turn)
        near = self._windows @ wanted.T
        if not self._single:
            near = np.maximum.reduceat(near, self._begins, axis=0)
        return np.asarray(near.mean(axis=1), np.float32)


def _whitening(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shape (dimensions, fewer dimensions)."""
    variances, directions = np.linalg.eigh(table.T @ table / max(1, len(table)))
    variances = np.maximum(variances, 0)
    even = _EVEN * float(variances.mean()) or 1.0
    kept = slice(max(0, len(variances) - DIMENSIONS), None)
    return np.asarray((directions / np.sqrt(variances + even))[:, kept], np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)
