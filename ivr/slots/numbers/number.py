"""A number: of an order or a ticket (with letters perhaps), or an amount with its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ivr.slots.filled import Filled
from ivr.slots.numbers.amounts import Amount, N, amounts
from ivr.slots.numbers.between import stretches, unfolded
from ivr.slots.numbers.groups import joined
from ivr.slots.numbers.places import Place, is_unread, put_right, without_places
from ivr.slots.plain import corrected, plain, taken_back, usual
from ivr.slots.spoken import DIGIT, DIGITS
from ivr.slots.spoken import unfolded as repeated

_CODE = re.compile(rf"(?:[A-Za-z]|{DIGIT})(?:[\s\-·杠]{{0,2}}(?:[A-Za-z]|{DIGIT}))*")
_NO_DIGIT = re.compile(f"(?<={N})(?:两(?!{N})|一(?=[个次下直样定般些点起会边旦]))")
"""300一个 and 五两 end before these."""
_ROUGH = re.compile(rf"大概|大约|左右|差不多|可能|好像|估计|接近|近(?={N})|上下|出头|快|[多几来至]")
_WAIT = re.compile(
    rf"(?:等|给)(?:我|你|您|一下)*(?:{N}+(?:个?小时|分钟|天|秒))?|第(?={N})一?"
    r"|(?<!{N})十分(?![之钱钟])|万一|千万(?=别|不|要|记|给)|一直|一定"
)
"""等我两分钟 and 第一次 are no numbers."""
_AROUND = re.compile(
    r"大概|大约|差不多|左右|上下|出头|将?近|接近|快|以[上下内]|不到|超过|一共|总共|应该|好像|可能|就是|只有|号码|单号|编号"
    r"|[我就是有共呃嗯啊呀吧哦的了号多来左右，,。、 ]"
)
"""May stand around a short number that is the whole answer."""
_MOST, _BOUND = re.compile("(?:不到|不足|超过|至少|最多|起码)$"), re.compile("以[上下内]")
_SHORT, _LONG = 3, 6
"""Characters from which digits in a row mean a number; fewer stand in any sentence (一下, 二维码). So many
digits are one whatever amounts stand beside them."""

_CERTAIN, _ABOUT, _VAGUE, _AGAIN = 1.0, 0.7, 0.5, 0.45
"""Scores; with the last one it is asked for again."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a part of the answer says."""

    value: str
    score: float
    amount: Amount | None = None
    """None for a code."""


def number_answer(text: str) -> Filled | None:
    """The number in figures: GD20260501003, 3500元, -5度, 20%, 2.5个月, 5至6个; None without one.

    What is said after “不对，是…” counts; of several numbers the longest does. A digit or two count only
    when they are the whole answer. What is only roughly a number (几百块), or more than is understood, stays
    as it was said with a score of 0.5; what was put right unclearly scores 0.45.
    """
    line = unfolded(joined(repeated(usual(text))))
    rest, places = without_places(line)
    found = _said(rest) if places else None
    if found is not None and len(found.value) >= _LONG and found.value.isdigit():
        found = _at_places(found, places, rest)
    else:
        found = _said(line)
        if found is not None and (taken_back(line) or is_unread(line)):
            found = _Reading("", _AGAIN)
    if found is None:
        return None
    score = min(found.score, _ABOUT) if found.value and _ROUGH.search(line + found.value) else found.score
    return Filled(found.value or plain(text), text, score)


def _said(line: str) -> _Reading | None:
    """The number, with what was put right."""
    found: _Reading | None = None
    for part in corrected(line):
        found = _together(found, _read(part), part)
    return found


def _read(part: str) -> _Reading | None:
    """The number in one part; None without one."""
    part = _WAIT.sub("，", part)
    said = [one for one in stretches(part, amounts(part)) if not _is_phrase(one, part)]
    said = [one for one in said if not (one.bare and one.clean)]
    codes = _codes(part)
    code = max(codes, key=_digits, default="")
    if not all(one.clean for one in said) and _digits(code) < _LONG:
        return _Reading("", _VAGUE)
    clean = [one for one in said if one.clean]
    best = max(clean, key=lambda one: _digits(str(one)), default=None)
    if best is None or _digits(code) > _digits(str(best)):
        other = {one for one in codes if _digits(one) == _digits(code)}
        if not code:
            return None
        if len(other) > 1:
            return _Reading("", _VAGUE)
        begin = part.find(code)
        return _bounded(code, part, begin, begin + len(code)) if begin >= 0 else _Reading(code, _CERTAIN)
    if any(_digits(str(one)) == _digits(str(best)) and str(one) != str(best) for one in clean):
        return _Reading("", _VAGUE)  # 三个大人五个孩子
    found = _bounded(str(best), part, best.begin, best.end)
    return replace(found, amount=best, score=found.score if len(clean) == 1 else _ABOUT)


def _bounded(shown: str, part: str, begin: int, end: int) -> _Reading:
    """The number with the bound that it is said to be: 不到3000, 60以上."""
    most, bound = _MOST.search(part, 0, begin), _BOUND.match(part, end)
    value = f"{most[0] if most else ''}{shown}{bound[0] if bound else ''}"
    return _Reading(value, _ABOUT if most else _CERTAIN)


def _together(before: _Reading | None, now: _Reading | None, part: str) -> _Reading | None:
    """What holds after a correction: the number behind it, if that is a whole one."""
    if before is None:
        return now
    if now is None:
        return _Reading("", _AGAIN) if len(part) <= _LONG and re.search(N, part) else before
    if not now.value:
        return now
    was, is_ = before.amount, now.amount
    fewer = _digits(now.value) < _digits(before.value)
    if was is not None and is_ is not None:
        if fewer and (not is_.unit or is_.unit != was.unit or was.worth > 10 * is_.worth):
            return _Reading("", _AGAIN)  # 三百，不对，五十: 50, or 350?
        if was.unit and not is_.unit:
            return replace(now, value=now.value + was.unit)
        return now
    if fewer:
        return _Reading("", _AGAIN)
    if was is not None and was.unit and now.value.isdigit():  # 300块，不对，350
        return replace(now, value=now.value + was.unit)
    return now


def _at_places(found: _Reading, places: list[Place], line: str) -> _Reading:
    """The number with digits at the places where they are said to stand."""
    right = put_right(found.value, places, len(found.value)) if found.value.isdigit() else None
    if right is None or is_unread(line) or len(right) < _LONG:
        return _Reading("", _AGAIN)
    return replace(found, value=right)


def _digits(shown: str) -> int:
    return sum(map(str.isdigit, shown))


def _is_phrase(one: Amount, part: str) -> bool:
    """一个, 一次 and 一分钱 stand in any sentence."""
    return (
        one.figures in ("1", "0.1", "0.01")
        and bool(one.unit)
        and not _is_all(part[one.begin : one.end], part)
    )


def _codes(part: str) -> list[str]:
    """Letters and digits in a row, with at least one digit; 杠 is a hyphen."""
    codes = []
    for spoken in _CODE.findall(_NO_DIGIT.sub(" ", part)):
        code = "".join(DIGITS.get(one, one.upper()) for one in spoken.replace("杠", "-") if one not in " ·")
        if any(map(str.isdigit, code)) and (len(code) >= _SHORT or _is_all(spoken, part)):
            codes.append(code)
    return codes


def _is_all(spoken: str, part: str) -> bool:
    """Whether that is all there is, but for words around it."""
    return not _AROUND.sub("", part.replace(spoken, "", 1))
