"""What one unit stands for twice, said in full: 7到8点 as 7点到8点, 三四号 as 三号到四号."""

from __future__ import annotations

import re

from ivr.slots.dates.calendar_days import NO_HOUSE, N

_SPOKEN = "零一二三四五六七八九"
_UNIT = rf"(?P<unit>点|[号日]{NO_HOUSE}|月(?!份?前|份?后))"
_STRETCH = re.compile(rf"(?<![-/.:])(?<!{N})(?P<low>{N}{{1,3}})(?P<to>[到至~-])(?P<high>{N}{{1,3}}){_UNIT}")
_YEARS = re.compile(
    rf"(?<!{N})(?P<low>[0-9]{{4}}|[{_SPOKEN}]{{2,4}})(?P<to>[到至~-])(?=(?:[0-9]{{4}}|[{_SPOKEN}]{{2,4}})年)"
)
_OF_MOON = re.compile("(?P<month>[正冬腊一二三四五六七八九十]月|大年)(?P<low>初.)(?P<to>[到至])(?P<high>初.)")
_NEXT = dict(zip("一两二三四五六七八", "二三三四五六七八九", strict=True))
_EITHER = re.compile(
    rf"(?<!{N})(?P<tens>[二三]?十)?(?P<low>[一两二三四五六七八])(?P<high>[二三四五六七八九]){_UNIT}"
)


def unfolded(text: str) -> tuple[str, bool]:
    """The text in full, and whether something in it was a guess (七八点)."""
    text = _STRETCH.sub(r"\g<low>\g<unit>\g<to>\g<high>\g<unit>", text)
    text = _YEARS.sub(r"\g<low>年\g<to>", text)
    text = _OF_MOON.sub(r"\g<month>\g<low>\g<to>\g<month>\g<high>", text)
    full = _EITHER.sub(_either, text)
    return full, full != text


def _either(found: re.Match[str]) -> str:
    tens, low, high, unit = (found[name] or "" for name in ("tens", "low", "high", "unit"))
    return f"{tens}{low}{unit}到{tens}{high}{unit}" if _NEXT[low] == high else found[0]
