"""Digits that a recogniser wrote as other words of the same sound: 要三巴 for 幺三八."""

from __future__ import annotations

import re

from ivr.dialects.pinyin import pinyin
from ivr.slots.spoken import DIGITS

_SPOKEN = ["ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"]
_SOUNDS = {syllable: str(digit) for digit, syllable in enumerate(_SPOKEN)}
_SOUNDS |= {"dong": "0", "yao": "1", "liang": "2", "guai": "7", "gou": "9"}
"""Toneless syllables of spoken digits."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_PAUSES = frozenset(" ,，、-")
_COMMON = frozenset("就吧")
"""Stand beside numbers so often that they prove no digit."""


def heard_as(text: str, number: re.Pattern[str], length: int) -> tuple[str, bool] | None:
    """The only number of that form that the sounds of the text make, and whether it needs no common word.

    `length`: its digits. Words of the same sound around it are left out, digits are not. None for none, or
    for several.
    """
    found = {
        (digits, not _COMMON & set(words))
        for run in _runs(text)
        for digits, words in _within(run, length)
        if number.fullmatch(digits) and words[-1] not in _COMMON
    }
    return found.pop() if len(found) == 1 else None


def _runs(text: str) -> list[list[tuple[str, str]]]:
    """Characters in a row that sound like digits: each digit, and what was written for it."""
    runs: list[list[tuple[str, str]]] = [[]]
    for character in text:
        digit = DIGITS.get(character)
        if digit is None and _HAN.match(character):
            digit = _SOUNDS.get(pinyin(character)[0])
        if digit is not None:
            runs[-1].append((digit, character))
        elif character not in _PAUSES:
            runs.append([])
    return runs


def _within(run: list[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """Stretches of that many digits with no written digit beside them, and how each was written."""
    written = "".join(character for _, character in run)
    return [
        ("".join(digit for digit, _ in run[begin : begin + length]), written[begin : begin + length])
        for begin in range(len(run) - length + 1)
        if not DIGITS.keys() & set(written[:begin] + written[begin + length :])
    ]
