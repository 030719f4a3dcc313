"""A number: of an order or a ticket (with letters perhaps), or an amount with its unit."""

from __future__ import annotations

import re

from contracts.numerals import number
from ivr.slots.filled import Filled
from ivr.slots.plain import corrected, usual
from ivr.slots.spoken import DIGIT, DIGITS, NUMERAL, TO_NUMERALS, figures, unfolded

_UNITS = "块钱|块|元|平方米|平方|平米|个月|个人|个|人|户|家|次|天|年|岁|度|吨|公里|米|小时|分钟|%"
_AMOUNT = re.compile(
    rf"(百分之)?((?:{NUMERAL}|[0-9])+)(?:[点.]({DIGIT}+))?(多|来)?(万|亿)?({_UNITS})?(?:(?<=块)({DIGIT}))?"
)
_GUESS = re.compile(rf"([一二三四五六七八九两])([二三四五六七八九])(?=(?:十|百|千|万)*(?:{_UNITS}))")
_RANGE = re.compile(rf"((?:{NUMERAL}|[0-9])+)[到至]((?:{NUMERAL}|[0-9])+)({_UNITS})")
_CODE = re.compile(rf"(?:[A-Za-z]|{DIGIT})(?:[\s\-·杠]{{0,2}}(?:[A-Za-z]|{DIGIT}))*")
_ROUGH = re.compile(r"大概|大约|左右|差不多|可能|好像|估计|[多几来至]")
_STEPS = frozenset("十百千万亿")
_WAIT = re.compile(
    rf"(?:等|给)(?:我|你|您|一下)*(?:(?:{NUMERAL}|[0-9])+(?:个?小时|分钟|天|秒))?|第(?={NUMERAL})一?"
)
"""等我两分钟 and 第一次 are no numbers."""
_AROUND = re.compile(
    r"大概|大约|一共|总共|应该|好像|可能|就是|只有|号码|单号|编号"
    r"|[我就是有共呃嗯啊呀吧哦的了号多来左右，,。、 ]"
)
"""May stand around a short number that is the whole answer."""
_SHORT = 3
"""Characters from which digits in a row mean a number; fewer stand in any sentence (一下, 二维码)."""
_PHRASES = frozenset(f"1{unit}" for unit in ("个", "个人", "人", "次", "天", "家", "户"))
"""一个 and 一次 stand in any sentence too."""

_CERTAIN, _ABOUT = 1.0, 0.7


def number_answer(text: str) -> Filled | None:
    """The number in figures: GD20260501003, 3500元, 20%, 2.5, 5至6个; None without one.

    What is said after “不对，是…” counts; of several numbers the longest does. A digit or two count only
    when they are the whole answer.
    """
    line = unfolded(usual(text))
    for part in reversed(corrected(line)):
        part = _WAIT.sub("，", part)
        found = _guesses(part) or [*_amounts(part), *_codes(part)]
        if found:
            value = max(found, key=lambda one: sum(map(str.isdigit, one)))
            return Filled(value, text, _ABOUT if _ROUGH.search(line) or "至" in value else _CERTAIN)
    return None


def _guesses(part: str) -> list[str]:
    """三到五个, and two numbers that follow each other: 五六个."""
    ranges = [
        (number(low.translate(TO_NUMERALS)), number(high.translate(TO_NUMERALS)), unit)
        for low, high, unit in _RANGE.findall(part)
    ]
    if ranges:
        return [f"{low}至{high}{unit}" for low, high, unit in ranges if low and high]
    return [
        f"{figures(low)}至{figures(high)}{_after(part, found.end())}"
        for found in _GUESS.finditer(part)
        for low, high in [found.groups()]
        if int(figures(high)) == int(figures(low)) + 1
    ]


def _after(part: str, place: int) -> str:
    """Steps and unit that stand there."""
    found = re.match(rf"[十百千万]*(?:{_UNITS})", part[place:])
    return found[0] if found else ""


def _amounts(part: str) -> list[str]:
    """Numbers read with steps, a point or a unit."""
    found = []
    for share, whole, decimals, rough, large, unit, rest in _AMOUNT.findall(part):
        if not (decimals or unit or share or large or _STEPS & set(whole)):
            continue
        value = whole if whole.isascii() else number(whole.translate(TO_NUMERALS))
        if value is None:
            continue
        if decimals or (rest and unit == "块"):  # 三块五
            value += "." + figures(decimals or rest)
        unit = "元" if unit in ("块", "块钱") else unit
        amount = f"{value}{'%' if share else ''}{rough and '多'}{large}{unit}"
        if amount not in _PHRASES or _is_all(f"{whole}{unit}", part):
            found.append(amount)
    return found


def _codes(part: str) -> list[str]:
    """Letters and digits in a row, with at least one digit; 杠 is a hyphen."""
    codes = []
    for spoken in _CODE.findall(part):
        code = "".join(DIGITS.get(one, one.upper()) for one in spoken.replace("杠", "-") if one not in " ·")
        if any(map(str.isdigit, code)) and (len(code) >= _SHORT or _is_all(spoken, part)):
            codes.append(code)
    return codes


def _is_all(spoken: str, part: str) -> bool:
    """Whether that is all there is, but for words around it."""
    return not _AROUND.sub("", part.replace(spoken, "", 1))
