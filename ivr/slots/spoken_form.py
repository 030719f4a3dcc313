"""What was written down, as it is read out: numbers digit by digit, dates and short numbers as words."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}))?")
_CLOCK = re.compile(r"(?<![\d:])(\d{2}):(\d{2})(?![\d:])")
_NUMBER = re.compile(r"(?P<minus>(?<![\w)])-)?(?P<whole>\d+)(?:\.(?P<decimals>\d+))?")
_PHONE = 11
"""Digits of a mobile number, read in groups of three, four and four."""


def aloud(text: str) -> str:
    """`幸福路12号` -> `幸福路十二号`, `2026-05-01` -> `五月一日`, a mobile number in groups of 3, 4, 4."""
    return _NUMBER.sub(_number, _CLOCK.sub(_clock, _MOMENT.sub(_moment, text)))


def _moment(found: re.Match[str]) -> str:
    _, month, day, hour, minute = found.groups()
    date = f"{_words(int(month))}月{_words(int(day))}日"
    return date if hour is None else date + _time(hour, minute)


def _clock(found: re.Match[str]) -> str:
    return _time(found[1], found[2])


def _time(hour: str, minute: str) -> str:
    return f"{_words(int(hour))}点" + ("" if minute == "00" else f"{_words(int(minute))}分")


def _number(found: re.Match[str]) -> str:
    minus = "负" if found["minus"] else ""
    if found["decimals"]:
        return f"{minus}{_digits(found['whole'])}点{_spelled(found['decimals'])}"
    return minus + _digits(found["whole"])


def _digits(digits: str) -> str:
    """In groups, one by one, or as a word where they are few."""
    if len(digits) <= 2 and (digits == "0" or not digits.startswith("0")):
        return _words(int(digits))
    spelled = _spelled(digits)
    return f"{spelled[:3]}，{spelled[3:7]}，{spelled[7:]}" if len(digits) == _PHONE else spelled


def _spelled(digits: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in digits)


def _words(number: int) -> str:
    """Up to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return f"{'' if tens == 1 else _DIGITS[tens]}十{_DIGITS[ones] if ones else ''}"
