"""What was written down, as it is read out: numbers digit by digit, dates and short numbers as words."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}))?")
_NUMBER = re.compile(r"\d+")
_PHONE = 11
"""Digits of a mobile number, read in groups of three, four and four."""


def aloud(text: str) -> str:
    """`幸福路12号` -> `幸福路十二号`, `2026-05-01` -> `五月一日`, a mobile number in groups of 3, 4, 4."""
    return _NUMBER.sub(_number, _MOMENT.sub(_moment, text))


def _moment(found: re.Match[str]) -> str:
    _, month, day, hour, minute = found.groups()
    date = f"{_words(int(month))}月{_words(int(day))}日"
    if hour is None:
        return date
    return f"{date}{_words(int(hour))}点" + ("" if minute == "00" else f"{_words(int(minute))}分")


def _number(found: re.Match[str]) -> str:
    digits = found[0]
    if len(digits) <= 2 and not digits.startswith("0"):
        return _words(int(digits))
    spelled = "".join(_DIGITS[int(digit)] for digit in digits)
    return f"{spelled[:3]}，{spelled[3:7]}，{spelled[7:]}" if len(digits) == _PHONE else spelled


def _words(number: int) -> str:
    """Up to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return f"{'' if tens == 1 else _DIGITS[tens]}十{_DIGITS[ones] if ones else ''}"
