"""One topic: what its calls have in common, by letters and, where it is known, by meaning."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hotline.city.topics.frequencies import Frequencies

MOST_GRAMS = 160
"""Of a topic; beyond them the least telling are forgotten."""
MEMORY = 60.0
"""Calls after which earlier ones count less: a topic goes with what is said today."""
SENTENCES = 12
"""Calls of a topic whose words are kept."""
TELLING = 120
"""Grams by which a topic is found."""

Vector = NDArray[np.float32]


@dataclass(slots=True)
class Topic:
    """Made of the calls that go to it."""

    id: int
    first: float
    """When its first call came, seconds since the Unix epoch."""
    last: float
    calls: int = 0
    weight: float = 0.0
    """Calls, the older ones faded."""
    grams: dict[str, float] = field(default_factory=dict)
    """Of how much of that weight each gram is a part."""
    vector: Vector | None = None
    """The mean of what its calls mean."""
    sentences: deque[str] = field(default_factory=lambda: deque(maxlen=SENTENCES))
    """Words of calls, masked, the newest last."""
    long: float | None = field(default=None, repr=False)
    """Kept for `length`; None: it has changed."""

    def add(
        self, grams: Collection[str], text: str, at: float, common: Frequencies, vector: Vector | None
    ) -> None:
        """One more call."""
        if self.weight >= MEMORY:
            fade = (MEMORY - 1) / self.weight
            self.weight *= fade
            self.grams = {gram: count * fade for gram, count in self.grams.items()}
        self.long = None
        self.calls += 1
        self.weight += 1
        self.first, self.last = min(self.first, at), max(self.last, at)
        for gram in grams:
            self.grams[gram] = self.grams.get(gram, 0.0) + 1
        if len(self.grams) > 2 * MOST_GRAMS:
            self.grams = dict(
                heapq.nlargest(MOST_GRAMS, self.grams.items(), lambda one: one[1] * common.weight(one[0]))
            )
        if vector is not None:
            mean = (
                vector
                if self.vector is None
                else self.vector + (vector - self.vector) / np.float32(self.weight)
            )
            self.vector = mean.astype(np.float32)
        self.sentences.append(text)

    def telling(self, common: Frequencies) -> list[str]:
        """The grams that most of its calls have and few others, the most telling first."""
        return heapq.nlargest(TELLING, self.grams, lambda gram: self.grams[gram] * common.weight(gram))

    def length(self, common: Frequencies) -> float:
        """Of its row of numbers, as it was when its last call came."""
        if self.long is None:
            squares = sum((count * common.weight(gram)) ** 2 for gram, count in self.grams.items())
            self.long = float(squares**0.5 / self.weight)
        return self.long
