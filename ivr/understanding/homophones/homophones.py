"""A sentence as it was probably meant, where a recogniser wrote other characters of the same sound.

“我家的水标装的不对” is 我家的水表装得不对: what people say to this hotline, its sayings, tells which of
all characters that sound alike belong together. The best way through them is found as in a pinyin input
method (Viterbi).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from ivr.dialects.memo import Memo
from ivr.dialects.pinyin import pinyin
from ivr.dialects.sounds import ONE_SOUND, Sounds
from ivr.understanding.homophones.characters import BEGIN, END, Characters

_HAN = re.compile(r"[\u4e00-\u9fff]+")

_AS_HEARD = 8.0
"""So much likelier (natural logarithm) a sentence must become by another character than the one heard."""
_OTHER_SOUND = 8.0
"""The same for a syllable that only counts as the same sound, times the distance of the two."""
_WAYS = 8
"""So many ways through a sentence are followed at a time."""
_KEPT = 16
"""Sentences,"""
_SYLLABLES = 4096
"""and syllables that are kept: more than Mandarin has."""


class Homophones:
    """Knows the characters of one configuration. The same sentence is always read the same."""

    def __init__(self, sentences: Iterable[str], sounds: Sounds) -> None:
        """`sentences`: what callers say, as it is written; `sounds`: what counts as one sound."""
        runs = list(dict.fromkeys(run for sentence in sentences for run in _HAN.findall(sentence)))
        self._characters = Characters(runs)
        self._sounds = sounds
        # In order, not a set: of ways that are as likely the same one is found in every process.
        self._written: dict[str, dict[str, None]] = defaultdict(dict)
        spoken = chain.from_iterable(zip(run, pinyin(run), strict=True) for run in runs)
        for character, syllable in dict.fromkeys(spoken):
            self._written[syllable][character] = None
        self._alike = Memo[str, dict[str, float]](_SYLLABLES)
        self._kept = Memo[str, str](_KEPT)

    def meant(self, heard: str) -> str:
        """The sentence with the characters that were meant: as long as what was heard."""
        return self._kept.of(heard, self._meant)

    def _meant(self, heard: str) -> str:
        return _HAN.sub(lambda run: self._best_way(run.group()), heard)

    def _best_way(self, run: str) -> str:
        ways: dict[tuple[str, str], tuple[float, str]] = {(BEGIN, BEGIN): (0.0, "")}
        for choices in self._choices(run):
            reached: dict[tuple[str, str], tuple[float, str]] = {}
            for (before, one), (chance, way) in ways.items():
                for character, cost in choices.items():
                    sum_ = chance + self._characters.log_chance(before, one, character) - cost
                    found = reached.get((one, character))
                    if found is None or found[0] < sum_:
                        reached[one, character] = sum_, way + character
            ways = dict(sorted(reached.items(), key=lambda item: -item[1][0])[:_WAYS])
        log_chance = self._characters.log_chance
        return max((chance + log_chance(*pair, END), way) for pair, (chance, way) in ways.items())[1]

    def _choices(self, run: str) -> list[dict[str, float]]:
        """Of each place the characters it may be, with their costs: those that go with one beside it."""
        alike = [self._alike.of(syllable, self._found_alike) for syllable in pinyin(run)]
        known, bordered = self._characters.known, f"{BEGIN}{run}{END}"
        found: list[dict[str, float]] = []
        for place, heard in enumerate(run):
            left, right = bordered[place], bordered[place + 2]
            before = (left, *alike[place - 1]) if place else (left,)
            after = (right, *alike[place + 1]) if place + 1 < len(run) else (right,)
            choices = {
                one: cost
                for one, cost in alike[place].items()
                if any(known(other, one) for other in before) or any(known(one, other) for other in after)
            }
            found.append(choices | {heard: 0.0})
        return found

    def _found_alike(self, syllable: str) -> dict[str, float]:
        """Characters that sound like it, and what each costs."""
        found: dict[str, float] = {}
        for other, characters in self._written.items():
            if (distance := 0.0 if other == syllable else self._sounds.cost(syllable, other)) <= ONE_SOUND:
                for character in characters:
                    found[character] = min(
                        found.get(character, float("inf")), _AS_HEARD + _OTHER_SOUND * distance
                    )
        return found
