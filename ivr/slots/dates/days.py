"""Days, months and years as callers say them: 昨天, 上周三, 上个月十五号, 五月一号, 三天前, 去年."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match
from typing import Literal

from ivr.slots.spoken import GUESS, NUMERAL, value

_NO_YEAR, _BARE = 0.85, 0.7
"""五月一号 is sure enough to be taken from a sentence; 十五号 may be a house, 周三 any week."""

SOON = timedelta(days=31)
"""A date without a year is the last one of that name, unless the next one is as near as this."""

_N = f"(?:{NUMERAL}|[0-9])"
_WEEKDAYS = {name: i for i, name in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_WEEKDAYS |= {str(i + 1): i for i in range(7)}


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or the month or year that is all that was said."""

    first: date
    span: Literal["day", "week", "month", "year"] = "day"
    about: bool = False
    """Roughly (半个月前)."""
    sure: float = 1.0
    """Less where the year, the month or the week was not said, 0 to 1."""
    since: bool = False
    """From then on (三天了)."""
    part: str = ""
    """The part of the day that is in the word (昨晚)."""

    def __str__(self) -> str:
        match self.span:
            case "year":
                text = f"{self.first.year}年"
            case "week":
                text = f"{self.first}至{self.first + timedelta(days=6)}"
            case "month":
                text = f"{self.first.year}年{self.first.month}月"
            case _:
                text = self.first.isoformat()
        return text + ("左右" if self.about else "")


def find_day(text: str, today: date, start: int = 0) -> tuple[Day, int, int] | None:
    """The first day in the text from `start` on, with its place; None without one."""
    best: tuple[Day, int, int] | None = None
    for pattern, read in _READERS:
        for found in pattern.finditer(text, start):
            if best is not None and (found.start(), -found.end()) >= (best[1], -best[2]):
                break
            try:
                day = read(found, today)
            except (ValueError, OverflowError):  # 二月三十号, 三千年前
                continue
            if day is not None:
                best = day, found.start(), found.end()
                break
    return best


_NEAR = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "大后": 3, "后": 2}
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1}
_D = "[零〇一二三四五六七八九]"
_Y = rf"[0-9]{{4}}|[0-9]{{2}}|{_D}{{4}}|{_D}{{2}}|[二两]千零?[一二三四五六七八九十]{{1,3}}"
_YEAR = rf"(?:(?<![0-9])(?P<year>{_Y})年(?!了|来|多|前|后|以|之)|(?P<near_year>{'|'.join(_YEARS)}))的?"


def _near(found: Match[str], today: date) -> Day:
    part = {"早": "早上", "晚": "晚上", "夜": "夜里"}.get(found["unit"], "")
    return Day(today + timedelta(days=_NEAR[found["word"]]), part=part)


def _iso(found: Match[str], today: date) -> Day:
    return Day(date(int(found["y"]), int(found["m"]), int(found["d"])))


def _year_of(found: Match[str], today: date) -> int | None:
    if found["near_year"]:
        return today.year + _YEARS[found["near_year"]]
    if not found["year"]:
        return None
    year = value(found["year"])
    if GUESS.fullmatch(found["year"]) and found["year"] in "一二三四五六七八九":
        return None  # 三四年 is a span of time
    if year is None or not (year < 100 or 1900 <= year < 2200):
        raise ValueError(found["year"])
    return year + 2000 if year < 100 else year


def _month_and_day(found: Match[str], today: date) -> Day:
    year, month, day = _year_of(found, today), value(found["month"]), value(found["day"])
    if month is None or day is None:
        raise ValueError(found[0])
    if year is not None:
        return Day(date(year, month, day))
    return Day(_last(lambda year: date(year, month, day), today), sure=_NO_YEAR)


def _month_alone(found: Match[str], today: date) -> Day:
    year, month = _year_of(found, today), value(found["month"])
    if month is None:
        raise ValueError(found[0])
    if year is None:
        return Day(_last(lambda year: date(year, month, 1), today), "month", sure=_BARE)
    return Day(date(year, month, 1), "month", sure=_BARE)


def _year_alone(found: Match[str], today: date) -> Day | None:
    year = _year_of(found, today)
    return None if year is None else Day(date(year, 1, 1), "year", sure=_BARE)


def _last(of_year: Callable[[int], date], today: date) -> date:
    """The last day of that name, or the next if that is soon."""
    for year in (today.year + 1, today.year, today.year - 1, today.year - 2, today.year - 3, today.year - 4):
        try:
            day = of_year(year)
        except ValueError:  # the 29th of February
            if year == today.year - 4:
                raise
            continue
        if day <= today + SOON:
            return day
    raise ValueError("no such day")


