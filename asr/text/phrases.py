"""Limits a free transcript to given phrases, for engines that cannot be limited while they decode.

A phrase is found by its sound: toneless pinyin, so that 头诉 is taken for 投诉. The rest is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from pypinyin import lazy_pinyin

from asr.text.text import join_words
from asr.text.units import units
from contracts import Word


def pieces(word: Word) -> list[Word]:
    """The units of a word, its time shared among them."""
    parts = units(word.text)
    step = (word.end_ms - word.start_ms) // max(1, len(parts))
    return [
        Word(
            text=part,
            start_ms=word.start_ms + place * step,
            end_ms=word.end_ms if place == len(parts) - 1 else word.start_ms + (place + 1) * step,
            confidence=word.confidence,
        )
        for place, part in enumerate(parts)
    ]


class Phrases:
    """The phrases that somebody may say now."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Empty ones are left out; of two that sound alike the first counts."""
        self._by_sound: dict[tuple[str, ...], str] = {}
        for phrase in phrases:
            if sound := _sounds(units(phrase)):
                self._by_sound.setdefault(sound, join_words(phrase.split()))
        self._longest = max(map(len, self._by_sound), default=0)

    def limit(self, said: Sequence[Word]) -> tuple[Word, ...]:
        """The phrases in `said` (one unit a word), longest first from left to right, with their times.

        A phrase's confidence is the mean of its words'.
        """
        sounds = _sounds([word.text for word in said])
        found = []
        at = 0
        while at < len(said):
            length = self._length_at(sounds, at)
            if length:
                part = said[at : at + length]
                found.append(
                    Word(
                        text=self._by_sound[sounds[at : at + length]],
                        start_ms=part[0].start_ms,
                        end_ms=part[-1].end_ms,
                        confidence=sum(word.confidence for word in part) / length,
                    )
                )
            at += length or 1
        return tuple(found)

    def limit_text(self, text: str) -> str:
        """The same for a text without times."""
        words = [Word(text=unit, start_ms=0, end_ms=0, confidence=0) for unit in units(text)]
        return join_words(word.text for word in self.limit(words))

    def _length_at(self, sounds: tuple[str, ...], at: int) -> int:
        for length in range(min(self._longest, len(sounds) - at), 0, -1):
            if sounds[at : at + length] in self._by_sound:
                return length
        return 0


def _sounds(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(sound(unit) for unit in said)


@lru_cache(maxsize=8192)
def sound(unit: str) -> str:
    """A unit's toneless pinyin; of a Latin word or a number itself."""
    return lazy_pinyin(unit)[0] if len(unit) == 1 and not unit.isascii() else unit.lower()
