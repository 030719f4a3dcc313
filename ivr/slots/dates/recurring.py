"""What happens again and again: 每天晚上十点到早上六点, 每周一三五, 每月十五号, 每年五月一号."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ivr.slots.dates import clock
from ivr.slots.dates.calendar_days import DAY, MONTH_PORTION, NO_HOUSE, N
from ivr.slots.dates.clock import PART, TIME, Clock
from ivr.slots.spoken import value

_WEEKDAY = "[一二三四五六日天1-7](?![次个楼号点])"
AGAIN = re.compile(
    rf"(?P<day>每[天日晚夜早]|天天)|每个?(?:周|星期|礼拜)(?P<weekday>{_WEEKDAY}|末)?"
    r"|每(?:个?(?P<month>月)|(?P<year>年))|(?<![上下这本个])(?P<weekend>周末|双休日)"
)
"""How often; `recurring` reads when."""
OTHERWISE = re.compile(
    f"每(?:逢|到|次|当|隔|(?:{N}|[几半])+个?(?:天|周|星期|礼拜|月|年|小时|分钟))|隔三差五|逢年过节|隔[天日]"
)
"""How often, in words that nothing is made of."""

_PARTS = {"晚": "晚上", "夜": "夜里", "早": "早上"}
_JOINT = re.compile("[的都从在]?")
_TO = re.compile("[，,]?(?:一直)?(?:到|至|~|-)")
_AND = re.compile("[、和，,跟]")
_ONE_WEEKDAY = re.compile(f"(?:周|星期|礼拜)?({_WEEKDAY})")
_DATE = re.compile(rf"的?(?:{DAY}{NO_HOUSE}|{MONTH_PORTION})")
_DAY_OF_YEAR = re.compile(
    rf"的?(?:(?P<month>{N}{{1,3}})月份?(?:{DAY}|{MONTH_PORTION})?|(?P<season>[春夏秋冬][天季]|[暑寒]假))"
)


def recurring(text: str, again: re.Match[str]) -> tuple[str, int]:
    """How often and when, as people write it, and where it ends."""
    at, inherited = again.end(), ""
    if again["day"]:
        head = again["day"].replace("天天", "每天")
        inherited = _PARTS.get(head[-1], "")
    elif again["month"]:
        days, at = _listed(text, at, _date)
        head = f"每月{days}"
    elif again["year"]:
        days, at = _listed(text, at, _day_of_year)
        head = f"每年{days}"
    elif again["weekend"]:
        head = again["weekend"]
    elif again["weekday"] in (None, "末"):
        head = f"每周{again['weekday'] or ''}"
    else:
        days, at = _listed(text, again.start("weekday"), _weekday, run_on=True)
        head = f"每周{days.replace('至', '至周')}"
    times, end = _times(text, at, inherited)
    return head + times, end


def _listed(
    text: str, at: int, read: Callable[[str, int], tuple[str, int] | None], *, run_on: bool = False
) -> tuple[str, int]:
    """One after another (十号到十五号, 1号和15号) and where they end; empty without any.

    `run_on`: they may stand side by side (一三五).
    """
    pieces, joint, end = [""], "", at
    while (found := read(text, at)) is not None:
        pieces += [joint, found[0]]
        end = at = found[1]
        if to := _TO.match(text, at):
            joint, at = "至", to.end()
        elif also := _AND.match(text, at):
            joint, at = "、", also.end()
        elif run_on:
            joint = "、"
        else:
            break
    return "".join(pieces), end


def _weekday(text: str, at: int) -> tuple[str, int] | None:
    found = _ONE_WEEKDAY.match(text, at)
    if found is None:
        return None
    day = found[1]
    return ("一二三四五六日"[int(day) - 1] if day.isdigit() else day.replace("天", "日")), found.end()


def _date(text: str, at: int) -> tuple[str, int] | None:
    """十五号, 底."""
    found = _DATE.match(text, at)
    if found is None:
        return None
    if not found["day"]:
        return found["portion"].replace("末", "底"), found.end()
    day = value(found["day"])
    return (f"{day}日", found.end()) if day and day <= 31 else None


def _day_of_year(text: str, at: int) -> tuple[str, int] | None:
    """五月一号, 五月底, 冬天."""
    found = _DAY_OF_YEAR.match(text, at)
    if found is None:
        return None
    if found["season"]:
        return found["season"], found.end()
    month, day = value(found["month"]), value(found["day"]) if found["day"] else 1
    if not month or month > 12 or not day or day > 31:
        return None
    behind = f"{day}日" if found["day"] else (found["portion"] or "").replace("末", "底")
    return f"{month}月{behind}", found.end()


def _times(text: str, at: int, inherited: str) -> tuple[str, int]:
    """The times of day that follow; empty without any. `inherited`: the part of the day of 每晚."""
    pieces, joint, end, before = [""], "", at, Clock(0, 0, part=inherited)
    at = match.end() if (match := _JOINT.match(text, at)) else at
    while found := (TIME.match(text, at) or PART.match(text, at)):
        if found.re is TIME and not clock.a_bit(found):
            read = clock.read(found, "" if joint == "至" else before.part)
            if read is None:
                break
            before = clock.later(read, before) if joint == "至" else read
            said = str(replace(before, hour=before.hour % 24)) + ("左右" if read.about else "")
        elif part := PART.match(text, at):
            found, said = part, clock.usual_part(part[0])
        else:
            break
        pieces += [joint, said]
        end = at = found.end()
        if to := _TO.match(text, at):
            joint, at = "至", to.end()
        elif also := _AND.match(text, at):
            joint, at = "、", also.end()
        else:
            break
    return "".join(pieces), end
