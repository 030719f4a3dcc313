"""How recognised words become the text people read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

UNKNOWN = "[unk]"
"""What a recogniser writes for sound that is no word it knows."""

_BLANK_IN_CHINESE = re.compile(r"(?<![0-9A-Za-z]) (?![0-9A-Za-z])")

_UNFINISHED = re.compile(
    r"([0-9零〇一二三四五六七八九十百千万亿幺两点]"
    r"|嗯|呃|那个|这个|就是|就是说|然后|因为|所以|但是|还有|比如|如果|的话)$"
)
_DIGITS_AT_THE_END = re.compile(r"[0-9零〇一二三四五六七八九幺]+[Xx叉]?$")
_AS_FIGURES = str.maketrans("零〇一二三四五六七八九幺x叉", "001234567891XX")
_COMPLETE = re.compile(r"1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9X]")
"""A mobile number (11 digits) or an identity number (18 characters, GB 11643)."""
_SYLLABLE = re.compile(r"[\u3400-\u9fff0-9]")

Ending = Literal["plain", "unfinished", "complete"]
"""How a text ends: like a sentence; where one goes on; with a number that has all its digits."""


def join_words(words: Iterable[str]) -> str:
    """One sentence without blanks between Chinese characters; Latin words keep theirs.

    >>> join_words(["我", "用", "APP", "投诉"])
    '我用 APP 投诉'
    """
    return _BLANK_IN_CHINESE.sub("", " ".join(word for word in words if word and word != UNKNOWN))


def ending(text: str) -> Ending:
    """Whether somebody who stops here has probably not finished: a number, a filler, a connective.

    >>> ending("我的电话是一三八"), ending("我的电话是一三八零零一三八零零零"), ending("谢谢")
    ('unfinished', 'complete', 'plain')
    """
    number = _DIGITS_AT_THE_END.search(text.replace(" ", ""))
    if number is not None and _COMPLETE.fullmatch(number[0].translate(_AS_FIGURES)):
        return "complete"
    return "unfinished" if _UNFINISHED.search(text) else "plain"


def syllables(text: str) -> int:
    """How many syllables a text has: one for each Chinese character and each figure."""
    return len(_SYLLABLE.findall(text))
