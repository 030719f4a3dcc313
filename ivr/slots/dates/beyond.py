"""What stands behind a time that was understood, and would make another time of it.

A time is written down only when nothing of the kind follows; otherwise it stays as it was said.
"""

from __future__ import annotations

import re
from datetime import date

from ivr.slots.dates import lunar
from ivr.slots.dates.calendar_days import NO_HOUSE, N
from ivr.slots.dates.clock import PART, TIME, a_bit
from ivr.slots.dates.day import Seen
from ivr.slots.dates.days import find_day

_COUNT = f"(?:{N}|[几数])+[多来]?个?半?"
_UNIT = f"点|时|分|秒|刻|[号日]{NO_HOUSE}|天|年|月|周|季|小时|星期|礼拜|钟头|世纪"
_MORE = re.compile(
    "的?(?:"
    + "|".join(
        (
            f"{_COUNT}(?:{_UNIT})",
            f"{_COUNT}(?=$|[，。,.、；;！!？?])",  # 去年十一
            f"第(?:{N}|几)+个?(?:天|周|星期|月|季)",
            "[多来余](?:天|[号日点年月个岁])",
            "[前后上下大小]?半(?![路价])",
            "[底末](?![楼层班下商薪])|初(?!步)|中旬|[上下]旬|[春夏秋冬][天季]",
            "期间|放?假|长假|黄金周|前夕|年代|世纪|以来|[这那前]几天|过?年[前后]?(?![代级])",
            f"[前后](?:{N}|[几半])",  # 国庆前两天
            f"最后|头(?:{N}|几)|除了|天[亮黑]|早中晚|快(?={N})|将近|接近",
            f"[差欠缺]|不到|过(?={N})|:|早晚|[早晚](?=$|[，。、,])",
            f"(?:一直)?[到至](?:[月年周底初第]|[上中下]旬|{N})",
            "或|还是|要么",
            lunar.MARK.pattern,
            PART.pattern,
        )
    )
    + ")"
)


def goes_on(text: str, end: int, today: date) -> bool:
    """Whether the text says more of the time at `end`."""
    time = TIME.match(text, end)
    if time is not None and a_bit(time):
        return False
    if _MORE.match(text, end):
        return True
    day = find_day(text, Seen(today), end)
    return day is not None and day[1] == end
