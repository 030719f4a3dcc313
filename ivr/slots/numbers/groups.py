"""Digits dictated in groups, with a breath between them: which belong together, and which are said anew."""

from __future__ import annotations

import itertools
import re

from ivr.slots.numbers.units import UNITS
from ivr.slots.plain import CORRECTION
from ivr.slots.spoken import DIGIT, figures

_WHOLE = 6
"""From so many digits on a group may be a number by itself; two of these are two numbers."""
_FEWEST = 3
"""Digits that are surely the end of a longer group, when they are like it."""
_MOBILE = 11
_STEPS = "[十百千万亿点]"
_GROUP = rf"(?<!{_STEPS})(?<!{DIGIT})(?<!第){DIGIT}{{2,}}(?!{DIGIT}|{_STEPS}|[年月日号时至到-]|(?:{UNITS}))"
_BREATH = r"(?:[\s,，、。]|呃|嗯|啊|再来?|然后|接着|接下来){1,4}"
_RUN = f"{_GROUP}(?:{_BREATH}{_GROUP})*"
_DICTATED = re.compile(_RUN)
_SAID_ANEW = re.compile(f"(?P<before>{_RUN})(?P<correction>{CORRECTION.pattern})(?P<now>{_RUN})")


def joined(text: str) -> str:
    """二零二六，零九三零 as 二零二六零九三零; a group said anew takes the place of the one it is like.

    >>> joined("二零二六，一一一二，不对，一一一三，零零八七")
    '202611130087'
    """
    while (anew := _SAID_ANEW.sub(_put_right, text)) != text:
        text = anew
    return _DICTATED.sub(_together, text)


def in_groups(number: str) -> str:
    """Digits as people say them: a mobile number in three, four and four, others in fours.

    >>> in_groups("13812345678"), in_groups("20250418")
    ('138，1234，5678', '2025，0418')
    """
    if not number.isdecimal():
        return number
    first = 3 if len(number) == _MOBILE else 4
    ends = [0, *range(first, len(number), 4), len(number)]
    return "，".join(number[begin:end] for begin, end in itertools.pairwise(ends))


def _put_right(found: re.Match[str]) -> str:
    """The groups with those behind the correction in their places; as it was where that cannot be told."""
    if found["correction"].endswith("不是") and found.string.endswith("是", 0, found.start()):
        return found[0]  # 是一二，不是一三
    before, now = _groups(found["before"]), _groups(found["now"])
    size = len(now[0])
    if _FEWEST <= size < len(before[-1]):  # 二零二六零九三零，不对，零九二零
        before[-1:] = [before[-1][:-size], before[-1][-size:]]
    like = (
        at
        for at in reversed(range(len(before)))  # mostly it is the last one
        if len(before[at]) == size < _WHOLE and 2 * sum(map(str.__ne__, before[at], now[0])) <= size
    )
    if (at := next(like, None)) is None:
        return found[0]
    return "，".join([*before[:at], *now, *before[at + len(now) :]])


def _together(found: re.Match[str]) -> str:
    """One number, unless several of the groups are numbers by themselves."""
    groups = _groups(found[0])
    whole = len(groups) > 1 and sum(map(len, groups)) >= _WHOLE
    return "".join(groups) if whole and sum(len(group) >= _WHOLE for group in groups) < 2 else found[0]


def _groups(run: str) -> list[str]:
    return [figures(group) for group in re.findall(f"{DIGIT}+", run)]
