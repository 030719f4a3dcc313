"""Whether two callers speak of the same place."""

from __future__ import annotations

import re

SHORTEST = 4
"""Characters: 幸福路口 is a place, 小区 is none."""
_PLACE = re.compile(
    ".*(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|弄|小区|社区|花园|家园|公寓|新村|苑|村|路|街|巷|大道|胡同|桥|市场|广场"
    r"|公园|大厦|学校|大学|中学|小学|幼儿园|医院|车站|超市|商场|\d)"
)
"""Up to its last part: what follows (门口, 停水了) names none."""


def same_place(one: str, other: str) -> bool:
    """Whether they are the same, or one is a part of the other: 翠竹小区 and 幸福路12号翠竹小区3栋."""
    shorter, longer = sorted((_core(one), _core(other)), key=len)
    if len(shorter) < SHORTEST:
        return False
    before, found, after = longer.partition(shorter)
    # 幸福路1 is no part of 幸福路12号.
    cut = _splits(before[-1:] + shorter[:1]) or _splits(shorter[-1:] + after[:1])
    return bool(found) and not cut


def _splits(pair: str) -> bool:
    """Whether the border between these two characters lies within a number."""
    return len(pair) == 2 and pair.isdigit()


def _core(place: str) -> str:
    line = "".join(place.split())
    found = _PLACE.match(line)
    return found[0] if found else line
