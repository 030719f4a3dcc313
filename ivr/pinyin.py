"""How text sounds: toneless pinyin with the sounds folded that accents and recognisers mix up."""

from __future__ import annotations

from functools import lru_cache

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f"))
"""Retroflex and plain, n and l and r, h and f: mixed up from Sichuan to Guangdong."""


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """One folded syllable per Chinese character; Latin words and digits stay as they are."""
    # Loaded with the first text: its dictionaries take a second, and not every command needs them.
    from pypinyin import Style, lazy_pinyin

    return tuple(fold(syllable) for syllable in lazy_pinyin(text, style=Style.NORMAL, errors="default"))


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
