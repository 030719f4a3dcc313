"""What is said one after another; without the dictionaries of how it sounds (`asr.text.phrases`)."""

from __future__ import annotations

import re

_UNIT = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[0-9]+|[^\W\d_]")


def units(text: str) -> list[str]:
    """Chinese characters, Latin words, numbers; no punctuation.

    >>> units("我用APP，投诉")
    ['我', '用', 'APP', '投', '诉']
    """
    return _UNIT.findall(text)
