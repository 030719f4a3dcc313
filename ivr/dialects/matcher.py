"""Finds configured phrases by their sound in any stretch of what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.dialects.sounds import NO_SYLLABLE, Sounds, code

LONGEST = 12
"""Syllables of a phrase that is looked for; longer ones are compared as a whole elsewhere."""

HEARD = 60
"""Syllables of one reading that are looked at."""

SKIP, EXTRA = 0.6, 0.5
"""Cost of a phrase's syllable that was not heard, and of a heard one that the phrase does not have."""


@dataclass(frozen=True, slots=True)
class Swap:
    """One syllable of a phrase and what was heard for it; empty where there is none."""

    meant: str
    heard: str
    cost: float


@dataclass(frozen=True, slots=True)
class Match:
    """The stretch of a reading that sounds most like a phrase."""

    begin: int
    """First heard syllable ..."""
    end: int
    """... and the one behind the last."""
    cost: float
    """0: the same syllables."""
    swaps: tuple[Swap, ...]


class Matcher:
    """The phrases of one configuration."""

    def __init__(self, phrases: Sequence[Sequence[str]], sounds: Sounds) -> None:
        """`phrases` are toneless syllables; those of more than `LONGEST` are never found."""
        self._sounds = sounds
        self._phrases = [tuple(phrase) for phrase in phrases]
        self._lengths = np.array([len(phrase) for phrase in self._phrases], np.int32)
        width = min(LONGEST, int(self._lengths.max(initial=1)))
        self._codes = np.full((len(self._phrases), width), NO_SYLLABLE, np.int32)
        self._used = np.zeros(self._codes.shape, np.float32)
        for row, phrase in enumerate(self._phrases):
            codes = [code(syllable) for syllable in phrase[:width]]
            self._codes[row, : len(codes)] = codes
            self._used[row, : len(codes)] = 1
        self._lengths[self._lengths > width] = 0

    def costs(self, readings: Sequence[Sequence[str]], limits: NDArray[np.float32]) -> NDArray[np.float32]:
        """Least cost of each phrase in each reading, shape (readings, phrases); infinite above its limit.

        `limits`: most cost of each phrase.
        """
        found = np.full((len(readings), len(self._phrases)), np.inf, np.float32)
        heard = padded(readings)
        if not heard.size or not len(self._phrases):
            return found
        kept = self._possible(heard, limits)
        if len(kept):
            costs = self._aligned(heard, kept)
            found[:, kept] = np.where(costs <= limits[kept], costs, np.inf)
        return found

    def explain(self, phrase: int, reading: Sequence[str]) -> Match:
        """Where and how the phrase was heard in one reading."""
        meant = self._phrases[phrase]
        size = len(reading)
        table = [[0.0] * (size + 1)]
        for row, syllable in enumerate(meant, 1):
            line = [row * SKIP]
            for column, sound in enumerate(reading, 1):
                line.append(
                    min(
                        table[row - 1][column - 1] + self._sounds.cost(syllable, sound),
                        table[row - 1][column] + SKIP,
                        line[column - 1] + EXTRA,
                    )
                )
            table.append(line)
        end = min(range(size + 1), key=lambda column: table[-1][column])
        swaps: list[Swap] = []
        row, column = len(meant), end
        while row:
            here = table[row][column]
            swap = self._sounds.cost(meant[row - 1], reading[column - 1]) if column else 9.0
            if column and abs(table[row - 1][column - 1] + swap - here) < 1e-6:
                row, column = row - 1, column - 1
                swaps.append(Swap(meant[row], reading[column], swap))
            elif abs(table[row - 1][column] + SKIP - here) < 1e-6:
                row -= 1
                swaps.append(Swap(meant[row], "", SKIP))
            else:
                column -= 1
                swaps.append(Swap("", reading[column], EXTRA))
        return Match(column, end, table[-1][end], tuple(reversed(swaps)))

    def _possible(self, heard: NDArray[np.int32], limits: NDArray[np.float32]) -> NDArray[np.intp]:
        """Phrases that may be within their limits: no alignment is cheaper than each syllable's own best."""
        nearest = np.minimum(self._sounds.costs[np.unique(heard)].min(axis=0), SKIP)
        least = (nearest[self._codes] * self._used).sum(axis=1)
        return np.flatnonzero((least <= limits) & (self._lengths > 0))

    def _aligned(self, heard: NDArray[np.int32], kept: NDArray[np.intp]) -> NDArray[np.float32]:
        """Sellers' alignment of all kept phrases in all readings at once; shape (readings, kept)."""
        codes, lengths = self._codes[kept], self._lengths[kept]
        width = codes.shape[1]
        skips = np.arange(width + 1, dtype=np.float32) * np.float32(SKIP)
        state = np.broadcast_to(skips, (len(heard), len(kept), width + 1)).copy()
        best = np.broadcast_to(lengths * np.float32(SKIP), (len(heard), len(kept))).copy()
        ends = np.broadcast_to(lengths[None, :, None], (len(heard), len(kept), 1))
        syllables, where = np.unique(heard, return_inverse=True)
        swaps = self._sounds.costs[syllables[:, None, None], codes]
        where = where.reshape(heard.shape)
        for place in range(heard.shape[1]):
            swapped = state[:, :, :-1] + swaps[where[:, place]]
            stayed = state[:, :, 1:] + np.float32(EXTRA)
            np.minimum(swapped, stayed, out=swapped)
            swapped -= skips[1:]
            # The phrase may begin anywhere at no cost, so that a skip from there is `skips` itself.
            np.minimum.accumulate(swapped, axis=2, out=swapped)
            state[:, :, 1:] = np.minimum(swapped, 0) + skips[1:]
            np.minimum(best, np.take_along_axis(state, ends, axis=2)[:, :, 0], out=best)
        return best


def padded(readings: Sequence[Sequence[str]]) -> NDArray[np.int32]:
    """Codes of the readings, filled up with `NO_SYLLABLE`, which matches nothing."""
    width = min(HEARD, max((len(reading) for reading in readings), default=0))
    heard = np.full((len(readings), width), NO_SYLLABLE, np.int32)
    for row, reading in enumerate(readings):
        codes = [code(syllable) for syllable in reading[:width]]
        heard[row, : len(codes)] = codes
    return heard
