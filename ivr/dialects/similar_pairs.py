"""Learned pairs of syllables that sound like a heard pair."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ivr.dialects.memo import Memo
from ivr.dialects.sounds import NO_SYLLABLE, Sounds, code

FARTHEST = 1.0
"""Pairs whose two costs add up to more are not alike."""

_FARTHEST_ONE = 0.75
"""Most cost of either syllable."""

_STEEP = 3.0
"""How fast likeness falls with cost."""

_CACHED = 20_000

Like = tuple[NDArray[np.intp], NDArray[np.float64]]
"""Numbers of learned pairs, and how like the heard pair they are: below 1, above 0."""


class NearPairs:
    """Answers for any two syllables that follow one another. Its cost does not grow with what is learned."""

    def __init__(self, pairs: Sequence[tuple[str, str]], sounds: Sounds) -> None:
        """`pairs` of toneless syllables; pairs with anything else in them are like nothing."""
        codes = [(code(one), code(other)) for one, other in pairs]
        self._number = np.full((NO_SYLLABLE, NO_SYLLABLE), -1, np.int32)
        for number, (one, other) in enumerate(codes):
            if one != NO_SYLLABLE and other != NO_SYLLABLE:
                self._number[one, other] = number
        self._known = [
            np.unique([pair[side] for pair in codes if pair[side] != NO_SYLLABLE]) for side in (0, 1)
        ]
        self._sounds = sounds
        self._kept = Memo[tuple[str, str], Like](_CACHED)

    def of(self, pair: tuple[str, str]) -> Like:
        """Learned pairs like a heard one, without the pair itself."""
        return self._kept.of(pair, self._found)

    def _found(self, pair: tuple[str, str]) -> Like:
        if not (len(self._known[0]) and len(self._known[1])):
            return np.empty(0, np.intp), np.empty(0)
        first, first_costs = self._near(0, pair[0])
        second, second_costs = self._near(1, pair[1])
        costs = first_costs[:, None] + second_costs[None, :]
        numbers = self._number[np.ix_(first, second)]
        kept = (numbers >= 0) & (costs <= FARTHEST) & (costs > 0)
        return numbers[kept].astype(np.intp), np.exp(-_STEEP * costs[kept].astype(np.float64))

    def _near(self, side: int, syllable: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Codes of learned syllables on that side, and their costs."""
        known = self._known[side].astype(np.intp)
        costs = self._sounds.costs[code(syllable), known]
        kept = costs <= _FARTHEST_ONE
        return known[kept], costs[kept]
