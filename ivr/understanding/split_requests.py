"""Where one need ends and the next begins in a sentence: “社保卡丢了怎么补，另外我家停水了”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr.dialects.normalise import PAUSE, STOP

_MOST = 4
"""Parts that are looked at; what follows the last belongs to it."""

_CUTS = 2
"""Ends of sentences where a long one is cut in two: each takes as long as a sentence to judge."""

_SHORTEST = 4
"""Characters of a clause."""

_BEGINS = re.compile(
    r"^(?:.{0,6}?(?:反映|说|问|投诉|咨询|讲|打听)(?:一下)?)?(?:有)?(?:两|三|几)(?:个|件|桩)(?:事情|事儿|事|问题|情况)"
    f"[{PAUSE}{STOP}]?"
)
_FIRST = re.compile(
    r"第一(?:个|件|桩)?(?:事情|事|问题)?(?:就是|是|呢)?|(?:其中)?一个(?:就是|是|呢)|首先|一来|一是"
)
"""How several needs begin: “我要反映两个事，第一个是…”."""

_NEXT = re.compile(
    rf"(?<=[{PAUSE}{STOP}])(?:再|另|还有)?一(?:个|件)(?:事情|事)?(?:就是|是|呢)|二来|(?<=[{PAUSE}{STOP}])二是|"
    r"另外(?!的|一家|一户|一边|一栋|一个人|那)(?:再|还|呢|就是)?"
    r"|完了再(?:说|讲|问|反映)"
    r"|再一个(?:就是|问题|事)?|再有(?:一个|一件|就是)|再就是|第二(?:个|件)(?:事情|事|问题)?|其次|此外|除此之外"
    r"|还有(?:就是|(?:一个|个|一件|件)(?:事情|事|问题)(?:就是|是|想)?)"
    rf"|(?<![没只都])还有(?:一个|一件|个)(?=[{PAUSE}{STOP}])"
    r"|(?<![没只都])还有(?!没|多|几|人|老|小孩|孩子|钱|什么|哪|谁|一段|半|个|其他|别的|救|必要|一|两|三|十|好)"
    r"|顺[便带](?:再)?(?:问|说|反映|咨询|打听|投诉)?(?:一下|一句|下)?|(?<![不没绝相面算说做])对了"
    r"|(?:还|也|再)[想要]?(?:问|咨询|反映|打听|投诉|了解)(?:一下|一个|个|下)?(?:问题|事)?"
)
"""Words that announce something else."""


_TOGETHER = re.compile("一起|一并|两个事|两件|都要|也(?!不是|没|不对)")
_TAKEN_BACK = re.compile(
    "不对|不是|错了|先(?:不|别)(?:说|讲|问|管|办|弄)|先放(?:着|到|下|一|在)|算了|改(?:成|一下)|换(?:成|一个)"
)


def adds(marked: str) -> bool:
    """Whether a sentence (standard Mandarin with pauses) wants something beside what was said before."""
    return any(pattern.search(f"{PAUSE}{marked}") for pattern in (_NEXT, _TOGETHER))


def takes_back(marked: str) -> bool:
    """Whether it says that something else is wanted than what was said before."""
    return _TAKEN_BACK.search(marked) is not None


def instead(marked: str) -> str:
    """What is wanted instead: the clauses behind the last one that takes something back, if there are any.

    >>> instead("公积金先放着，我家停水了")
    '我家停水了'
    """
    clauses = re.split(f"[{PAUSE}{STOP}]", marked)
    last = max((at for at, clause in enumerate(clauses) if takes_back(clause)), default=-1)
    return PAUSE.join(filter(None, clauses[last + 1 :])) or marked


def parts(marked: str) -> list[str]:
    """The sentence (standard Mandarin with pauses), cut where something else is announced."""
    begun = _BEGINS.sub("", marked)
    if first := _FIRST.match(begun):
        begun = begun[first.end() :]
    found = [part for part in _NEXT.split(begun) if part.strip(PAUSE + STOP)]
    return [*found[: _MOST - 1], PAUSE.join(found[_MOST - 1 :])] if len(found) > _MOST else found


def halves(marked: str) -> Iterator[tuple[str, str]]:
    """What was said, cut in two where a sentence ends: at the places nearest to the middle."""
    text = marked.strip(PAUSE + STOP)
    ends = (found.span() for found in re.finditer(f"{STOP}+", text))
    for begin, end in sorted(ends, key=lambda span: abs(sum(span) - len(text)))[:_CUTS]:
        yield text[:begin], text[end:]


def clauses(marked: str) -> list[str]:
    """What was said between pauses; one of few characters belongs to the one before it."""
    found: list[str] = []
    for clause in re.split(f"[{PAUSE}{STOP}]+", marked):
        if found and min(len(clause), len(found[-1])) < _SHORTEST:
            found[-1] += clause
        elif clause:
            found.append(clause)
    return found
