"""When it was: a day, a time, a stretch of time, or what happens again and again.

The rules are our own. jionlp 1.5.31 was tried on the same sentences: it reads as many kinds, but drops
without a word what it does not understand (三点差五分 is 03:00 to it), and brings 170 MB.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from ivr.slots.dates import lunar
from ivr.slots.dates.beyond import goes_on
from ivr.slots.dates.calendar_days import N
from ivr.slots.dates.clock import PART
from ivr.slots.dates.moments import LITTLE, ROUGH, Moment, moments, nearly, written
from ivr.slots.dates.recurring import AGAIN, OTHERWISE, recurring
from ivr.slots.dates.stretch import TO, stretch
from ivr.slots.dates.unfolded import unfolded
from ivr.slots.filled import Filled
from ivr.slots.plain import corrected, plain, taken_back

_VAGUE = 0.5
_AGAIN, _WORD_ALONE = 0.85, 0.7
_BETWEEN_DIGITS_ONLY = re.compile(r"(?<![0-9])\s|\s(?![0-9])")
_NOW = re.compile("刚刚|刚才|现在|这会儿|方才")
_TIME_WORDS = re.compile(
    "[年月周]|[前后]天|[天日号][前后了]|几天|两天|(?:小时|钟头|分钟)(?:前|以前|之前|了)|星期|礼拜|时候|以前|之前|最近"
    "|前阵|前段|春|夏|秋|冬|节|期间|长期|经常|一直|久"
    f"|初[一二三四五六七八九十]|第[一二三四五六七八九十]天|次日|当天|{OTHERWISE.pattern}|{PART.pattern}"
)
_SINCE = re.compile("(?:就)?(?:开始|起|以来)")
_UNTIL_NOW = re.compile("[，,]?(?:一直|直)?[到至](?:现在|目前|如今|此刻|这会儿|今(?![天日晚早年晨夜儿]))")
_BEFORE = re.compile(f"(?:之|以)?前(?=一直)|(?:之|以)?前(?![面边台门后天晚几两半0-9]|{N})")
_AFTER = re.compile(f"(?:之|以|过)?后(?=一直)|(?:之|以|过)?后(?![来面边悔果门天几两半0-9]|{N})")
_AND = re.compile("和|跟|与|、|以及|还有")
_LESS = re.compile("差(?!不多)[^，,]{0,4}$")
_OF_ANOTHER_DAY = re.compile(
    "[几两]天|最近|前阵|前段|[那当某]天|有一天|次日|第.天|星期|礼拜|[周月年]|工作日|节假日|平时"
)
"""Before a time of day: it is none of today."""
_NUMERAL = re.compile(N)
_TIMES = re.compile(f"(?:{N}|[几好多])+[次回趟遍]")
_SHORT = 6
"""Characters of a correction that can hardly say anything but a number."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a part of the answer says of time."""

    value: str
    """Empty for a time that is not understood."""
    score: float
    moment: Moment | None = None
    """What a correction behind it may go without saying."""
    single: bool = True
    """One moment; not several, and no stretch of time."""


_UNCLEAR = _Reading("", 0)


def date_answer(text: str, now: datetime) -> Filled | None:
    """2026-05-01, 2026-05-01 15:30, 2026-05-01 晚上, 2026年5月底, 每天22:00至06:00, …至…, …起, …之前, …左右.

    What says only roughly when it was (前阵子), or more than is understood, stays as it was said and scores
    0.5; None when it says nothing of a time.
    """
    line, guessed = unfolded(_BETWEEN_DIGITS_ONLY.sub("", plain(text)))
    found: _Reading | None = None
    for part in corrected(line):
        read = _read(part, now, found)
        if read is None and found is not None and len(part) <= _SHORT and _NUMERAL.search(part):
            read = _UNCLEAR  # 八月十五，不对，是十六
        found = read or found
    if found is not None and found.value and not taken_back(line):
        return Filled(found.value, text, min(found.score, ROUGH if guessed else 1))
    return Filled(plain(text), text, _VAGUE) if found or _TIME_WORDS.search(line) else None


