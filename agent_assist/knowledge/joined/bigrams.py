"""Pairs of neighbouring characters as numbers, many texts at a time: what BM25 counts.

As `agent_assist.knowledge.words.terms` cuts: pairs within a run of Han characters; Latin words and numbers
whole.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
SoundOf = Callable[[str], str]
"""How a Han character sounds, as a syllable; characters of one syllable are the same to those who listen."""

_HAN_FIRST, _HAN_LAST = 0x3400, 0x9FFF
_UNASKED = -1
_WORD = re.compile(r"[a-z0-9]+")
_WORDS_FROM = 1 << 40
"""Keys of Latin words begin here; those of pairs are smaller."""


class Letters:
    """Characters as they are written."""

    def classes(self, codes: Keys) -> Keys:
        """Of code points a number each; what has the same number is the same, 0 is no Han character."""
        return np.where((codes >= _HAN_FIRST) & (codes <= _HAN_LAST), codes, 0)


class Sounds(Letters):
    """Characters as they sound, each by itself: the same in articles and in what was heard."""

    def __init__(self, sound_of: SoundOf) -> None:
        """Asks for a Han character when it comes for the first time: of all there are few are used."""
        self._sound_of = sound_of
        self._number: dict[str, int] = {}
        self._classes = np.zeros(_HAN_LAST + 2, np.int64)
        self._classes[_HAN_FIRST : _HAN_LAST + 1] = _UNASKED
        self._asking = Lock()

    def classes(self, codes: Keys) -> Keys:
        """See `Letters`. Several threads may ask."""
        places = np.minimum(codes, _HAN_LAST + 1)
        classes = self._classes[places]
        if np.any(new := classes == _UNASKED):
            with self._asking:
                for code in np.unique(places[new]).tolist():
                    sound = self._sound_of(chr(code))
                    self._classes[code] = self._number.setdefault(sound, len(self._number) + 1)
            classes = self._classes[places]
        return classes


def keys(texts: Iterable[str], alphabet: Letters) -> tuple[Keys, Keys]:
    """Keys of all terms, and beside each the place of its text (from 0)."""
    lowered = [text.lower() for text in texts]
    # A line's end stands between two texts, so that no pair crosses it.
    codes = np.frombuffer("\n".join(lowered).encode("utf-32-le", "replace"), "<u4").astype(np.int64)
    lengths = np.array([len(text) + 1 for text in lowered], np.int64)
    owner = np.repeat(np.arange(len(lowered)), lengths)[: len(codes)]
    classes = alphabet.classes(codes)
    pair = np.flatnonzero((classes[:-1] > 0) & (classes[1:] > 0))
    words = [
        (_WORDS_FROM + zlib.crc32(word.encode()), place)
        for place, text in enumerate(lowered)
        for word in _WORD.findall(text)
    ]
    latin = np.array(words, np.int64).reshape(-1, 2)
    return (
        np.concatenate([classes[pair] << 16 | classes[pair + 1], latin[:, 0]]),
        np.concatenate([owner[pair], latin[:, 1]]),
    )


def keys_of(texts: Sequence[str], alphabet: Letters) -> Keys:
    """Keys of the terms of some texts together, each once."""
    return np.unique(keys(texts, alphabet)[0])
