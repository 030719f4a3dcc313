"""Configured names (streets, communities, departments ...) put right where a recogniser misspelled them.

A recogniser writes what it knows: 心福路 or 幸福录 for a street that is called 幸福路. A stretch of a
transcript that sounds like a name becomes the name. The sound decides, so it works with any engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from contracts.events.call.speech import Word
from ivr.dialects.matcher import HEARD, LONGEST, Matcher
from ivr.dialects.pinyin import pinyin
from ivr.dialects.sounds import Sounds

SHORTEST = 2
"""Syllables of a name that can be put right; one syllable is in everything."""

_EXACT_BELOW = 3
"""Names of fewer syllables must be heard exactly, ..."""
_PER_SYLLABLE = 0.2
"""... longer ones may be so far away, a syllable. Cost 0.1 is a confusable sound (z for zh, n for ng)."""
_GAPS_FROM = 4
"""From so many syllables on one may have been swallowed, or one heard too many."""
_MARGIN = 0.15
"""A name that another one comes so close to is not put in: nobody knows which of them was said."""

_NUMBER = re.compile("[零〇一二三四五六七八九十百千万亿幺两0-9]+")
"""Stays a number, whatever it sounds like: 一五一六 in a telephone number is not 一五一路."""

_SURE = 0.9
"""Words that were recognised with at least this confidence are left alone unless they sound the same."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A stretch of a text, in characters, that is taken for a name."""

    begin: int
    end: int
    name: str
    cost: float
    """0: it sounds the same."""


class Names:
    """The names of one configuration."""

    def __init__(self, names: Sequence[str], sounds: Sounds) -> None:
        """Names of one syllable, or of more than `LONGEST`, are never put in."""
        spoken = {name: pinyin(name) for name in dict.fromkeys(names)}
        self._names = [name for name, sound in spoken.items() if SHORTEST <= len(sound) <= LONGEST]
        self._matcher = Matcher([spoken[name] for name in self._names], sounds)
        self._limits = np.array([_limit(len(spoken[name])) for name in self._names], np.float32)

    def __len__(self) -> int:
        return len(self._names)

    def corrections(self, text: str, words: Sequence[Word] = ()) -> list[Correction]:
        """What is to be replaced in `text`, in its order; `words` are its words as they were recognised."""
        if not self._names or len(text) < SHORTEST:
            return []
        sure = _sure(text, words)
        return [
            one
            for one in _best(self._found(text))
            if text[one.begin : one.end] != one.name
            and not _NUMBER.fullmatch(text, one.begin, one.end)
            and not _firm(one, sure)
        ]

    def _found(self, text: str) -> list[Correction]:
        """Every name that may be meant somewhere; they may overlap."""
        found: list[Correction] = []
        for start in range(0, max(1, len(text) - LONGEST), HEARD - LONGEST):
            part = text[start : start + HEARD]
            sounds = pinyin(part)
            costs = self._matcher.costs([sounds], self._limits)[0]
            for index in np.flatnonzero(np.isfinite(costs)):
                match = self._matcher.explain(int(index), sounds)
                whole = all(swap.meant and swap.heard for swap in match.swaps)
                if whole or len(self._names[index]) >= _GAPS_FROM:
                    found.append(
                        Correction(start + match.begin, start + match.end, self._names[index], match.cost)
                    )
        return found

    def correct(self, text: str, words: Sequence[Word] = ()) -> str:
        """The text with its names put right."""
        for one in reversed(self.corrections(text, words)):
            text = text[: one.begin] + one.name + text[one.end :]
        return text


def _limit(syllables: int) -> float:
    return 0.0 if syllables < _EXACT_BELOW else _PER_SYLLABLE * syllables


def _best(found: list[Correction]) -> list[Correction]:
    """The nearest of those that overlap, unless another one comes too close to it; ordered by place."""
    kept: list[Correction] = []
    doubtful: list[Correction] = []
    for one in sorted(found, key=lambda one: (one.cost / len(one.name), -len(one.name), one.begin)):
        rivals = [other for other in kept if one.begin < other.end and other.begin < one.end]
        if not rivals:
            kept.append(one)
        else:
            longer = len(one.name) >= len(rivals[0].name)
            doubtful += [
                other
                for other in rivals
                if longer and other.name != one.name and one.cost - other.cost < _MARGIN
            ]
    return sorted((one for one in kept if one not in doubtful), key=lambda one: one.begin)


def _sure(text: str, words: Sequence[Word]) -> set[tuple[int, int]]:
    """Stretches of the text that were recognised as words, of several characters, beyond doubt."""
    sure, at = set(), 0
    for word in words:
        begin = text.find(word.text, at)
        if begin < 0:
            return set()  # these are not the words of this text
        at = begin + len(word.text)
        if len(word.text) > 1 and word.confidence >= _SURE:
            sure.add((begin, at))
    return sure


def _firm(one: Correction, sure: set[tuple[int, int]]) -> bool:
    """Whether the recogniser knows better: what it heard are words, and they sound otherwise."""
    inside = [(begin, end) for begin, end in sure if one.begin <= begin and end <= one.end]
    covered = sum(end - begin for begin, end in inside)
    alone = len(inside) == 1 and covered == one.end - one.begin
    return alone or (one.cost > 0 and covered == one.end - one.begin)
