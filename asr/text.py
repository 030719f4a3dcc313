"""How recognised words become the text people read."""

from __future__ import annotations

import re
from collections.abc import Iterable

UNKNOWN = "[unk]"
"""What a recogniser writes for sound that is no word it knows."""

_BLANK_IN_CHINESE = re.compile(r"(?<![0-9A-Za-z]) (?![0-9A-Za-z])")

_ASKS_FOR_MORE = re.compile(
    r"([0-9零〇一二三四五六七八九十百千万亿幺两点]"
    r"|嗯|呃|那个|这个|就是|就是说|然后|因为|所以|但是|还有|比如|如果|的话)$"
)


def join_words(words: Iterable[str]) -> str:
    """One sentence without blanks between Chinese characters; Latin words keep theirs.

    >>> join_words(["我", "用", "APP", "投诉"])
    '我用 APP 投诉'
    """
    return _BLANK_IN_CHINESE.sub("", " ".join(word for word in words if word and word != UNKNOWN))


def asks_for_more(text: str) -> bool:
    """Whether somebody who stops here has probably not finished: a number, a filler, a connective."""
    return _ASKS_FOR_MORE.search(text) is not None
