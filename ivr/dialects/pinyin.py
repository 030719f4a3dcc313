"""How text sounds: toneless pinyin, and a coarse fold of it for short answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import cast

_each = cast(Callable[[str], str], list)
"""Characters one by one; pypinyin takes a list too, but does not say so in its types."""

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f"))
"""Retroflex and plain, n and l and r, h and f: mixed up from Sichuan to Guangdong."""


@lru_cache(maxsize=65536)  # the sentences of thousands of intents, learned anew at each publication
def pinyin(text: str) -> tuple[str, ...]:
    """One toneless syllable per Chinese character (`lv` for 绿); every other character stands for itself."""
    # Loaded with the first text: its dictionaries take a second, and not every command needs them.
    from pypinyin.seg import mmseg

    return tuple(chain.from_iterable(map(_of_word, mmseg.seg.cut(text))))


@lru_cache(maxsize=65536)
def _of_word(word: str) -> tuple[str, ...]:
    """Of a word as pypinyin's own dictionary has it, or of a character: few words make most sentences, and
    pypinyin takes ten times as long for a sentence."""
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(word, style=Style.NORMAL, errors=_each, v_to_u=False))


def syllables(text: str) -> tuple[str, ...]:
    """One folded syllable per Chinese character; for yes and no, which nobody may pronounce too well."""
    return tuple(fold(syllable) for syllable in pinyin(text))


@lru_cache(maxsize=4096)
def fold(syllable: str) -> str:
    """The class of syllables that are hard to tell apart on a telephone: `zhang` and `zan` are one."""
    for initial, class_ in _INITIALS:
        if syllable.startswith(initial):
            syllable = class_ + syllable[len(initial) :]
            break
    if syllable.endswith("ng"):
        syllable = syllable[:-1]
    return syllable.replace("v", "u")
