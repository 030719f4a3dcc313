"""Prompts: lines in which only some placeholders may stand."""

from __future__ import annotations

from string import Formatter
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from contracts.configuration.settings import Line
from ivr.settings.words.written import half_width


def with_places(*allowed: str) -> AfterValidator:
    """Refuses placeholders in a prompt that nothing would fill."""

    def check(text: str) -> str:
        half_width(text)
        try:
            used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise PydanticCustomError(
                "prompt_braces",
                "花括号不成对，请检查 {braces} / unbalanced braces: {why}",
                {"why": str(error), "braces": "{ 和 }"},
            ) from None
        for name in sorted(used - set(allowed)):
            raise PydanticCustomError(
                "prompt_placeholder",
                "提示语里的 {name} 没有内容可填，这里只能用：{allowed} / unknown placeholder",
                {"name": f"{{{name}}}", "allowed": "、".join(f"{{{one}}}" for one in allowed) or "（无）"},
            )
        return text

    return AfterValidator(check)


Fixed = Annotated[Line, with_places()]
"""A prompt without any."""
