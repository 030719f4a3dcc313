"""What went wrong in both languages, whatever the process speaks: who reads it has chosen one."""

from __future__ import annotations

import re
from functools import cache
from gettext import translation

from contracts.errors import Translate, told_by
from hotline.machine.paths import CHECKOUT

CATALOGUE = CHECKOUT / "hotline" / "cli" / "language"
_BEFORE_CHINESE = re.compile("[^\u4e00-\u9fff]*")


def in_both(error: BaseException, chinese: str = "", english: str = "") -> str:
    """`Chinese / English`, as the pages take sentences apart; each behind its words, if there are any."""
    halves = ((chinese, _chinese(), 0, "："), (english, str, 1, ": "))
    told = []
    for before, translate, half, colon in halves:
        said = "\n".join(_half(line, half) for line in told_by(error, translate).splitlines())
        told.append(f"{before}{colon}{said}" if before and said else before or said)
    return f"{told[0].replace(' / ', '/')} / {told[1]}"


def _half(line: str, half: int) -> str:
    """Of what says itself in both languages one; whatever stands before the Chinese is of both."""
    found = []
    for part in line.split(" → "):
        chinese, between, english = part.partition(" / ")
        before = _BEFORE_CHINESE.match(chinese)
        if not between or before is None or before.end() == len(chinese):
            found.append(part)
        else:
            found.append(chinese if half == 0 else before.group() + english)
    return " → ".join(found)


@cache
def _chinese() -> Translate:
    return translation("messages", str(CATALOGUE), ["zh"]).gettext
