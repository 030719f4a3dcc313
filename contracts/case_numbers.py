"""The number of a case, as it is said aloud and typed: twelve digits.

YYMMDD, the day it was opened; five random digits, so that nobody guesses a neighbour's; and a check digit
(Luhn), so that one digit that was misheard makes no other number.
"""

from __future__ import annotations

import random
from datetime import date

LENGTH = 12
GROUP = 4
"""Digits that are said in one breath."""
_RANDOM = 5
_SYSTEM = random.SystemRandom()


def new_case_number(day: date) -> str:
    """One of the hundred thousand of that day; whether it is taken, who keeps them knows."""
    serial = _SYSTEM.randrange(10**_RANDOM)
    body = f"{day:%y%m%d}{serial:0{_RANDOM}d}"
    return body + _check(body)


def is_case_number(digits: str) -> bool:
    """Whether it may be one: the length and the check digit are right."""
    whole = len(digits) == LENGTH and digits.isascii() and digits.isdecimal()
    return whole and digits[-1] == _check(digits[:-1])


def grouped(number: str) -> list[str]:
    """The digits of it in groups, as they are said."""
    return [number[at : at + GROUP] for at in range(0, len(number), GROUP)]


def _check(body: str) -> str:
    """Of Luhn's algorithm (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
