"""Figures and signs in a prompt's text as they are read, for both voices alike."""

from __future__ import annotations

import re

from ivr.slots.spoken_form import aloud

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)")
_POINT = re.compile(r"(\d+)\.(\d+)")
_DASH = r"\s*[-~～—–]\s*"
_RANGE = re.compile(rf"(?<![\d-])(\d{{1,2}}){_DASH}(?=\d{{1,2}}(?![\d-]))|(?<=[点分]){_DASH}(?=\d)")
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def as_read(text: str) -> str:
    """`12345` -> `一二三四五`, `9:30` -> `九点三十分`, `3.5%` -> `百分之三点五`, `8-10` -> `八至十`.

    Whole numbers as `ivr.slots.spoken_form` reads them.
    """
    text = _PERCENT.sub(r"百分之\1", text)
    text = _CLOCK.sub(_clock, text)
    text = _POINT.sub(lambda found: f"{found[1]}点{found[2].translate(_DIGITS)}", text)
    text = _RANGE.sub(lambda found: f"{found[1] or ''}至", text)
    return aloud(text)


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), found[2]
    if minute == "00":
        return f"{hour}点"
    return f"{hour}点零{int(minute)}分" if minute.startswith("0") else f"{hour}点{minute}分"
