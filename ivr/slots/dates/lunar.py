"""Days of the farmers' calendar and feasts: 农历八月十五, 腊月二十三, 八月初三, 中秋节, 清明, 去年国庆.

The calendar is that of borax: pure Python, 1900 to 2100. Its import takes 12 ms and waits until it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from re import Match

from ivr.slots.dates.calendar_days import YEAR, N, year_of
from ivr.slots.dates.day import NO_YEAR, Day, Seen
from ivr.slots.spoken import NUMERAL, value

MARK = re.compile("农历|阴历|旧历|老历|闰[一二三四五六七八九十冬腊]")
"""What makes a date one of the moon's."""

_MARK = "(?:农历|阴历|旧历|老历)的?"
_NAMED = "初[一二三四五六七八九十]|廿[一二三四五六七八九]?"
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
LUNAR = re.compile(
    rf"(?P<mark>{_MARK})?(?:{YEAR})?(?P<mark_behind>{_MARK})?(?P<leap>闰)?"
    rf"(?:(?<!{N})(?P<month>[正冬腊]|{N}{{1,2}})月|大年(?=初))(?P<day>{_NAMED}|{N}{{1,3}})[号日]?(?!{N}|个|点)"
)


def lunar(found: Match[str], seen: Seen) -> Day | None:
    """A day that was said to be of the moon, or can be of no other calendar; None for any other."""
    marked = found["mark"] or found["mark_behind"] or found["leap"]
    named = re.fullmatch(_NAMED, found["day"])
    if not (marked or named or found["month"] in _MONTHS):
        return None
    day = value(found["day"].removeprefix("初").replace("廿", "二十"))
    month = _MONTHS.get(found["month"] or "正") or value(found["month"])
    if day is None or month is None:
        raise ValueError(found[0])
    said = _in_its_year(lambda year: _of_moon(year, month, day, leap=bool(found["leap"])), found, seen)
    return said if day < 30 or _is_thirtieth(said.first) else None


def _in_its_year(of_year: Callable[[int], date], found: Match[str], seen: Seen) -> Day:
    year = year_of(found, seen)
    if year is None:
        return Day(seen.year_of(of_year), sure=NO_YEAR, unsaid="year")
    return Day(of_year(year))


def _of_moon(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """The same day of the common calendar, the 30th of a month of 29 days that of the day after it.

    Raises `ValueError` when that year of the moon has no such month.
    """
    from borax.calendars.lunardate import LunarDate

    if not 1 <= day <= 30:
        raise ValueError(f"{month}月{day}")
    first: date = LunarDate(year, month, 1, int(leap)).to_solar_date()
    return first + timedelta(days=day - 1)


def _is_thirtieth(day: date) -> bool:
    from borax.calendars.lunardate import LunarDate

    return bool(LunarDate.from_solar_date(day.year, day.month, day.day).day == 30)


def _of_sun(year: int, term: str) -> date:
    """The day of a solar term. Raises `ValueError` beyond 1900 to 2100."""
    from borax.calendars.lunardate import TermUtils

    if not 1900 <= year <= 2100:
        raise ValueError(f"{year}{term}")
    found: date = TermUtils.nth_term_day(year, term_name=term)
    return found


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _moon(month: int, day: int) -> Callable[[int], date]:
    return lambda year: _of_moon(year, month, day)


def _sun(term: str) -> Callable[[int], date]:
    return lambda year: _of_sun(year, term)


def _eve(year: int) -> date:
    """The last day before the year of the moon begins: the 29th or the 30th."""
    return _of_moon(year, 1, 1) - timedelta(days=1)


_FEASTS: dict[str, Callable[[int], date]] = {
    **dict.fromkeys(("除夕", "大年三十", "年三十", "大年夜"), _eve),
    **{"春节": _moon(1, 1), "元宵": _moon(1, 15), "端午": _moon(5, 5), "七夕": _moon(7, 7)},
    **{"中元节": _moon(7, 15), "中秋": _moon(8, 15), "重阳": _moon(9, 9), "腊八": _moon(12, 8)},
    **{term: _sun(term) for term in ("清明", "冬至", "夏至", "立春", "立夏", "立秋", "立冬")},
    **{"元旦": _fixed(1, 1), "国庆": _fixed(10, 1), "圣诞": _fixed(12, 25)},
    **dict.fromkeys(("三八妇女节", "妇女节", "三八节"), _fixed(3, 8)),
    **dict.fromkeys(("五一劳动节", "五一", "劳动节"), _fixed(5, 1)),
    **dict.fromkeys(("六一儿童节", "儿童节"), _fixed(6, 1)),
    **{"教师节": _fixed(9, 10), "建军节": _fixed(8, 1), "双十一": _fixed(11, 11), "双十二": _fixed(12, 12)},
}
_NO_FEAST = (
    "路|街|大道|小区|社区|桥|巷|村|广场|公园|[大小]?楼|镇|乡|门|新村|花园|家园|酒店|湖|山|录|上河|"
    "[号月年点零〇一二三四五六七八九十0-9]"
)
FEAST = re.compile(rf"(?:{YEAR})?(?<!{NUMERAL})(?P<feast>{'|'.join(_FEASTS)})节?(?!{_NO_FEAST})")


def feast(found: Match[str], seen: Seen) -> Day:
    """A feast that has one day; what goes on for several (国庆期间) is not for this to say."""
    return _in_its_year(_FEASTS[found["feast"]], found, seen)
