"""Whether what a sentence means lies on the side of danger: Fisher's linear discriminant of the sayings.

The nearest sayings tell what a sentence is like; this tells what all sayings of danger have in common.
"""

from __future__ import annotations

import numpy as np

from ivr.understanding.topics.meaning import Meaning, Vector
from ivr.understanding.topics.scores import Labels

_SHRINKAGE = 0.3
"""Towards a round cloud, of the covariance: there are few sayings of danger for so many dimensions."""


class Leaning:
    """Made once for the sayings of a configuration."""

    def __init__(self, meaning: Meaning, urgent: Labels) -> None:
        """`urgent`: of each label, whether it tells of danger; some sayings must, and some must not."""
        table, danger = meaning.table.astype(np.float64), urgent[meaning.label_of]
        middles = table[danger].mean(axis=0), table[~danger].mean(axis=0)
        rest = table - np.where(danger[:, None], *middles)
        spread = rest.T @ rest / len(rest)
        size = len(spread)
        spread = (1 - _SHRINKAGE) * spread + _SHRINKAGE * np.trace(spread) / size * np.eye(size)
        self._meaning = meaning
        self._direction = np.linalg.solve(spread, middles[0] - middles[1])
        self._middle = float(self._direction @ (middles[0] + middles[1])) / 2

    def of(self, vector: Vector) -> float:
        """Above 0: nearer to the sayings of danger than to the others; some units of log-odds."""
        return float(self._direction @ self._meaning.centred(vector)) - self._middle
