"""An answer in usual forms: one line, simplified characters, without fillers; and answers that are none."""

from __future__ import annotations

import re
import unicodedata

from ivr.dialects.simplified import simplified
from ivr.slots.filled import Filled

LONGEST = 200
"""Characters of an answer that are looked at."""

_PAUSE = "呃|嗯|额"
_OPENING = f"{_PAUSE}|哦|喂|那个|这个(?![月周季星礼])|就是说|就是|哎|诶|啊|唉"
_FILLERS = re.compile(rf"^(?:(?:{_OPENING})[，,、。.\s]*)+|(?:{_PAUSE})+[，,、]?")
_EDGES = " \t\r\n，,。.、；;：:！!？?…"

_UNKNOWN = re.compile(
    r"(?:我|这个|那个|也|都|是|真的?|有点|确实)*(?:不知道|不清楚|不记得|记不清楚?|记不得|忘了|忘记了|说不清楚?|说不上来"
    r"|不太清楚|不太记得|搞不清楚?|不晓得|不方便说?|不想说)(?:了|啊|呀|呢|哦|吧|的)*"
)

CORRECTION = re.compile(
    r"[，,。、；;\s]*(?:不对|(?<!是)不是|错了|说错了|讲错了|弄错了|口误|更正一下|更正|应该是"
    r"|[哦噢喔](?:[，,。、\s]|不)*不(?![知能行会好想要清记晓用太方管过])|啊[，,\s]*不(?=[，,。、\s二两三四五六七八九十0-9])"
    r"|(?<=[，,。、\s])不(?=[，,。、\s]))"
    r"(?:[，,。、；;\s]|啊|呀|了|应该是|是)*"
)
"""Between what was wrong and what is right."""
_TAKEN_BACK = re.compile(r"(?:不对|(?<!是)不是|错了)[啊呀了吧的。，,！!\s]*$")
_DENIED = re.compile(r"(?<!是)不是(?:[^，,。]{1,20}[，,]\s*而?|[^，,。是]{1,20}而?)是(?!不是)")
"""不是三八，是三九: only what follows counts."""
_NOT_THAT = re.compile(
    rf"(?P<right>(?:{CORRECTION.pattern}|(?<!不)是)[^，,。][^。]{{0,20}}?)[，,]?不是(?![啊呀了吧的，,。\s])[^，,。]{{1,12}}$"
)
"""不对，是三九，不是三八: the last does not count."""


def usual(text: str) -> str:
    """One line of at most `LONGEST` characters: full-width forms folded, simplified characters."""
    line = " ".join(unicodedata.normalize("NFKC", text[: 2 * LONGEST]).split())
    return simplified(line)[:LONGEST]


def plain(text: str) -> str:
    """`usual` without fillers at its beginning and punctuation around it."""
    line = usual(text)
    while (better := _FILLERS.sub("", line).strip(_EDGES)) != line:
        line = better
    return line


def corrected(text: str) -> list[str]:
    """The text before and after each “不对，是…”; at most one part where nothing was corrected."""
    said = _NOT_THAT.sub(r"\g<right>", _DENIED.sub("", text).rstrip(_EDGES))
    return [part for part in CORRECTION.split(said) if part.strip(_EDGES)]


def taken_back(text: str) -> bool:
    """Whether the text ends with “不对”: what was said is not right, and nothing else was."""
    return _TAKEN_BACK.search(text) is not None


def unknown(text: str) -> bool:
    """Whether the caller says only that they do not know."""
    return _UNKNOWN.fullmatch(plain(text)) is not None


def text_answer(text: str) -> Filled | None:
    """Whatever was said; None when that was nothing."""
    value = plain(text)
    return Filled(value, text, 1.0) if value else None
