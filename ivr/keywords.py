"""Keywords that were heard, or something that sounds like them: where, and which dialects make it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ivr.matcher import Matcher, Swap
from ivr.pinyin import pinyin
from ivr.sounds import Sounds

_STEEP = 2.5
"""How many syllables one unit of cost takes away."""

_NAMED = 3
"""Dialects that an explanation names."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A normalised keyword of an intent."""

    text: str
    label: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that was heard, perhaps with other sounds."""

    phrase: Phrase
    heard: str
    """What stands in the normalised reading."""
    cost: float
    """0: the same syllables."""
    swaps: tuple[Swap, ...]
    """Syllable by syllable."""
    weight: float
    """About the number of syllables that were heard right, less one; above 0."""
    dialects: tuple[str, ...]
    """Names of the tables that make it so alike."""


class Keywords:
    """All keywords of one configuration."""

    def __init__(self, phrases: Sequence[Phrase], sounds: Sounds) -> None:
        """Phrases of one syllable are left out: too short to be told by sound."""
        self._phrases = [phrase for phrase in phrases if len(pinyin(phrase.text)) > 1]
        self._sounds = sounds
        spoken = [pinyin(phrase.text) for phrase in self._phrases]
        self._matcher = Matcher(spoken, sounds)
        self._most = np.array([len(syllables) - 1 for syllables in spoken], np.float32)

    def heard(self, readings: Sequence[str], most: int, label: int | None = None) -> list[Candidate]:
        """The phrases (of one label, if given) that sound like any stretch of a reading, best first."""
        costs = self._matcher.costs([pinyin(reading) for reading in readings], self._most / _STEEP)
        weights = self._most - _STEEP * costs
        best = weights.max(axis=0, initial=0)
        order = [
            int(phrase)
            for phrase in np.argsort(-best, kind="stable")
            if best[phrase] > 0 and label in (None, self._phrases[phrase].label)
        ]
        return [
            self._candidate(phrase, readings[int(weights[:, phrase].argmax())], float(best[phrase]))
            for phrase in order[:most]
        ]

    def _candidate(self, number: int, reading: str, weight: float) -> Candidate:
        match = self._matcher.explain(number, pinyin(reading))
        tables = [
            self._sounds.why(swap.meant, swap.heard) for swap in match.swaps if swap.meant and swap.heard
        ]
        return Candidate(
            phrase=self._phrases[number],
            heard=reading[match.begin : match.end],
            cost=match.cost,
            swaps=match.swaps,
            weight=weight,
            dialects=tuple(dict.fromkeys(name for names in tables for name in names)),
        )


def in_words(candidate: Candidate) -> str:
    """One sentence for a person: 听到“停随”（ting sui），按西南官话口音像“停水”."""
    sound = " ".join(pinyin(candidate.heard))
    dialects = "、".join(name for name in candidate.dialects[:_NAMED])
    accent = f"按{dialects}口音" if dialects else "读音"
    return f"听到“{candidate.heard}”（{sound}），{accent}像“{candidate.phrase.text}”"