_MONTHS = {"上上个": -2, "上上": -2, "上个": -1, "上": -1, "这个": 0, "这": 0, "本": 0, "下个": 1, "下": 1}
_RELATIVE = "|".join(_MONTHS)


def _day_of_near_month(found: Match[str], today: date) -> Day:
    first = _add_months(today.replace(day=1), _MONTHS[found["which"]])
    if found["day"] is None:
        return Day(first, "month", sure=_BARE)
    day = value(found["day"])
    if day is None:
        raise ValueError(found[0])
    return Day(first.replace(day=day))


def _day_alone(found: Match[str], today: date) -> Day:
    day = value(found["day"])
    if day is None or not 1 <= day <= 31:
        raise ValueError(found[0])
    month = today.replace(day=1)
    while day > monthrange(month.year, month.month)[1] or month.replace(day=day) > today:
        month = _add_months(month, -1)
    return Day(month.replace(day=day), sure=_BARE)


def _weekday(found: Match[str], today: date) -> Day | None:
    monday = today - timedelta(days=today.weekday())
    if found["which"]:
        monday += timedelta(days=7 * _MONTHS[found["which"]])
        if not found["weekday"]:
            return Day(monday, "week", sure=_BARE)
        return Day(monday + timedelta(days=_WEEKDAYS[found["weekday"]]))
    if not found["weekday"]:
        return None
    day = monday + timedelta(days=_WEEKDAYS[found["weekday"]])
    return Day(day if day <= today else day - timedelta(days=7), sure=_BARE)


def _ago(found: Match[str], today: date) -> Day | None:
    count = 0.5 if found["count"] == "半" else value(found["count"])
    if count is None or GUESS.fullmatch(found["count"]):
        return None
    count += 0.5 if found["half_unit"] or found["and_half"] else 0
    since = found["way"] == "了"
    sign = 1 if found["way"].endswith("后") else -1
    about = since or count % 1 > 0 or bool(found["more"] or found["and_more"])
    match found["unit"]:
        case "天" | "日":
            return Day(today + timedelta(days=sign * int(count)), about=about, since=since)
        case "周" | "星期" | "礼拜":
            return Day(today + timedelta(days=sign * int(7 * count)), about=True, since=since)
        case "月" if count < 1:
            return Day(today + timedelta(days=sign * 15), about=True, since=since)
    months = int(count * (12 if found["unit"] == "年" else 1))
    return Day(_add_months(today.replace(day=1), sign * months), "month", about=True, since=since)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1)


_MONTH = rf"(?<!{_N})(?P<month>{_N}{{1,3}})月份?"
_DAY = rf"(?P<day>{_N}{{1,3}})[号日]"
_READERS: list[tuple[re.Pattern[str], Callable[[Match[str], date], Day | None]]] = [
    (re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"), _iso),
    (re.compile(rf"(?:{_YEAR})?{_MONTH}的?(?P<day>{_N}{{1,3}})[号日]?(?!个|点|时)"), _month_and_day),
    (re.compile(rf"(?P<which>{_RELATIVE})月份?的?(?:{_DAY})?"), _day_of_near_month),
    (re.compile(rf"(?:{_YEAR})?{_MONTH}(?!前|后|以|之|的?{_N}+[号日])"), _month_alone),
    (re.compile(_YEAR), _year_alone),
    (
        re.compile(r"(?<![以之然最背目提当])(?P<word>大前|大后|前|昨|今|明|后)(?P<unit>天|日|儿|早|晚|夜)"),
        _near,
    ),
    (
        re.compile(
            rf"(?P<which>{_RELATIVE})?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末1-7])?(?![前后了以])"
        ),
        _weekday,
    ),
    (
        re.compile(
            rf"(?P<count>半|(?<!{_N}){_N}{{1,4}})(?P<more>多)?个?(?P<half_unit>半)?(?P<unit>天|日|周|星期|礼拜|月|年)"
            r"(?P<and_half>半)?(?P<and_more>多)?(?:左右)?(?P<way>以前|之前|前|以后|之后|后|了)"
        ),
        _ago,
    ),
    (re.compile(rf"(?<![第月0-9])(?<!{NUMERAL}){_DAY}(?!楼|线|院|门|桥|机)"), _day_alone),
]
