"""Numbers as callers say them: digit by digit, with 洞 幺 拐 勾, in groups, or as 三千五百."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contracts.numerals import cardinal

DIGITS = {
    **dict(zip("0123456789", "0123456789", strict=True)),
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", "0123456789", strict=True)),
    **{"○": "0", "洞": "0", "幺": "1", "两": "2", "拐": "7", "勾": "9"},
}
"""A character that stands for a digit, in figures, spoken, in words of money, or as the army says it."""

DIGIT = f"[{''.join(DIGITS)}]"
NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"

GUESS = re.compile("[一二两三四五六七八九]{2}")
"""两三: one or the other, where digits are not read one by one."""

_SAME = re.compile(
    rf"(?P<times>[二两三四五六七八九2-9])(?:个|連|连)(?P<digit>{DIGIT})(?!个)"
    rf"|[双俩](?P<twice>{DIGIT})(?={DIGIT}|[双俩])|(?<={DIGIT})[双俩](?P<twice_at_end>{DIGIT})"
)
TO_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")


def value(text: str) -> int | None:
    """A number in figures or with steps, or spoken digit by digit; None for anything else.

    >>> value("12"), value("十二"), value("二零二六"), value("十十")
    (12, 12, 2026, None)
    """
    if text and all(character in DIGITS for character in text):
        return int("".join(DIGITS[character] for character in text))
    return cardinal(text.translate(TO_NUMERALS)) if text else None


def unfolded(text: str) -> str:
    """三个八 as 888 and 双零 as 00, so that digits are all there is."""
    return _SAME.sub(_repeated, text)


def _repeated(found: re.Match[str]) -> str:
    digit = found["digit"] or found["twice"] or found["twice_at_end"]
    return DIGITS[digit] * int(DIGITS[found["times"] or "两"])


def figures(spoken: str) -> str:
    """The digits in it, in figures; all else is left out."""
    return "".join(DIGITS.get(character, "") for character in spoken)


def runs(text: str, between: str) -> Iterator[str]:
    """Digits that belong together, in figures; `between` (an expression) may part them."""
    for found in re.finditer(rf"{DIGIT}(?:(?:{between}){{0,6}}{DIGIT})*", text):
        yield figures(found[0])
