"""Answers of any kind of content: what was said, without the words that carry nothing."""

from __future__ import annotations

import re
import unicodedata

from ivr.slots.filled import Filled

LONGEST = 200
"""Characters of an answer that are kept."""

_FILLERS = re.compile(
    r"^(?:(?:嗯|呃|额|哦|喂|那个|这个|就是说|就是|哎|诶|啊|唉)[，,、。.\s]*)+|(?:呃|嗯|额)+[，,、]?"
)
_EDGES = " \t\r\n，,。.、；;：:！!？?…"


def plain(text: str) -> str:
    """One line in usual forms, without fillers at its beginning and punctuation around it."""
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    return _FILLERS.sub("", line).strip(_EDGES)[:LONGEST].strip(_EDGES)


def text_answer(text: str) -> Filled | None:
    """Whatever was said; None when that was nothing."""
    value = plain(text)
    return Filled(value, text, 1.0) if value else None
