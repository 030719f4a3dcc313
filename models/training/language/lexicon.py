"""How words are said: for each syllable its phones and, at a cost, the ways the dialects say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin
from pypinyin import pinyin as readings_of

from models.training.language.phones import accented, syllable_phones

SWAP_COST = 2.0
"""Negative log-probability of one swapped phone (z for zh, n for ng ...)."""
READING_COST = 0.7
"""Of each further reading of a single character (都: dou, then du)."""

Phones = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word: toneless pinyin syllables and a cost."""

    syllables: tuple[str, ...]
    cost: float


def readings(word: str) -> list[Reading]:
    """The likeliest reading of a word; up to three for a single character. Empty if it cannot be read."""
    if word == "幺":
        return [Reading(("yao",), 0.0)]
    found = [tuple(lazy_pinyin(word))]
    if len(word) == 1:
        others = readings_of(word, style=Style.NORMAL, heteronym=True)[0][:3]
        found = list(dict.fromkeys([*found, *((other,) for other in others)]))
    result = []
    for number, syllables in enumerate(found):
        try:
            for syllable in syllables:
                syllable_phones(syllable)
        except ValueError:
            continue
        result.append(Reading(syllables, READING_COST * number))
    return result


def pronunciations(syllable: str) -> dict[Phones, float]:
    """Phones of a syllable and of its dialect variants, with their costs."""
    standard = syllable_phones(syllable)
    result = {standard: 0.0}
    for phones, swaps in accented(standard):
        result[phones] = min(result.get(phones, 1e9), SWAP_COST * swaps)
    return result


def lexicon(words: Iterable[str]) -> dict[str, list[Reading]]:
    """Readings of every word that has one, words in order."""
    return {word: found for word in sorted(set(words)) if (found := readings(word))}
