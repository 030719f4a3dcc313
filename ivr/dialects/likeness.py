"""How much of a phrase was heard: local alignment of syllables, with the costs of confusable sounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.dialects.matcher import HEARD, Swap, padded
from ivr.dialects.sounds import NO_SYLLABLE, Sounds, code

LONGEST = 20
"""Syllables of a phrase that are compared."""

_DISLIKE = 2.0
"""A syllable counts 1 when heard as it is, and so much less for each unit of cost; half alike is 0."""

_GAP = 0.7
"""A syllable too many or too few counts so much less."""

_CLOSEST = 120
"""So many phrases are aligned; the others cannot have more of their syllables in what was heard."""

Scores = NDArray[np.float32]
"""About the number of syllables that were heard right, in one stretch."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The stretches of a phrase and a reading that sound most alike. Places from 0; `end` is behind."""

    meant_begin: int
    meant_end: int
    begin: int
    end: int
    score: float
    swaps: tuple[Swap, ...]


class Likeness:
    """Compares what was heard with phrases."""

    def __init__(self, phrases: Sequence[Sequence[str]], sounds: Sounds) -> None:
        """`phrases` are toneless syllables."""
        self._sounds = sounds
        self._gains = 1 - np.float32(_DISLIKE) * sounds.costs
        self._phrases = [tuple(phrase[:LONGEST]) for phrase in phrases]
        self._codes = np.full((len(phrases), LONGEST), NO_SYLLABLE, np.int32)
        for row, phrase in enumerate(self._phrases):
            self._codes[row, : len(phrase)] = [code(syllable) for syllable in phrase]

    def scores(self, readings: Sequence[Sequence[str]], phrases: NDArray[np.intp]) -> Scores:
        """Score of these phrases in each reading, shape (readings, phrases); 0 for those that are far off."""
        found = np.zeros((len(readings), len(phrases)), np.float32)
        heard = padded(readings)
        if not heard.size or not len(phrases):
            return found
        codes = self._codes[phrases]
        most = np.maximum(self._gains[np.unique(heard)].max(axis=0), 0)[codes].sum(axis=1)
        close = np.flatnonzero(most > 0)
        if len(close) > _CLOSEST:
            close = np.argpartition(-most, _CLOSEST)[:_CLOSEST]
        found[:, close] = self._aligned(heard, codes[close])
        return found

    def explain(self, phrase: int, reading: Sequence[str]) -> Stretch:
        """Which stretches of the phrase and the reading are most alike, and how."""
        meant, heard = self._phrases[phrase], tuple(reading[:HEARD])
        table = [[0.0] * (len(heard) + 1) for _ in range(len(meant) + 1)]
        best = (0, 0)
        for row, syllable in enumerate(meant, 1):
            for column, sound in enumerate(heard, 1):
                table[row][column] = max(
                    0.0,
                    table[row - 1][column - 1] + self._gain(syllable, sound),
                    table[row - 1][column] - _GAP,
                    table[row][column - 1] - _GAP,
                )
                if table[row][column] > table[best[0]][best[1]]:
                    best = row, column
        row, column = best
        swaps: list[Swap] = []
        while table[row][column] > 0:
            here = table[row][column]
            if abs(table[row - 1][column - 1] + self._gain(meant[row - 1], heard[column - 1]) - here) < 1e-6:
                row, column = row - 1, column - 1
                swaps.append(Swap(meant[row], heard[column], self._sounds.cost(meant[row], heard[column])))
            elif abs(table[row - 1][column] - _GAP - here) < 1e-6:
                row -= 1
                swaps.append(Swap(meant[row], "", 1))
            else:
                column -= 1
                swaps.append(Swap("", heard[column], 1))
        return Stretch(row, best[0], column, best[1], table[best[0]][best[1]], tuple(reversed(swaps)))

    def _gain(self, meant: str, heard: str) -> float:
        return float(self._gains[code(meant), code(heard)])

    def _aligned(self, heard: NDArray[np.int32], codes: NDArray[np.int32]) -> Scores:
        """Smith and Waterman's alignment of all phrases with all readings at once."""
        gap = np.float32(_GAP)
        slope = np.arange(1, LONGEST + 1, dtype=np.float32) * gap
        state = np.zeros((len(heard), len(codes), LONGEST + 1), np.float32)
        best = np.zeros((len(heard), len(codes)), np.float32)
        syllables, which = np.unique(heard, return_inverse=True)
        gains = self._gains[syllables[:, None, None], codes]
        which = which.reshape(heard.shape)
        for place in range(heard.shape[1]):
            here = gains[which[:, place]]
            here += state[:, :, :-1]
            np.maximum(here, state[:, :, 1:] - gap, out=here)
            np.maximum(here, 0, out=here)
            # Best over all skips within the phrase: a running maximum on a slope.
            here += slope
            np.maximum.accumulate(here, axis=2, out=here)
            here -= slope
            state[:, :, 1:] = here
            np.maximum(best, here.max(axis=2), out=best)
        return best
