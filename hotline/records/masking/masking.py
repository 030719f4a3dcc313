"""Masks personal numbers and addresses in a text. What of an event is masked how: `outbound`.

A run of seven or more digits, spoken or written, is taken for a telephone, identity or bank card
number. Masks keep the length of the text, so word times and places still fit. What is not
covered: a number that the caller spreads over several utterances, and digits that the recogniser
wrote as other words of the same sound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hotline.records.masking.codes import MAY_HOLD, mask_codes, mask_last_word
from hotline.records.masking.digits import DIGIT
from hotline.records.masking.house_numbers import NUMERAL, mask_house

SHORTEST = 7
"""Digits from which on a run is personal: a local telephone number. 12345, 110 and years are not."""

ID_LENGTH = 18
"""Characters of an identity number; the last may be X."""

_BETWEEN = r"[ \u3000\t\-－–—·.,，、/()（）杠转啊呃嗯哦哎]"
_DATE = r"(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_RUN = rf"{DIGIT}(?:{_BETWEEN}{{0,3}}{DIGIT})*(?:{_BETWEEN}{{0,3}}[xXＸｘ叉])?"
_FOUND = re.compile(rf"(?<!\d){_DATE}|(?P<run>{_RUN})", re.ASCII)
_UNFINISHED = re.compile(rf"{_RUN}(?:{_BETWEEN}|[十百千])*$", re.ASCII)
_DIGITS = re.compile(DIGIT + "|[xXＸｘ叉]")

_NO_NUMBER = {"", "anonymous", "unknown", "restricted", "unavailable", "private", "asterisk"}


def mask_number(number: str) -> str:
    """A caller's number as it may be shown: 13800138000 → 138****8000.

    Short service numbers (110, 12345, an agent's extension) stay; a SIP name keeps its first letter;
    a withheld number becomes `anonymous`.
    """
    number = re.sub(r"[\s().\-]", "", number)
    if number.lower() in _NO_NUMBER:
        return "anonymous"
    if not re.fullmatch(r"\+?[0-9*]+", number, re.ASCII):
        return number[0] + "***"
    sign, digits = ("+", number[1:]) if number.startswith("+") else ("", number)
    national = digits[2:] if digits.startswith("86") and len(digits) == 13 else digits
    prefix = sign + digits[: len(digits) - len(national)]
    if len(national) < SHORTEST:
        return number
    head, tail = (3, 4) if len(national) >= 11 else (2, 2)
    return prefix + national[:head] + "*" * (len(national) - head - tail) + national[-tail:]


def mask_text(text: str) -> str:
    """The text with the middle of every personal number replaced by `*`, at the same length.

    Of a telephone number the first three and last four digits stay, of a longer number the last
    four, of a shorter one the first and last two. Dates (2030-01-31) stay.
    """
    return _FOUND.sub(_mask_run, text)


def mask_said(text: str) -> str:
    """What somebody said or wrote, as it may leave the desk: no personal numbers, codes, houses, rooms."""
    masks: list[Callable[[str], str]] = []
    if NUMERAL.search(text):
        masks += [mask_text, mask_house]
    if MAY_HOLD.search(text):
        masks.append(mask_codes)
    return _hidden_by(masks, text)


def _hidden_by(masks: Sequence[Callable[[str], str]], text: str) -> str:
    """Each looks at the whole text: what one has hidden could split a number that another knows."""
    shown = [mask(text) for mask in masks]
    if all(one == text for one in shown):
        return text  # most sentences
    return "".join("*" if "*" in each else each[0] for each in zip(text, *shown, strict=True))


def _mask_run(found: re.Match[str]) -> str:
    run = found["run"]
    if run is None:
        return found[0]
    places = [place.start() for place in _DIGITS.finditer(run)]
    if len(places) != ID_LENGTH and not re.match(DIGIT, run[-1]):
        places.pop()  # the X closes an identity number only
    count = len(places)
    if count < SHORTEST:
        return run
    if count == 11:
        head, tail = 3, 4
    elif count > 11:
        head, tail = 0, 4
    else:
        head, tail = 2, 2
    hidden = set(places[head : count - tail])
    return "".join("*" if place in hidden else char for place, char in enumerate(run))


def mask_unfinished(text: str) -> str:
    """As `mask_said`, and no number or code at the end: partial by partial, all of it would leave."""
    return _hidden_by((mask_said, _mask_last_number, mask_last_word), text)


def _mask_last_number(text: str) -> str:
    return _UNFINISHED.sub(lambda found: mask_digits(found[0]), text)


def mask_digits(text: str) -> str:
    """Every digit of a text hidden, written or spoken."""
    return _DIGITS.sub("*", text)
