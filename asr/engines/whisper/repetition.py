"""A text that goes round in a circle: what the network writes when it has lost the sound."""

from __future__ import annotations

import re
import zlib

_REPETITIVE = 2.4
"""UTF-8 bytes to deflated ones: OpenAI's own limit for a text that goes round in a circle."""
_REPEATED_FROM = 12
"""Shorter texts say nothing by it."""
_AROUND = re.compile(r"(.{1,4}?)\1{2,}")
"""The same again and again: 诈骗诈骗诈骗."""
_AROUND_FROM = 7
"""Shorter ones are talk: 好的好的好的, and so are digits: 八八八八八八八."""
_NUMERALS = re.compile(r"[零〇一二三四五六七八九幺十百千万0-9]+")


def goes_round(text: str) -> bool:
    """Whether most of a text, without punctuation, is the same again and again."""
    round_ = sum(len(found[0]) for found in _AROUND.finditer(text) if not _NUMERALS.fullmatch(found[0]))
    if len(text) >= _AROUND_FROM and round_ > len(text) / 2:
        return True
    if len(text) < _REPEATED_FROM:
        return False
    written = text.encode()
    return len(written) / len(zlib.compress(written, 9)) > _REPETITIVE
