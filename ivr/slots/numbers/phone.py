"""A telephone number to call back: mobile, landline with its area code and extension, service number.

Numbering: mobile numbers have 11 digits and begin with 13 to 19; area codes are 010, 02x and 03xx to 09xx,
local numbers behind them have 7 or 8 digits; 400 and 800 numbers have 10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ivr.slots.filled import Filled
from ivr.slots.numbers.groups import joined
from ivr.slots.numbers.misheard import heard_as
from ivr.slots.numbers.places import Place, from_places, is_unread, put_right, without_places
from ivr.slots.plain import corrected, taken_back, usual
from ivr.slots.spoken import DIGIT, figures, runs, unfolded

THIS_ONE = "来电号码"
"""The answer of those who say that the number they call from is the one."""

_THIS_ONE = re.compile(
    r"(?:就是?|打|拨)?(?:这个|现在这个|我这个|本机|当前|来电)(?:的?(?:手机|电话|号码?|座机))|本机$"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d\d)([2-9]\d{6,7})")
_LOCAL = re.compile(r"[2-9]\d{6,7}")
_SHARED = re.compile(r"[48]00\d{7}")
_EXTENSION = re.compile(rf"(?:转|分机号?码?是?|转分机)\D{{0,3}}?({DIGIT}(?:[\s\-]?{DIGIT}){{0,5}})")
_JOINTS = (
    "然后 接着 接下来 再来 再加 后面 前面 中间 最后 再 开头 打头 号段 区号 座机 尾号 "
    "是 的 就 加 杠 啊 呃 嗯 哦 哎"
)
_BETWEEN = r"[\s\-–—·.,，、。/()（）]|" + "|".join(_JOINTS.split())
_COUNTRY = re.compile(r"^(?:00)?86(?=1\d{10}$)")
_HEAD = re.compile(r"(?:前面|开头|前[一二三四五]位|区号)\D{0,3}")
_WITHIN_GROUPS = r"[\s\-–—]|杠|啊|呃|嗯"
"""What may part digits that surely belong together: “张三，一三九…” begins with no digit."""

_MOST = 11
"""Digits of a mobile number: what an unfinished one is measured by."""
_MISHEARD = 0.9
"""Score of a mobile number some digits of which were written as words of the same sound."""
_FEWEST = 3
"""Digits behind “不对” from which on they are surely the number's last; fewer may be any of it."""
_UNFINISHED = 0.45
"""Most that an unfinished number scores, so that it is asked for again."""


def phone_answer(text: str) -> Filled | None:
    """The number in figures, 0931-8888888转12 with area code and extension; None without one.

    The score says how much of a number it is: 1 for one that can be dialled from anywhere, 0.8 for a local
    one, at most 0.45 for one that is too short or too long.
    """
    line = joined(unfolded(usual(text)))
    found = _with_places(line)
    if not found.number:
        return Filled(THIS_ONE, text, 1.0) if _THIS_ONE.search(line) else None
    value, score = _written(found.number)
    if score < 1 and (heard := heard_as(line, _MOBILE, _MOST)):
        return Filled(heard[0], text, _MISHEARD if heard[1] else _UNFINISHED)
    extension = f"转{found.extension}" if found.extension else ""
    return Filled(value + extension, text, score if found.clear else min(score, _UNFINISHED))


@dataclass(frozen=True, slots=True)
class _Dictated:
    """What was dictated; number and extension may be empty."""

    number: str
    extension: str
    clear: bool
    """Whether everything that was put right in it was understood."""


def _with_places(line: str) -> _Dictated:
    """The number, with digits at the places where they are said to stand (最后一位是九)."""
    rest, places = without_places(line)
    if not places:
        found = _dictated(line)
        return replace(found, clear=found.clear and not is_unread(line) and not taken_back(line))
    found = _dictated(rest)
    if not found.number:
        number = from_places(places, _MOST)
        return replace(found, number=number) if number else _dictated(line)
    right = put_right(found.number, places, _whole(found.number, places))
    if right is not None and _written(right)[1] >= 1:
        return replace(found, number=right, clear=found.clear and not is_unread(rest))
    found = _dictated(line)  # 前面是一三九，然后… is no more than how it is dictated
    return replace(found, clear=found.clear and not any(place.counted for place in places))


def _dictated(line: str) -> _Dictated:
    """Number and extension, with what was put right in them."""
    number, extension, clear = "", "", True
    for part in corrected(line):
        if found := _EXTENSION.search(part):
            extension = figures(found[1])
            part = part[: found.start()]
        now = _number_in(part)
        clear = clear and (not number or not 0 < len(now) < _FEWEST)
        number = _put_right(number, now, part)
    return _Dictated(number, extension, clear)


def _whole(number: str, places: list[Place]) -> int:
    """How many digits the number has when it is complete."""
    added = sum(len(place.digits) for place in places)
    return _MOST if _MOST in (len(number), len(number) + added) else len(number)


def _number_in(part: str) -> str:
    """The digits that are most like a telephone number; the longest when none is one."""
    found = [digits for between in (_BETWEEN, _WITHIN_GROUPS) for digits in runs(part, between)]
    return max(found, key=lambda digits: (_written(digits)[1], len(digits)), default="")


def _put_right(before: str, now: str, part: str) -> str:
    """What is said after “不对” replaces the whole number, or as many digits of its end (or beginning)."""
    if not before or not now or _written(now)[1] >= 1:
        return now or before
    if _HEAD.match(part):
        return now + before[len(now) :]
    whole = _MOST if before.startswith("1") else len(before)
    kept = whole - len(now)
    return before[:kept] + now if 0 <= kept <= len(before) else now


def _written(digits: str) -> tuple[str, float]:
    """As people write it, and how much of a number it is."""
    national = _COUNTRY.sub("", digits)
    if _MOBILE.fullmatch(national) or _SHARED.fullmatch(national):
        return national, 1.0
    if landline := _LANDLINE.fullmatch(national):
        return f"{landline[1]}-{landline[2]}", 1.0
    if _LOCAL.fullmatch(national):
        return national, 0.8
    return digits, _UNFINISHED * max(0.0, 1 - abs(_MOST - len(digits)) / _MOST)
