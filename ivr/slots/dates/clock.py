"""Times of day as callers say them: 下午三点半, 晚上十点一刻, 15:30."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivr.slots.spoken import GUESS, NUMERAL, value

_MORNING = ("凌晨", "清晨", "清早", "大清早", "早上", "早晨", "一大早", "上午", "早")
_NOON = ("中午", "正午")
_AFTERNOON = ("下午", "午后", "傍晚", "黄昏")
_EVENING = ("晚上", "夜里", "夜间", "半夜", "深夜", "大半夜", "夜晚", "晚")
PARTS = tuple(sorted((*_MORNING, *_NOON, *_AFTERNOON, *_EVENING), key=len, reverse=True))
"""Parts of a day."""

_USUAL = {"早": "早上", "晚": "晚上", "大清早": "清早", "一大早": "清早", "大半夜": "半夜"}

_N = f"(?:{NUMERAL}|[0-9])"
TIME = re.compile(
    rf"(?P<part>{'|'.join(PARTS)})?的?(?:(?<![0-9:])(?P<h>{_N}{{1,3}})(?:点钟?|时|:(?=[0-5][0-9]))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|过?(?P<m>{_N}{{1,4}})分?(?!点|号|月|天|个))?(?P<about>多|左右|前后)?)"
)
"""A time of day; its groups are read by `read`."""

PART = re.compile("|".join(part for part in PARTS if len(part) > 1))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    hour: int
    """0 to 24; 24 is the end of the day."""
    minute: int
    about: bool = False
    part: str = ""
    """The part of the day that was named."""

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


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
        minute = value(found["m"])
    if hour is None or minute is None or hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    part = found["part"] or inherited
    return Clock(_hour(hour, part), minute, bool(found["about"]), usual_part(part))


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
