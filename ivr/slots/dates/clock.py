"""Times of day as callers say them: 下午三点半, 晚上十点一刻, 差十分三点, 15:30."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivr.slots.spoken import GUESS, NUMERAL, value

_MORNING = ("凌晨", "清晨", "清早", "大清早", "早上", "早晨", "一大早", "上午", "早")
_NOON = ("中午", "大中午", "正午", "晌午")
_AFTERNOON = ("下午", "午后", "傍晚", "黄昏")
_EVENING = ("晚上", "夜里", "夜间", "半夜", "深夜", "大半夜", "午夜", "夜晚", "晚")
PARTS = tuple(sorted((*_MORNING, *_NOON, *_AFTERNOON, *_EVENING, "白天"), key=len, reverse=True))
"""Parts of a day."""

_USUAL = {"早": "早上", "晚": "晚上", "大清早": "清早", "一大早": "清早", "大半夜": "半夜", "大中午": "中午"}

_N = f"(?:{NUMERAL}|[0-9])"
_LESS = f"一刻钟?|{_N}{{1,3}}分钟?"
TIME = re.compile(
    rf"""
    (?P<part>{"|".join(PARTS)})?的?
    (?:[差欠缺](?P<to>{_LESS})[到就]?)?
    (?<![0-9:])(?P<h>{_N}{{1,3}})(?:点整?钟?|时(?![候间常])|:(?=[0-5][0-9]))
    (?:
        (?P<half>半)
        |过?(?P<quarter>[一三])刻钟?
        |[差欠缺](?P<less>{_LESS})
        |过?(?P<m>{_N}{{1,3}}分(?![钟之])|{_N}{{2,3}}(?!{_N}|[点号月天个块元人户次名位度米年多几来分]))
    )?
    (?P<about>多钟?|来钟|左右|前后|出头)?
    """,
    re.VERBOSE,
)
"""A time of day; its groups are read by `read`."""

PART = re.compile("|".join(part for part in PARTS if len(part) > 1).replace("|半夜", "|(?<![前后上下])半夜"))
"""A part of the day; 后半夜 is not all of 半夜."""

_A_BIT = "水电气网都也用儿声不没办消意希道面关问小动点钱事忙"
_MORE_OR_LESS = "快慢早晚多少好大小高低近远有这那"
_AFTER_ONE = "，。,.、；;！!？? 到至以之前后的开才就停来~-"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    hour: int
    """0 to 24; 24 is the end of the day, or what follows it in a night."""
    minute: int
    about: bool = False
    part: str = ""
    """The part of the day that was named."""

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


def a_bit(found: re.Match[str]) -> bool:
    """Whether the 一点 that `TIME` found says how much and not when: 一点水都没有, 快一点说."""
    if found["h"] != "一" or not found[0].endswith("一点"):
        return False
    before, behind = found.string[: found.start("h")][-1:], found.string[found.end() : found.end() + 1]
    if before and before in _MORE_OR_LESS:
        return True
    return behind != "" and behind in _A_BIT if found["part"] else behind not in _AFTER_ONE


def read(found: re.Match[str], inherited: str = "") -> Clock | None:
    """The time that `TIME` found; None for an hour or a minute that no clock has.

    `inherited`: the part of the day that was named before (下午两点到四点).
    """
    hour = None if GUESS.fullmatch(found["h"]) else value(found["h"])
    minute: int | None = 0
    if found["half"]:
        minute = 30
    elif found["quarter"]:
        minute = 15 if found["quarter"] == "一" else 45
    elif found["m"]:
        minute = value(found["m"].rstrip("分"))
    less = _minutes(found["to"] or found["less"])
    if hour is None or minute is None or less is None or hour > 24 or minute > 59:
        return None
    part = found["part"] or inherited
    if hour == 24 and minute and not is_evening(usual_part(part)):
        return None
    hour, minute = divmod(60 * _hour(hour, part) + minute - less, 60)
    return None if hour < 0 else Clock(hour, minute, bool(found["about"]), usual_part(part))


def _minutes(less: str | None) -> int | None:
    """How many minutes are wanting; 0 where nothing was said of it, None for what is no such number."""
    if not less:
        return 0
    if less.startswith("一刻"):
        return 15
    minutes = value(less.rstrip("分钟"))
    return minutes if minutes is not None and 0 < minutes < 60 else None


def usual_part(part: str) -> str:
    """The same part of the day as it is written."""
    return _USUAL.get(part, part)


def _hour(hour: int, part: str) -> int:
    """On the 24-hour clock."""
    if part in _AFTERNOON or (part in _NOON and hour < 3):
        return hour + 12 if hour < 12 else hour
    if part in _EVENING:
        return 24 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
    return 0 if part == "凌晨" and hour == 12 else hour


def is_evening(part: str) -> bool:
    """Whether that part of the day goes on after midnight."""
    return part in _EVENING


def later(end: Clock, begin: Clock) -> Clock:
    """The end of 下午两点到四点: in the half of the day that was named, when it named none itself."""
    if not end.part and begin.part and end.hour <= 12:
        hour = _hour(end.hour, begin.part)
        if (hour, end.minute) > (begin.hour, begin.minute):
            return Clock(hour, end.minute, end.about, begin.part)
    return end
