"""Days counted from today: 昨天, 上周三, 上个月十五号, 上个月底, 三天前, 半个月前, 一年零三个月前."""

from __future__ import annotations

import re
from datetime import date, timedelta
from re import Match

from ivr.slots.dates.calendar_days import DAY, MONTH_PORTION, NO_HOUSE, N, portion_of
from ivr.slots.dates.day import BARE, Day, Seen, add_months
from ivr.slots.spoken import GUESS, value

_NEAR = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "大后": 3, "后": 2}
_PARTS = {"早": "早上", "晨": "早上", "晚": "晚上", "夜": "夜里"}
_MONTHS = {
    **{"上上个": -2, "上上": -2, "上个": -1, "上": -1, "这个": 0, "这": 0, "本": 0},
    **{"下下个": 2, "下下": 2, "下个": 1, "下": 1},
}
_WHICH = rf"(?<![上下])(?P<which>{'|'.join(_MONTHS)})"
_WEEKDAYS = {name: i for i, name in enumerate("一二三四五六日")} | {"天": 6}
_WEEKDAYS |= {str(i + 1): i for i in range(7)}
_NO_DAY_OF_THE_WEEK = "(?:(?<=一)(?![次个共直样些下起点定切])|(?<!一))"
"""上周一次都没来 names no Monday."""
_WEEK = "(?:周|星期|礼拜)"
_BEHIND = "(?P<way>以前|之前|前|以后|之后|后|了)"
_FREE = rf"(?<!{N})(?<![年月周天期零又大小好几近过多第每隔])"
"""Where a count begins: not within 三年零五个月前, 大半年前."""

NEAR = re.compile(
    r"(?<![以之然最背目提当大])(?P<word>大前|大后|前|昨|今|明|后)(?P<unit>天|日|儿|早|晨|晚|夜)"
)
MONTH = re.compile(rf"{_WHICH}月份?的?(?:{DAY}{NO_HOUSE}|{MONTH_PORTION})?")
WEEK = re.compile(
    rf"(?:{_WHICH}个?{_WEEK}(?:(?P<weekday>[一二三四五六日天1-7]){_NO_DAY_OF_THE_WEEK}|(?P<end>末))?"
    rf"|(?:(?<!{N})|(?<=[周期拜]{N}))(?<![个几多半上下]){_WEEK}(?P<bare>[一二三四五六日天1-7]){_NO_DAY_OF_THE_WEEK})"
)
AGO = re.compile(
    rf"(?P<count>{_FREE}(?:半|{N}{{1,4}}))(?P<more>多)?(?:(?P<unit>天|日|周|年)|个?(?P<half_unit>半)?"
    rf"(?P<long_unit>星期|礼拜)|(?:个(?P<half_month>半)?|(?<=半))(?P<month>月))"
    rf"(?P<and_half>半)?(?P<and_more>多)?(?:左右)?{_BEHIND}"
)
YEARS_AGO = re.compile(
    rf"{_FREE}(?P<years>{N}{{1,3}})年[零又]?(?P<months>{N}{{1,2}})个多?月(?:左右)?{_BEHIND}"
)


def near(found: Match[str], seen: Seen) -> Day:
    """昨天, 今晚."""
    return Day(seen.today + timedelta(days=_NEAR[found["word"]]), part=_PARTS.get(found["unit"], ""))


def of_month(found: Match[str], seen: Seen) -> Day:
    """上个月, 上个月十五号, 上个月底."""
    first = add_months(seen.today.replace(day=1), _MONTHS[found["which"]])
    if found["day"] is None:
        return Day(first, "month", sure=BARE, portion=portion_of(found))
    day = value(found["day"])
    if day is None or GUESS.fullmatch(found["day"]):
        raise ValueError(found[0])
    return Day(first.replace(day=day))


def of_week(found: Match[str], seen: Seen) -> Day:
    """上周, 上周三, 上周末, 周三."""
    monday = seen.today - timedelta(days=seen.today.weekday())
    if found["which"]:
        monday += timedelta(days=7 * _MONTHS[found["which"]])
        if found["end"]:
            return Day(monday + timedelta(days=5), "weekend")
        if not found["weekday"]:
            return Day(monday, "week", sure=BARE)
        return Day(monday + timedelta(days=_WEEKDAYS[found["weekday"]]))
    if seen.near is not None:
        monday = seen.near.first - timedelta(days=seen.near.first.weekday())
    day = monday + timedelta(days=_WEEKDAYS[found["bare"]])
    if seen.near is None and day > seen.today:
        day -= timedelta(days=7)
    return Day(day, sure=BARE, unsaid="week")


def ago(found: Match[str], seen: Seen) -> Day | None:
    """三天前, 两周了, 半个月前, 两年半以后; None for 两三天前 and 半天前."""
    count = 0.5 if found["count"] == "半" else value(found["count"])
    if count is None or GUESS.fullmatch(found["count"]):
        return None
    count += 0.5 if found["half_unit"] or found["half_month"] or found["and_half"] else 0
    since = found["way"] == "了"
    sign = 1 if found["way"].endswith("后") else -1
    about = since or count % 1 > 0 or bool(found["more"] or found["and_more"])
    unit = found["unit"] or found["long_unit"] or found["month"]
    match unit:
        case "天" | "日":
            days = timedelta(days=sign * int(count))
            return Day(seen.today + days, about=about, since=since) if days else None
        case "周" | "星期" | "礼拜":
            return Day(seen.today + timedelta(days=sign * int(7 * count)), about=True, since=since)
        case "月" if count < 1:
            return Day(seen.today + timedelta(days=sign * 15), about=True, since=since)
    return _months_away(seen.today, sign * int(count * (12 if unit == "年" else 1)), since=since)


def years_ago(found: Match[str], seen: Seen) -> Day | None:
    """一年零三个月前."""
    years, months = value(found["years"]), value(found["months"])
    if years is None or months is None or GUESS.fullmatch(found["months"]):
        return None
    sign = 1 if found["way"].endswith("后") else -1
    return _months_away(seen.today, sign * (12 * years + months), since=found["way"] == "了")


def _months_away(today: date, months: int, *, since: bool) -> Day:
    return Day(add_months(today.replace(day=1), months), "month", about=True, since=since)
