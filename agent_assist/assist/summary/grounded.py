"""Whether a clause that somebody else wrote says nothing but what was said.

A clause is grounded when it is made of stretches of the sentences that it names, in their order, with nothing
between them but words that tell who spoke and how; and when no stretch was said with a "not" before it that
the clause leaves out. So it may shorten and join, and can neither add, nor turn around, nor negate. It does
not see what leaving out other words does: "I wanted to go" may have been "my mother said I wanted to go".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SHORTEST = 2
"""Characters of a stretch; a single one stands in every other sentence."""
LONGEST = 120
"""Characters of a clause."""

_WORDS = (
    "市民 来电人 群众 对方 本人 反映 咨询 投诉 求助 举报 要求 希望 请求 建议 表示 询问 认为 "
    "坐席 接线员 告知 答复 回答 诉求 地点 时间 电话 联系电话 联系方式 姓名 金额 "
    "并 且 并且 和 与 在 的 了 为 对 其 该 于 及 以及 等 称 说 因 由于 位于 关于 其中 另外 同时 "
    "还 也 我 您 你"
)
_GLUE = sorted(_WORDS.split(), key=len, reverse=True)
_SILENT = re.compile(r"[\s，,。.；;：:、！!？?（）()“”\"'·—\-]")
_NOT = "不没未无别非"


def grounded(clause: str, sentences: Sequence[str]) -> bool:
    """`sentences`: those that it names, in their order."""
    if not clause.strip() or len(clause) > LONGEST:
        return False
    said = "\n".join(sentences)
    at, heard, found = 0, 0, False
    while at < len(clause):
        length, place = _stretch(clause, at, said, heard)
        if length:
            if _leaves_not_out(clause, at, said, place):
                return False
            at, heard, found = at + length, place + length, True
        elif _SILENT.match(clause[at]):
            at += 1
        elif glue := next((word for word in _GLUE if clause.startswith(word, at)), ""):
            at += len(glue)
        else:
            return False
    return found


def _stretch(clause: str, at: int, said: str, heard: int) -> tuple[int, int]:
    """The longest stretch of the clause from `at` on that was said behind `heard`: its length, and where."""
    length, place = 0, -1
    for end in range(at + SHORTEST, len(clause) + 1):
        found = said.find(clause[at:end], heard)
        if found < 0:
            break
        length, place = end - at, found
    return length, place


def _leaves_not_out(clause: str, at: int, said: str, place: int) -> bool:
    before = said[max(0, place - 2) : place]
    return any(one in _NOT for one in before) and not any(one in _NOT for one in clause[max(0, at - 2) : at])
