"""Sentences as a recogniser might write them for a caller with an accent: syllables swapped at random.

The swaps are a list of their own, so that the shipped tables are not measured with themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from pypinyin import lazy_pinyin

from hotline.bench.material.voices import ACCENTS, accented

_NEIGHBOURS = ("bp", "dt", "gk", "jqx", "zcs", "nml", "fh", "rly")
"""Initials that are mixed up on a bad line."""


class Confuser:
    """Writes texts anew with other characters."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts`: the characters that may be written."""
        self._written: dict[str, list[str]] = {}
        for character in sorted({character for text in texts for character in text}):
            syllable = lazy_pinyin(character, v_to_u=False)[0]
            if syllable != character:
                self._written.setdefault(syllable, []).append(character)

    def confuse(self, text: str, share: float, rng: np.random.Generator) -> str:
        """`share` of the syllables become others: those of an accent, homophones, neighbours."""
        accent = str(rng.choice(list(ACCENTS)))
        characters = list(text)
        for place, character in enumerate(text):
            syllable = lazy_pinyin(character, v_to_u=False)[0]
            if syllable == character or rng.random() >= share:
                continue
            other = accented(syllable + "1", accent, rng)[:-1]
            if other == syllable and rng.random() < 0.5:
                other = self._neighbour(syllable, rng)
            if written := [one for one in self._written.get(other, []) if one != character]:
                characters[place] = str(rng.choice(written))
        return "".join(characters)

    def _neighbour(self, syllable: str, rng: np.random.Generator) -> str:
        """A syllable with another initial of the same place of the mouth, or with another final."""
        near = next((group for group in _NEIGHBOURS if syllable[0] in group), "")
        options = [one + syllable[1:] for one in near if one + syllable[1:] in self._written]
        options += [
            one for one in self._written if one[:1] == syllable[:1] and abs(len(one) - len(syllable)) < 2
        ]
        options = [one for one in options if one != syllable]
        return str(rng.choice(options)) if options else syllable
