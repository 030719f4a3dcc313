"""Is it English? The network's own guess is not enough over a telephone.

Over a telephone band it is sure of two thirds of espeak-ng's English sentences, and takes single Mandarin
words for any language. What tells them apart: in English hardly anything is left for Chinese, and read as
English it becomes words.
"""

from __future__ import annotations

from collections.abc import Mapping

from asr.text.units import units

_NOTHING = 0.03
"""So little is left for Chinese where none is spoken."""
_WORDS = 3
"""Single words of Mandarin look like English, sentences do not."""
LEAST = 0.35
"""A text in another language is believed from this chance on. Of English sentences the unlikeliest had 0.37,
of talk and music from afar the likeliest 0.39."""
_SURE, _SURE_WORDS = 0.8, 2
"""Help, fire!"""


def may_be_english(told: Mapping[str, float], own: str) -> bool:
    """Whether it is worth reading as English; `told`: the chance of each language."""
    return told[own] < _NOTHING


def is_english(text: str, chance: float, told: float) -> bool:
    """Whether what was read as English is; the network's chances: `chance` of the text, `told` of English."""
    if chance < LEAST:
        return False
    words = [unit for unit in units(text) if unit[0].isascii() and unit[0].isalpha()]
    if len(words) < len(units(text)):
        return False
    return len(words) >= (_SURE_WORDS if told >= _SURE else _WORDS)


def share(told: Mapping[str, float], language: str, other: str) -> float:
    """How likely `language` is, if it is one of the two."""
    return told[language] / max(told[language] + told[other], 1e-9)
