"""What the network writes, as every other engine's text is: simplified characters, no punctuation."""

from __future__ import annotations

import re
from functools import lru_cache

import opencc

from asr.text.text import join_words
from asr.text.units import units

_TRADITIONAL = re.compile(r"[\u3400-\u9fff]")


def simplified(text: str) -> str:
    """Traditional characters as simplified ones; words and punctuation stay.

    >>> simplified("樓上漏水")
    '楼上漏水'
    """
    return str(_converter().convert(text)) if _TRADITIONAL.search(text) else text


def plain(text: str) -> str:
    """The words of a text, without punctuation, blanks between Latin words only.

    >>> plain("你好,我想问 APP 的事。")
    '你好我想问 APP 的事'
    """
    return join_words(units(text))


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
