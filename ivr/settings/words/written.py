"""Characters of templates where they mean nothing: what was meant is asked, for nobody could say it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from contracts.configuration.settings import Line

FULL_WIDTH = str.maketrans("（）［］｛｝｜〔〕【】❘∣│", "()[]{}|[][]|||")
"""What a Chinese input method gives for the characters of templates and of placeholders."""

_FULL_WIDTH = re.compile(f"[{''.join(map(chr, FULL_WIDTH))}]")

TEMPLATE = "()[]{}|"


def full_width(text: str) -> tuple[int, str, str] | None:
    """The first such character: its place, itself, and what it is mistaken for; None when there is none."""
    found = _FULL_WIDTH.search(text)
    return (found.start(), found.group(), found.group().translate(FULL_WIDTH)) if found else None


def half_width(text: str) -> str:
    """Refuses the full-width ones in a prompt."""
    if found := full_width(text):
        _, character, meant = found
        raise PydanticCustomError(
            "full_width",
            "“{character}”是全角字符，读不出来：要填内容就写英文的“{meant}”，否则用逗号隔开 / "
            "a full-width character that nobody can say: write '{meant}', or a comma",
            {"character": character, "meant": meant},
        )
    return text


def _words(text: str) -> str:
    for character in text:
        if character.translate(FULL_WIDTH) in TEMPLATE:
            raise PydanticCustomError(
                "no_template",
                "这里只写词，不能有“{character}”，每种说法写一条 / words only, one entry for each wording",
                {"character": character},
            )
    return text


Words = Annotated[Line, AfterValidator(_words)]
"""What callers say, as it is said: no template."""
