"""From one number to another: 三到五个, 百分之二十到三十, and one or the other: 四五百块, 十七八个."""

from __future__ import annotations

import re
from dataclasses import replace

from ivr.slots.numbers.amounts import Amount, N
from ivr.slots.numbers.units import UNITS

_TO = re.compile("[到至~-]")
_NEXT = {*zip("一二两三四五六七八", "二三三四五六七八九", strict=True), ("一", "两"), ("三", "五")}
_EITHER = re.compile(
    rf"(?<!{N})(?<![几数])(?P<head>(?:{N}*[十百千万])?)(?P<low>[一二两三四五六七八])(?P<high>[两二三四五六七八九])"
    rf"(?P<steps>[十百千]*[万亿]?)(?!{N})(?=(?P<unit>个半|多?(?:{UNITS}))?)"
)


def unfolded(text: str) -> str:
    """四五百块 as 四百到五百块, so that a stretch is all there is."""
    return _EITHER.sub(_either, text)


def _either(found: re.Match[str]) -> str:
    head, steps = found["head"], found["steps"]
    counted = steps or found["unit"] if not head or head.endswith("十") else steps
    if (found["low"], found["high"]) not in _NEXT or not (counted or head.endswith("十")):
        return found[0]
    return f"{head}{found['low']}{steps}到{head}{found['high']}{steps}"


def stretches(text: str, said: list[Amount]) -> list[Amount]:
    """The amounts, those that are ends of a stretch as one."""
    found: list[Amount] = []
    for one in said:
        last = found[-1] if found else None
        if last is not None and _TO.fullmatch(text[last.end : one.begin]):
            found[-1] = _stretch(last, one)
        else:
            found.append(one)
    return found


def _stretch(low: Amount, high: Amount) -> Amount:
    """From the first to the second; not clean where it cannot be, or may be another (三到五百块)."""
    begin, end, unit = low.begin, high.end, high.unit or low.unit
    units = low.unit in ("", high.unit) or (low.unit == "%" and not high.unit)
    if low.worth < 0 < high.worth and not low.unit:  # 零下五到十度
        low, high = replace(high, figures=f"-{high.figures}", worth=-high.worth), low
    round_ = high.figures[-1:] in "万亿" or (high.worth >= 20 and high.worth % 10 == 0)
    ambiguous = round_ and not low.unit and 0 < low.worth < 10 and "." not in low.figures
    ambiguous = ambiguous or (high.spoken.endswith("成") and not low.unit)
    of_stretches = "至" in low.figures  # 两三千到五千
    clean = low.clean and high.clean and units and low.worth < high.worth and not (ambiguous or of_stretches)
    each = unit if unit in ("%", "‰") else ""
    figures = f"{low.figures}{each}至{high.figures}"
    return Amount(figures, unit, high.worth, begin, end, high.spoken, clean)
