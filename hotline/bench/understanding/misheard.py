"""Sentences as a recogniser may write them: with some characters of the same or nearly the same sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random

from hotline.bench.understanding.sentences import Sentence
from ivr.dialects.pinyin import pinyin

SHARE = 0.2
"""Of the characters; the bundled model gets more of a stranger's wrong, the second pass fewer."""
_OTHER_SOUND = 0.25
"""Of those, so many sound a little different: what many accents do not tell apart."""

_ROWS, _CELLS = range(0xB0, 0xD8), range(0xA1, 0xFF)
"""The common characters of GB 2312, in its first level."""


def misheard(sentences: Sequence[Sentence], seed: int) -> list[Sentence]:
    """The same sentences with wrong characters: for the same seed the same ones."""
    random = Random(seed)
    return [replace(one, text=_written(one.text, random)) for one in sentences]


def _written(text: str, random: Random) -> str:
    found: list[str] = []
    for character, syllable in zip(text, pinyin(text), strict=True):
        if character != syllable and random.random() < SHARE:
            heard = _confused(syllable) if random.random() < _OTHER_SOUND else syllable
            alike = _common().get(heard) or _common().get(syllable) or [character]
            character = random.choice(alike)
        found.append(character)
    return "".join(found)


def _confused(syllable: str) -> str:
    """-ng for -n and the reverse, else flat for retroflex and the reverse, l for n and the reverse."""
    if syllable.endswith("n"):
        return f"{syllable}g"
    if syllable.endswith("ng"):
        return syllable[:-1]
    if syllable[:2] in ("zh", "ch", "sh"):
        return syllable[0] + syllable[2:]
    if syllable[0] in "zcs":
        return f"{syllable[0]}h{syllable[1:]}"
    return {"n": "l", "l": "n"}.get(syllable[0], syllable[0]) + syllable[1:]


@cache
def _common() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in _ROWS:
        for cell in _CELLS:
            character = bytes((row, cell)).decode("gb2312", errors="ignore")
            if character:
                found[pinyin(character)[0]].append(character)
    return dict(found)
