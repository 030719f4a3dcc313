"""Digits that are said to stand at a place: 最后一位是九, 前三位是一三九, 中间四位是八八八八."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivr.slots.spoken import DIGIT, figures, value

_COUNT = f"(?P<{{}}>{DIGIT}|十)(?:位|个)(?:数字?|号码)?"
_GOES_ON = rf"[，,\s]*(?:再来?|再加|然后|接着|接下来)[，,是\s]*{DIGIT}"
"""Behind digits that are only the next ones: 后面六六六六，再来八八."""
_CLAUSE = re.compile(
    rf"""
    [，,]?(?:
        (?P<from_end>倒数)?第(?P<nth>[0-9]{{1,2}}|{DIGIT}|十一?)(?:位|个数字?)
        |(?P<end>最后[面头边]?|末尾|末了?|(?<![然以之])后[面头边]?|尾巴?)(?:{_COUNT.format("last")}|号码?|数字?|位)?
        |中间(?:{_COUNT.format("middle")})
        |(?:前[面头边]?|开头|头)(?:{_COUNT.format("first")}|(?=应?该?是|为|换成|改成))
    )
    (?:不对|说?错了)?[，,]?(?:不是{DIGIT}+[，,]?而?)?(?:应该)?(?:是|为|改[成为]|换成)?
    (?P<digits>{DIGIT}(?:[\s-]?{DIGIT})*)(?!{DIGIT}|位|个|{_GOES_ON})(?:[，,]?不是{DIGIT}+)?
    """,
    re.VERBOSE,
)
_UNREAD = re.compile(
    rf"第(?:{DIGIT}|几)位|[前后末尾](?:{DIGIT}|几)?位|改[成为]|换成"
    rf"|{DIGIT}[，,]?不是{DIGIT}|(?:是{DIGIT}|[，,])不是{DIGIT}+$|那个(?:数字?)?是|的{DIGIT}是{DIGIT}"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Digits, and where in a number they stand."""

    digits: str
    begin: int | None
    """From the front, or, when negative, from behind; None for the middle."""
    counted: bool
    """Whether it was said how many they are."""
    possible: bool
    """Whether they are as many as was said."""


def without_places(text: str) -> tuple[str, list[Place]]:
    """The text without such clauses, and what they say."""
    places: list[Place] = []

    def take(found: re.Match[str]) -> str:
        places.append(_place(found))
        return "，"

    return _CLAUSE.sub(take, text), places


def _place(found: re.Match[str]) -> Place:
    digits = figures(found["digits"])
    if found["nth"]:
        nth = value(found["nth"]) or 1
        return Place(digits, -nth if found["from_end"] else nth - 1, True, len(digits) == 1)
    said = found["last"] or found["middle"] or found["first"]
    begin = -len(digits) if found["end"] else None if found["middle"] else 0
    return Place(digits, begin, said is not None, said is None or value(said) == len(digits))


def is_unread(text: str) -> bool:
    """Whether a text without its clauses still says something of a place."""
    return _UNREAD.search(text) is not None


def put_right(number: str, places: list[Place], whole: int) -> str | None:
    """The number of `whole` digits with those at their places; None where that cannot be."""
    for place in places:
        behind = place.begin is not None and place.begin < 0
        if not place.possible:
            return None
        if len(number) + len(place.digits) == whole and place.begin in (0, -len(place.digits)):
            number = number + place.digits if behind else place.digits + number
            continue
        if len(number) != whole or (place.begin is not None and not -whole <= place.begin < whole):
            return None
        begin = (whole - len(place.digits)) // 2 if place.begin is None else place.begin % whole
        if place.begin is None and whole == 11:
            begin = 3  # a mobile number is said in groups of three, four and four
        number = number[:begin] + place.digits + number[begin + len(place.digits) :]
        if len(number) != whole:
            return None
    return number


def from_places(places: list[Place], whole: int) -> str:
    """A number of that many digits of which beginning, middle and end were said; empty without one."""
    ordered = sorted(places, key=lambda one: 1 if one.begin is None else 0 if one.begin == 0 else 2)
    number = "".join(one.digits for one in ordered)
    return number if len(number) == whole and all(one.possible for one in places) else ""
