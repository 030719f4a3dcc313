"""A moment that was said: a day, a time of day, or both, and where it stands in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ivr.slots.dates import clock
from ivr.slots.dates.clock import PART, TIME, Clock
from ivr.slots.dates.day import Day, Seen
from ivr.slots.dates.days import find_day
from ivr.slots.spoken import GUESS, NUMERAL, value

GUESSED, ROUGH, LITTLE = 0.85, 0.7, 0.6
"""Scores of a time that was said less than fully."""

_JOINT = re.compile(
    "的时候|的|，|,|从|自|那天|当天|这天|大概|大约|差不多|约| |(?:整个|一整个?|一)(?=上午|下午|早上|晚上)"
)
_ABOUT = re.compile("左右|前后|的?样子")
_NEARLY = re.compile("(?:不到|快到?|将近|接近|差不多)$")
_N = f"(?:{NUMERAL}|[0-9])"
_AGO = re.compile(
    rf"(?<!{_N})(?<![零又多几数来年月天周期])(?=半|{_N})(?:(?P<hours>半|{_N}{{1,4}})个?(?P<half>半)?(?:小时|钟头)[零又]?)?"
    rf"(?:(?P<minutes>{_N}{{1,4}})分钟?|(?P<quarter>一刻)钟)?(?<=[时头分钟])(?:左右)?(?P<way>以前|之前|前|了)"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a time of day, or both."""

    day: Day | None
    clock: Clock | None
    part: str
    """The part of the day that was named."""
    begin: int
    end: int
    about: bool = False
    """Roughly: 五月一号左右."""
    possible: bool = True
    """Whether there is such a time: 二十五点 is none."""


def moments(text: str, now: datetime, near: Moment | None = None) -> list[Moment]:
    """All moments in the text. `near`: the one that they put right; it says what they leave unsaid."""
    found: list[Moment] = []
    at, before = 0, near
    while (one := _next(text, at, now, before)) is not None:
        found.append(one)
        at, before = one.end, one if one.day is not None else before
    return found


def _next(text: str, start: int, now: datetime, near: Moment | None) -> Moment | None:
    """The next day with the time that follows it, or the next time without a day."""
    seen = Seen(now.date(), near.day if near else None)
    day = find_day(text, seen, start)
    time, part = _next_time(text, start), PART.search(text, start)
    ago = _AGO.search(text, start)
    places = [found.start() for found in (time, part, ago) if found is not None]
    if day is not None and all(day[1] <= place for place in places):
        found, begin, end = day
        return _with_time(text, Moment(found, None, found.part, begin, end, found.about), seen)
    if ago is not None and ago.start() == min(places):
        return _time_ago(ago, now) or _next(text, ago.end(), now, near)
    if time is not None and (part is None or time.start() <= part.start()):
        read = clock.read(time, near.part if near else "")
        return _at(Moment(None, read, "", time.start(), time.end()), read)
    if part is not None:
        return Moment(None, None, clock.usual_part(part[0]), part.start(), part.end())
    return None


def _next_time(text: str, start: int) -> re.Match[str] | None:
    return next((found for found in TIME.finditer(text, start) if not clock.a_bit(found)), None)


def _at(moment: Moment, read: Clock | None) -> Moment:
    """The moment at that time of day; an impossible one without."""
    if read is None:
        return replace(moment, possible=False)
    return replace(moment, clock=read, part=read.part, about=read.about)


def _time_ago(found: re.Match[str], now: datetime) -> Moment | None:
    """两个半小时前; None for what only looks like it."""
    said = [found["hours"] or "", found["minutes"] or ""]
    if any(GUESS.fullmatch(one) for one in said):
        return None
    hours = 0.5 if said[0] == "半" else value(said[0]) if said[0] else 0
    minutes = 15 if found["quarter"] else value(said[1]) if said[1] else 0
    if hours is None or minutes is None:
        return None
    then = now - timedelta(hours=hours + (0.5 if found["half"] else 0), minutes=minutes)
    day = Day(then.date(), sure=ROUGH, since=found["way"] == "了")
    return Moment(day, Clock(then.hour, then.minute), "", found.start(), found.end(), about=True)


def _with_time(text: str, moment: Moment, seen: Seen) -> Moment:
    """The day together with the time of day that stands behind it."""
    moment = _said_twice(text, moment, seen)
    at = moment.end
    while joint := _JOINT.match(text, at):
        at = joint.end()
    time = TIME.match(text, at)
    if time is not None and not clock.a_bit(time):
        moment = _at(replace(moment, end=time.end()), clock.read(time, moment.part))
    elif part := PART.match(text, at):
        moment = replace(moment, part=clock.usual_part(part[0]), end=part.end())
    if about := _ABOUT.match(text, moment.end):
        moment = replace(moment, about=True, end=about.end())
    return moment


def _said_twice(text: str, moment: Moment, seen: Seen) -> Moment:
    """十一月二十七号星期五: one day, where both are the same."""
    again = find_day(text, Seen(seen.today, moment.day), moment.end)
    if again is None or again[1] != moment.end or moment.day is None or again[0].first != moment.day.first:
        return moment
    return replace(moment, end=again[2]) if again[0].span == moment.day.span == "day" else moment


def nearly(text: str, moment: Moment) -> Moment:
    """快三点, 不到三点: roughly, where the text says so before it."""
    if moment.clock is None or _NEARLY.search(text, 0, moment.begin) is None:
        return moment
    return replace(moment, about=True)


def written(moment: Moment, today: date) -> tuple[str, float] | None:
    """As people write it, and how sure it is; None when there is no such time."""
    day, time = moment.day or Day(today, sure=ROUGH), moment.clock
    if not moment.possible or (time is not None and day.span != "day"):
        return None
    score = day.sure
    if time is None and moment.day is None:
        return moment.part, LITTLE  # of which day?
    if time is None:
        part = f" {moment.part}" if moment.part else ""
        about = "左右" if moment.about and not day.about else ""
        return f"{day}{part}{about}", min(score, ROUGH if moment.about else score)
    date_, clock_ = moved(day.first, time)
    if not moment.part and not time.minute and 0 < time.hour < 12:
        # Three o'clock of which half of the day? And without a day 三点 may be no time at all.
        score = min(score, GUESSED if moment.day is not None else LITTLE)
    if moment.about:
        return f"{date_} {clock_}左右", min(score, GUESSED)
    return f"{date_} {clock_}", score


def moved(day: date, time: Clock) -> tuple[date, Clock]:
    """Midnight, and the small hours of an evening, belong to the next day of the calendar."""
    if time.hour == 24:
        return day + timedelta(days=1), replace(time, hour=0)
    night = time.hour < 5 and clock.is_evening(time.part)
    return (day + timedelta(days=1) if night else day), time
