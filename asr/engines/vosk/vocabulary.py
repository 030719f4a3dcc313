"""How a model that knows certain words can hear a phrase: as a word, in pieces, by sound, or not at all."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pypinyin import Style, lazy_pinyin

How = Literal["word", "words", "characters", "sound", "none"]
"""One word; several words; single characters; characters that sound the same; not at all."""

_HAN = (0x4E00, 0x9FA6)
"""The common Chinese characters of Unicode, first and one past the last."""
_PARTS = re.compile(r"[\u4e00-\u9fa5]+|[^\u4e00-\u9fa5]")
"""Chinese characters together, because their readings depend on one another; anything else alone."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a model makes of one phrase."""

    phrase: str
    how: How
    words: tuple[str, ...] = ()
    """The model's words that sound like the phrase, in order; empty when there are none."""
    missing: tuple[str, ...] = ()
    """Its characters that no word of the model stands for, each once."""


class Vocabulary:
    """The words of one model."""

    def __init__(self, knows: Callable[[str], bool]) -> None:
        """`knows` tells whether the model has a word; it is asked thousands of times."""
        self._knows = functools.lru_cache(maxsize=65536)(knows)

    def cover(self, phrase: str) -> Coverage:
        """The fewest words that make up the phrase. Blanks in it are borders between words."""
        words = split_phrase(phrase, self._knows)
        if words is not None:
            if len(words) == 1:
                return Coverage(phrase, "word", (words[0],))
            spelled = all(len(word) == 1 for word in words)
            return Coverage(phrase, "characters" if spelled else "words", tuple(words))
        alike, missing = self._alike(phrase)
        words = None if missing else split_phrase(alike, self._knows)
        if words is None:
            return Coverage(phrase, "none", missing=missing)
        return Coverage(phrase, "sound", tuple(words))

    def _alike(self, phrase: str) -> tuple[str, tuple[str, ...]]:
        """The phrase with characters the model has for those it lacks, and those without any."""
        found, missing = [], []
        for part in _PARTS.findall(phrase):
            for character, sound in zip(part, _toned(part), strict=True):
                if character.isspace() or self._knows(character):
                    found.append(character)
                elif twin := self._twins.get(sound) or self._twins.get(sound.rstrip("12345")):
                    found.append(twin)
                else:
                    missing.append(character)
        return "".join(found), tuple(dict.fromkeys(missing))

    @functools.cached_property
    def _twins(self) -> dict[str, str]:
        """A character of the model for each syllable, with its tone (`gou4`) and without (`gou`)."""
        twins: dict[str, str] = {}
        for character in map(chr, range(*_HAN)):
            if self._knows(character):
                sound = _toned(character)[0]
                twins.setdefault(sound, character)
                twins.setdefault(sound.rstrip("12345"), character)
        return twins


def _toned(part: str) -> list[str]:
    """Pinyin with tone numbers for Chinese characters; anything else stays as it is, whole."""
    return [str(sound) for sound in lazy_pinyin(part, style=Style.TONE3)]


def split_phrase(phrase: str, knows: Callable[[str], bool]) -> list[str] | None:
    """Words of `phrase` that `knows` accepts, as few as possible; None when it cannot be covered.

    Blanks in the phrase are kept as borders between words.
    """
    words: list[str] = []
    for part in phrase.split():
        split = _split(part, knows)
        if split is None:
            return None
        words += split
    return words or None


def _split(part: str, knows: Callable[[str], bool]) -> list[str] | None:
    best: list[list[str] | None] = [[]]
    for end in range(1, len(part) + 1):
        options = [
            [*before, part[start:end]]
            for start in range(end)
            if (before := best[start]) is not None and knows(part[start:end])
        ]
        best.append(min(options, key=len, default=None))
    return best[-1]
