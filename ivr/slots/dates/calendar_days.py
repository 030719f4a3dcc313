"""Days, months and years by their numbers: 五月一号, 去年五月底, 九八年, 十五号, 2026-05-01."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from re import Match

from ivr.slots.dates.day import BARE, NO_YEAR, Day, Seen, add_months
from ivr.slots.spoken import GUESS, NUMERAL, value

N = f"(?:{NUMERAL}|[0-9])"
YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_D = "[零〇一二三四五六七八九]"
_LONG_YEAR = rf"[0-9]{{4}}|{_D}{{4}}|[二两]千零?[一二三四五六七八九十]{{1,3}}"
YEAR = (
    rf"(?:(?<![0-9零〇一二两三四五六七八九十])(?:(?P<year>{_LONG_YEAR})年(?!了|来|多)"
    rf"|(?P<short_year>[0-9]{{2}}|{_D}{{2}})年(?!了|来|多|前|后|以|之|代))"
    rf"|(?<!大)(?P<near_year>{'|'.join(YEARS)}))度?的?"
)
"""A year; its groups are read by `year_of`."""

_AHEAD = 10
"""九八年 is 1998: two digits are no year that is further away than this."""

_PORTION = (
    "底(?![楼层下商薪])|末(?!班)|初(?![步中一二三四五六七八九十])|中(?![旬心学国间午秋介标奖毒了过风暑])"
)
MONTH_PORTION = f"(?:月?(?P<portion>[上中下]旬|{_PORTION}))"
"""A part of a month, read by `portion_of`."""
_YEAR_PORTION = (
    r"(?:(?P<half>[上下]半年)|第?(?P<quarter>[一二三四1-4])个?季度|(?P<season>[春夏秋冬][天季]|[暑寒]假)"
    f"|年?(?P<portion>{_PORTION}))"
)

_MONTH = rf"(?<!{N})(?<![历农闰])(?P<month>{N}{{1,3}})月份?"
DAY = rf"(?P<day>{N}{{1,3}})[号日]"
NO_HOUSE = "(?!楼|线|院|门|桥|机|窗|房|库|车)"
"""三号楼 is no day."""

ISO = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
MONTH_AND_DAY = re.compile(
    rf"(?:{YEAR})?{_MONTH}的?(?P<day>{N}{{1,3}})(?:(?P<unit>[号日]){NO_HOUSE}|(?!个|点|时|[号日]|{N}))"
)
MONTH_ALONE = re.compile(rf"(?:{YEAR})?{_MONTH}(?:{MONTH_PORTION}|(?!前|后|的?{N}+[号日]))")
YEAR_ALONE = re.compile(rf"{YEAR}{_YEAR_PORTION}?")
DAY_ALONE = re.compile(rf"(?<![第月0-9])(?<!{NUMERAL}){DAY}{NO_HOUSE}")
_FEAST = re.compile("[七八]月十五|([二三五六七九])月\\1")
"""Without 号 more often a feast of the moon than a day of the common calendar: 八月十五, 二月二."""


def iso(found: Match[str], seen: Seen) -> Day:
    """2026-05-01."""
    return Day(date(int(found["y"]), int(found["m"]), int(found["d"])))


def year_of(found: Match[str], seen: Seen) -> int | None:
    """The year that `YEAR` found; None without one. Raises `ValueError` for what may be a span of time."""
    if found["near_year"]:
        return seen.today.year + YEARS[found["near_year"]]
    if found["year"]:
        year = value(found["year"])
        if year is None or not 1900 <= year < 2200:
            raise ValueError(found[0])
        return year
    if not found["short_year"]:
        return None
    year = value(found["short_year"])
    if year is None:
        raise ValueError(found[0])
    century = 2000 if 2000 + year <= seen.today.year + _AHEAD else 1900
    return century + year


def month_and_day(found: Match[str], seen: Seen) -> Day | None:
    """五月一号, with or without its year."""
    year, month, day = year_of(found, seen), value(found["month"]), value(found["day"])
    if month is None or day is None or GUESS.fullmatch(found["day"]):
        raise ValueError(found[0])
    if year is not None:
        return Day(date(year, month, day))
    if not found["unit"] and _FEAST.fullmatch(found[0]):
        return None
    return Day(seen.year_of(lambda year: date(year, month, day)), sure=NO_YEAR, unsaid="year")


def month_alone(found: Match[str], seen: Seen) -> Day:
    """五月, 去年五月底."""
    year, month = year_of(found, seen), value(found["month"])
    if month is None or GUESS.fullmatch(found["month"]):
        raise ValueError(found[0])
    portion = portion_of(found)
    if year is None:
        first = seen.year_of(lambda year: date(year, month, 1))
        return Day(first, "month", sure=BARE, portion=portion, unsaid="year")
    return Day(date(year, month, 1), "month", sure=BARE, portion=portion)


def year_alone(found: Match[str], seen: Seen) -> Day | None:
    """去年, 九八年, 去年上半年, 二零二五年底."""
    year, short = year_of(found, seen), found["short_year"]
    if year is None or (short and (short == "三五" or _is_span(short))):
        return None
    portion = found["half"] or found["season"] or portion_of(found)
    if found["quarter"]:
        portion = f"第{'一二三四'[(value(found['quarter']) or 1) - 1]}季度"
    return Day(date(year, 1, 1), "year", sure=BARE, portion=portion)


def _is_span(short: str) -> bool:
    """三四年 is a span of time."""
    return short in "一二三四五六七八九"


def portion_of(found: Match[str]) -> str:
    """底, 初, 中旬; empty without."""
    return (found["portion"] or "").replace("末", "底")


def day_alone(found: Match[str], seen: Seen) -> Day:
    """十五号: of the month of the day before it, or the last one."""
    day = value(found["day"])
    if day is None or not 1 <= day <= 31 or GUESS.fullmatch(found["day"]):
        raise ValueError(found[0])
    if seen.near is not None:
        return Day(seen.near.first.replace(day=day), sure=BARE, unsaid="month")
    month = seen.today.replace(day=1)
    while day > monthrange(month.year, month.month)[1] or month.replace(day=day) > seen.today:
        month = add_months(month, -1)
    return Day(month.replace(day=day), sure=BARE, unsaid="month")
