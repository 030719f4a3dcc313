"""The words of this hotline: where both passes heard the same sounds, who wrote such a word is right.

The second pass hears strangers and has never heard of 生育津贴; the first knows what callers want and does
not hear them well. Where the one wrote 生意今天 and the other 生育津贴, they said 生育津贴.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from asr.text.phrases import sound
from asr.text.text import join_words
from asr.text.units import units

_SHORT = 3
"""An answer of so few units is a known word as a whole, or is not."""
_LONG = 3
"""A word within a sentence has so many units at least: shorter ones are in everything."""
_SHORT_COST, _LONG_COST = 0.5, 0.34
"""Mean distance of two syllables, at most."""
_FARTHEST = 0.34
"""A word may lie so far from where the first pass heard it, as a share of the sentence."""

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_SAME_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "l": "n", "f": "h"}
"""What many callers do not tell apart."""


class KnownWords:
    """What callers say here: keywords, names, answers."""

    def __init__(self, words: Iterable[str]) -> None:
        self._sounds = {word: _sounds(units(word)) for word in dict.fromkeys(words) if word}
        self._long = sorted(
            (word for word, sounds in self._sounds.items() if len(sounds) >= _LONG), key=len, reverse=True
        )

    def __contains__(self, text: str) -> bool:
        return text in self._sounds

    def join(self, second: str, first: str) -> str:
        """The second pass's text, with the known words of the first one's where they sound alike.

        >>> KnownWords(["生育津贴", "对"]).join("生孩子的生意今天怎么申请", "胜还治的生育津贴怎么神勤")
        '生孩子的生育津贴怎么申请'
        >>> KnownWords(["生育津贴", "对"]).join("退", "对")
        '对'
        """
        said = units(second)
        if first in self and second not in self and len(said) == len(units(first)) <= _SHORT:
            return first if _cost(_sounds(said), self._sounds[first]) <= _SHORT_COST else second
        changed = False
        for word in self._long:
            if word in first and word not in join_words(said):
                place = self._place(word, said, first.index(word) / len(first))
                if place is not None:
                    said[place : place + len(self._sounds[word])] = units(word)
                    changed = True
        return join_words(said) if changed else second

    def _place(self, word: str, said: Sequence[str], near: float) -> int | None:
        """Where the word was said, by its sound and its place in the sentence (0..1)."""
        sounds, all_sounds = self._sounds[word], _sounds(said)
        best, place = _LONG_COST, None
        for at in range(len(said) - len(sounds) + 1):
            if abs(at / len(said) - near) <= _FARTHEST:
                cost = _cost(all_sounds[at : at + len(sounds)], sounds)
                if cost <= best:
                    best, place = cost, at
        return place


def _sounds(said: Sequence[str]) -> list[str]:
    return [sound(unit) for unit in said]


def _cost(one: Sequence[str], other: Sequence[str]) -> float:
    """0: the same; 1: nothing in common. Half a syllable each for initial and final."""
    return sum(_apart(a, b) for a, b in zip(one, other, strict=True)) / max(1, len(one))


def _apart(one: str, other: str) -> float:
    if one == other:
        return 0.0
    (initial, final), (initial_2, final_2) = _split(one), _split(other)
    return 0.5 * (initial != initial_2) + 0.5 * (final != final_2)


def _split(syllable: str) -> tuple[str, str]:
    initial = next((one for one in _INITIALS if syllable.startswith(one)), "")
    final = syllable[len(initial) :]
    if final.endswith(("in", "en", "an", "on")):
        final += "g"
    return _SAME_INITIALS.get(initial, initial), final
