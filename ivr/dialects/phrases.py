"""Keywords and sayings that what was heard sounds like: how much, where, and which dialects make it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.dialects.likeness import Likeness
from ivr.dialects.matcher import Swap
from ivr.dialects.pinyin import pinyin
from ivr.dialects.sounds import Sounds

RIVALS = 8
"""Intents whose phrases are compared: those that the classifier finds likeliest."""

_ENOUGH = 8.0
"""Syllables that were heard right from which more do not make an intent likelier."""

_NAMED = 3
"""Dialects that an explanation names."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A normalised keyword, or a sentence of a saying, of an intent."""

    text: str
    label: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a phrase that was heard, perhaps with other sounds."""

    phrase: Phrase
    meant: str
    """What the phrase says there."""
    heard: str
    """What stands in the normalised reading."""
    score: float
    """About the number of syllables that were heard right."""
    swaps: tuple[Swap, ...]
    """Syllable by syllable."""
    dialects: tuple[str, ...]
    """Names of the tables that make it so alike."""


class Phrases:
    """All phrases of one configuration."""

    def __init__(self, phrases: Sequence[Phrase], labels: int, sounds: Sounds) -> None:
        """`labels`: how many there are, also those without phrases."""
        self._phrases = list(phrases)
        self._sounds = sounds
        self._likeness = Likeness([pinyin(phrase.text) for phrase in phrases], sounds)
        self._label_of = np.array([phrase.label for phrase in phrases], np.intp)
        self._of_label = [np.flatnonzero(self._label_of == label) for label in range(labels)]

    def support(self, readings: Sequence[str], labels: Sequence[int]) -> NDArray[np.float64]:
        """How much of a phrase of each of these labels was heard, 0 to 1; shape (readings, all labels)."""
        rows = self._rows(labels)
        scores = self._likeness.scores([pinyin(reading) for reading in readings], rows)
        found = np.zeros((len(readings), len(self._of_label)))
        for row, of_reading in enumerate(scores):
            np.maximum.at(found[row], self._label_of[rows], of_reading)
        return np.minimum(found / _ENOUGH, 1)

    def heard(self, readings: Sequence[str], labels: Sequence[int], most: int) -> list[Candidate]:
        """The phrases of these labels that were heard best, best first, no stretch of a label twice."""
        rows = self._rows(labels)
        scores = self._likeness.scores([pinyin(reading) for reading in readings], rows)
        best = scores.max(axis=0, initial=0)
        found: dict[tuple[int, str, str], Candidate] = {}
        for place in map(int, np.argsort(-best, kind="stable")):
            if len(found) == most or best[place] <= 0:
                break
            reading = readings[int(scores[:, place].argmax())]
            candidate = self._candidate(int(rows[place]), reading)
            found.setdefault((candidate.phrase.label, candidate.meant, candidate.heard), candidate)
        return list(found.values())

    def _rows(self, labels: Sequence[int]) -> NDArray[np.intp]:
        return np.concatenate([np.empty(0, np.intp), *(self._of_label[label] for label in labels)])

    def _candidate(self, number: int, reading: str) -> Candidate:
        phrase = self._phrases[number]
        match = self._likeness.explain(number, pinyin(reading))
        swapped = [swap for swap in match.swaps if swap.meant and swap.heard and swap.cost < 1]
        names = [name for swap in swapped for name in self._sounds.why(swap.meant, swap.heard)]
        return Candidate(
            phrase=phrase,
            meant=phrase.text[match.meant_begin : match.meant_end],
            heard=reading[match.begin : match.end],
            score=match.score,
            swaps=match.swaps,
            dialects=tuple(dict.fromkeys(names)),
        )


def in_words(candidate: Candidate) -> str:
    """One sentence for a person: 听到“停随”，按西南官话口音像“停水”."""
    if candidate.heard == candidate.meant:
        return f"听到“{candidate.heard}”"
    dialects = "、".join(candidate.dialects[:_NAMED])
    accent = f"按{dialects}口音" if dialects else "很"
    return f"听到“{candidate.heard}”，{accent}像“{candidate.meant}”"
