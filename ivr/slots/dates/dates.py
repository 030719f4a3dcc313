"""When it was: a day, a time, a stretch of time, or what happens again and again.

The rules are our own: jionlp 1.5.31 reads more, but brings 218 MB of dictionaries and models, writes to
standard output when it is imported, and does not find a time within a sentence without them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ivr.slots.dates import clock
from ivr.slots.dates.clock import PART, TIME, Clock
from ivr.slots.dates.days import Day, find_day
from ivr.slots.filled import Filled
from ivr.slots.plain import corrected, plain
from ivr.slots.spoken import NUMERAL, value

_FEASTS = (
    (re.compile(r"国庆节?(?!路|街|大道|小区)"), "10月1日"),
    (re.compile(r"元旦节?"), "1月1日"),
    (
        re.compile(
            rf"五一劳动节|(?<!{NUMERAL})五一节?(?!路|街|大道|小区|[号月年点零〇一二三四五六七八九十])|劳动节"
        ),
        "5月1日",
    ),
)
_AGAIN = re.compile(
    r"每(?:天|日|晚|周|个?星期|个?礼拜|个?月|年|逢)[一二三四五六日天末]?|天天|(?<![上下这本个])周末"
)
_TO = re.compile(r"[，,]?(?:一直)?(?:到|至|~|-)")
_SINCE = re.compile(r"(?:就)?(?:开始|起|以来)")
_AND = re.compile(r"[、和，,]")
_ABOUT = re.compile(r"左右|前后|的?样子")
_JOINT = re.compile(r"的|，|,|大概|大约|差不多|约| ")
_HOURS_AGO = re.compile(
    rf"(?P<count>半|(?:{NUMERAL}|[0-9])+)个?(?P<half>半)?(?P<unit>小时|钟头|分钟)(?:左右|多)?(?:以前|之前|前|了)"
)
_JUST_NOW = re.compile(r"刚刚|刚才|现在|这会儿|方才")
_TIME_WORDS = re.compile(
    r"[年月周]|[天日号][前后了]|几天|两天|星期|礼拜|时候|以前|之前|最近|前阵|前段|春|夏|秋|冬|节|期间|长期|经常|一直|久"
    + "|"
    + PART.pattern
)

_GUESSED, _ROUGH, _LITTLE, _VAGUE = 0.85, 0.7, 0.6, 0.5


@dataclass(frozen=True, slots=True)
class _Moment:
    """A day, a time of day, or both, and where it stands in the text."""

    day: Day | None
    clock: Clock | None
    part: str
    begin: int
    end: int
    about: bool = False


def date_answer(text: str, now: datetime) -> Filled | None:
    """2026-05-01, 2026-05-01 15:30, 2026-05-01 晚上, 2026年5月, 每天22:00至06:00, …至…, …起, …左右.

    What says only roughly when it was (前阵子) stays as it was said; None when it says nothing of a time.
    """
    line = re.sub(r"(?<![0-9])\s|\s(?![0-9])", "", plain(text))
    for pattern, means in _FEASTS:
        line = pattern.sub(means, line)
    for part in reversed(corrected(line)):
        value, score = _when(part, now)
        if value:
            return Filled(value, text, score)
    return Filled(plain(text), text, _VAGUE) if _TIME_WORDS.search(line) else None


def _when(text: str, now: datetime) -> tuple[str, float]:
    """The time that the text names, and how sure it is; empty without one."""
    if again := _AGAIN.search(text):
        recurring = _recurring(text, again)
        return recurring, _GUESSED if len(recurring) > len(again[0]) else _ROUGH
    if ago := _hours_ago(text, now):
        return ago, _ROUGH
    moments = _moments(text, now.date())
    if not moments:
        return "", 0.0
    first = max(moments, key=lambda one: (one.day is not None, one.clock is not None, -one.begin))
    at = moments.index(first)
    if at + 1 < len(moments) and _TO.fullmatch(text[first.end : moments[at + 1].begin]):
        return _stretch(first, moments[at + 1], now.date())
    written, score = _written(first, now.date())
    since = _SINCE.match(text, first.end) or (first.day is not None and first.day.since)
    return written + ("起" if since else ""), score


def _moments(text: str, today: date) -> list[_Moment]:
    found: list[_Moment] = []
    at = 0
    while (one := _next_moment(text, at, today)) is not None:
        found.append(one)
        at = one.end
    return found


def _next_moment(text: str, start: int, today: date) -> _Moment | None:
    """The next day with the time that follows it, or the next time without a day."""
    day = find_day(text, today, start)
    time = TIME.search(text, start)
    part = PART.search(text, start)
    times = [found for found in (time, part) if found is not None]
    if day is not None and all(day[1] <= found.start() for found in times):
        found, begin, end = day
        return _with_time(text, _Moment(found, None, found.part, begin, end, found.about))
    if time is not None and (part is None or time.start() <= part.start()):
        read = clock.read(time)
        if read is None:
            return _next_moment(text, time.end(), today)
        return _Moment(None, read, read.part, time.start(), time.end(), read.about)
    if part is not None:
        return _Moment(None, None, clock.usual_part(part[0]), part.start(), part.end())
    return None


def _with_time(text: str, moment: _Moment) -> _Moment:
    """The day together with the time of day that stands behind it."""
    at = moment.end
    while joint := _JOINT.match(text, at):
        at = joint.end()
    if time := TIME.match(text, at):
        if read := clock.read(time, moment.part):
            return replace(moment, clock=read, part=read.part, end=time.end(), about=read.about)
    elif part := PART.match(text, at):
        moment = replace(moment, part=clock.usual_part(part[0]), end=part.end())
    if about := _ABOUT.match(text, moment.end):
        moment = replace(moment, about=True, end=about.end())
    return moment


def _written(moment: _Moment, today: date) -> tuple[str, float]:
    day, time = moment.day or Day(today, sure=_ROUGH), moment.clock
    score = day.sure
    if time is None and moment.day is None:
        return moment.part, _LITTLE  # of which day?
    if time is None:
        part = f" {moment.part}" if moment.part else ""
        about = "左右" if moment.about and not day.about else ""
        return f"{day}{part}{about}", min(score, _ROUGH if moment.about else score)
    date_, clock_ = _moved(day.first, time)
    if not moment.part and not time.minute and 0 < time.hour < 12:
        # Three o'clock of which half of the day? And without a day 三点 may be no time at all.
        score = min(score, _GUESSED if moment.day is not None else _LITTLE)
    if moment.about:
        return f"{date_} {clock_}左右", min(score, _GUESSED)
    return f"{date_} {clock_}", score


def _moved(day: date, time: Clock) -> tuple[date, Clock]:
    """Midnight, and the small hours of an evening, belong to the next day of the calendar."""
    if time.hour == 24:
        return day + timedelta(days=1), replace(time, hour=0)
    night = time.hour < 5 and clock.is_evening(time.part)
    return (day + timedelta(days=1) if night else day), time


def _stretch(first: _Moment, last: _Moment, today: date) -> tuple[str, float]:
    """From one moment to another."""
    begin, score = _written(first, today)
    if last.day is None and last.clock is not None and first.clock is not None:
        day, start = _moved((first.day or Day(today)).first, first.clock)
        end = clock.later(last.clock, first.clock)
        if (end.hour, end.minute) > (start.hour, start.minute) and end.hour < 24:
            return f"{begin}至{end}", score
        next_day = day + timedelta(days=1)
        return f"{begin}至{next_day} {replace(end, hour=end.hour % 24)}", score
    end_text, end_score = _written(replace(last, day=last.day or first.day), today)
    return f"{begin}至{end_text}", min(score, end_score)


def _recurring(text: str, again: re.Match[str]) -> str:
    """每天晚上十点到早上六点 as 每天22:00至06:00: from the word to the last time behind it."""
    rest = text[again.end() :]
    pieces = [again[0].replace("天天", "每天")]
    at = 0
    while found := (TIME.match(rest, at) or PART.match(rest, at)):
        read = clock.read(found) if "h" in found.re.groupindex else None
        written = replace(read, hour=read.hour % 24) if read else clock.usual_part(found[0])
        pieces.append(str(written))
        at = found.end()
        if to := _TO.match(rest, at):
            pieces.append("至")
            at = to.end()
        elif joint := _AND.match(rest, at):
            pieces.append("、")
            at = joint.end()
    return "".join(pieces).rstrip("至、")


def _hours_ago(text: str, now: datetime) -> str:
    """两个小时前, 刚才; empty when nothing of the kind was said."""
    found = _HOURS_AGO.search(text)
    if found is None:
        return f"{now:%Y-%m-%d %H:%M}左右" if _JUST_NOW.search(text) else ""
    count = 0.5 if found["count"] == "半" else value(found["count"])
    if count is None or count > 10_000:
        return ""
    count += 0.5 if found["half"] else 0
    ago = timedelta(minutes=count) if found["unit"] == "分钟" else timedelta(hours=count)
    return f"{now - ago:%Y-%m-%d %H:%M}左右"