def _read(text: str, now: datetime, before: _Reading | None) -> _Reading | None:
    """The time that the text names; None when it names none. `before`: what it puts right."""
    if OTHERWISE.search(text):
        return _UNCLEAR
    said = moments(text, now, before.moment if before else None)
    if again := AGAIN.search(text):
        return _again(text, again, said, now)
    if not said:
        return _Reading(f"{now:%Y-%m-%d %H:%M}左右", ROUGH) if _NOW.search(text) else None
    first = max(said, key=lambda one: (one.day is not None, one.clock is not None, -one.begin))
    at = said.index(first)
    if at and _joined(text[said[at - 1].end : first.begin]):
        return _UNCLEAR
    if _LESS.search(text, 0, first.begin) or (
        first.day is None and _OF_ANOTHER_DAY.search(text, 0, first.begin)
    ):
        return _UNCLEAR
    merged = _put_right(first, before) if before is not None else first
    if merged is None:
        return _UNCLEAR
    found = _expression(text, nearly(text, merged), said[at + 1 :], now)
    whole = first.day is not None and not first.day.unsaid
    if before is not None and not whole and before.single != found.single:
        return _UNCLEAR  # 三点到五点，不对，四点: which of the two?
    return found


def _joined(between: str) -> bool:
    return TO.fullmatch(between) is not None or _AND.fullmatch(between) is not None


def _put_right(moment: Moment, before: _Reading) -> Moment | None:
    """A moment with what it leaves as it was (昨天下午三点，不对，四点); None where that is not clear."""
    was = before.moment
    if was is None:
        return None if not before.value and moment.day is None else moment
    if moment.day is None:
        part_alone = moment.clock is None and was.clock is not None  # 早上八点，不对，是晚上
        return None if part_alone else replace(moment, day=was.day)
    if moment.clock is None and not moment.part and moment.day.span == "day":
        return replace(moment, clock=was.clock, part=was.part)
    return moment


def _again(text: str, again: re.Match[str], said: list[Moment], now: datetime) -> _Reading:
    """每…; not clear where a day was named, too, or more than is understood."""
    value, end = recurring(text, again)
    if side := _BEFORE.match(text, end) or _AFTER.match(text, end):
        value, end = f"{value}之{'前' if side.re is _BEFORE else '后'}", side.end()
    if _TIMES.match(text, end):
        return _UNCLEAR  # 每天两次
    if any(one.day is not None and not again.start() <= one.begin < end for one in said):
        return _UNCLEAR
    if goes_on(text, end, now.date()):
        return _UNCLEAR
    return _Reading(value, _AGAIN if len(value) > len(again[0]) else _WORD_ALONE)


def _expression(text: str, first: Moment, others: list[Moment], now: datetime) -> _Reading:
    """A moment, or a stretch from it to another, with what is said around it."""
    found, end, last = written(first, now.date()), first.end, first
    following = others[0] if others else None
    if following is not None and (to := TO.fullmatch(text[end : following.begin])):
        found = stretch(first, following, now.date(), next_day=bool(to["next"]))
        end, last, others = following.end, following, others[1:]
    elif following is not None and _AND.fullmatch(text[end : following.begin]):
        found, end, others = _listed(first, following, now), following.end, others[1:]
    if found is None:
        return _UNCLEAR
    value, score = found
    single = end == first.end
    if until := _UNTIL_NOW.match(text, end):
        value, end = f"{value}起", until.end()
    elif since := _SINCE.match(text, end):
        value, end = f"{value}起", since.end()
    elif last.day is not None and last.day.since:
        value = f"{value}起"
    elif side := _BEFORE.match(text, end) or _AFTER.match(text, end):
        value, end = f"{value}之{'前' if side.re is _BEFORE else '后'}", side.end()
    if last.clock is not None and _NUMERAL.match(text, end):
        return _UNCLEAR  # 两点五公里
    if not single and others and TO.fullmatch(text[end : others[0].begin].removeprefix("份")):
        return _UNCLEAR  # 八九月份到今年三月
    if goes_on(text, end, now.date()) or (lunar.MARK.search(text) and not lunar.LUNAR.search(text)):
        return _UNCLEAR
    if any(one.day is not None for one in others):  # another time by the way
        score = min(score, ROUGH)
    return _Reading(value, score, first, single)


def _listed(first: Moment, second: Moment, now: datetime) -> tuple[str, float] | None:
    """前天和昨天."""
    one, other = written(first, now.date()), written(second, now.date())
    if one is None or other is None or second.day is None:
        return None
    return f"{one[0]}、{other[0]}", min(one[1], other[1], LITTLE)
