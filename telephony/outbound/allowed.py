"""Which numbers may be dialled. Everything that is dialled goes through here, whoever asked for it.

A prefix alone does not do: 16 begins mobile numbers, and premium ones that are shorter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
LANDLINE = re.compile(r"0[1-9][0-9]{8,10}", re.ASCII)
OTHER = re.compile(r"[0-9]{7,18}", re.ASCII)
"""Local numbers, 400, abroad: seven digits at least, so that 110 and extensions are none."""
NAMED = 3
"""Digits of a prefix by which other numbers than mobile ones and landlines with area code are allowed."""


SHORT = re.compile(r"[0-9]{3,6}", re.ASCII)
"""110, 119, 120, 12345: only for offices that an administrator has named."""


def allowed_by_name(number: str, prefixes: Iterable[str]) -> bool:
    """The same for a number that stands in the configuration: a short one, too, if it is among `prefixes`."""
    prefixes = tuple(prefixes)
    return allowed(number, prefixes) or bool(SHORT.fullmatch(number) and number in prefixes)


def allowed(number: str, prefixes: Iterable[str]) -> bool:
    """Whether the number, digits as dialled within the country, may be dialled under these prefixes."""
    usual = MOBILE.fullmatch(number) or LANDLINE.fullmatch(number)
    if not usual and not OTHER.fullmatch(number):
        return False
    least = 0 if usual else NAMED
    return any(len(prefix) >= least and number.startswith(prefix) for prefix in prefixes)
