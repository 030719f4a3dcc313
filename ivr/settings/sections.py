"""What every section of the configuration is made of: names, lines, prompts, and errors that name a node."""

from __future__ import annotations

from string import Formatter
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A name in the machine: small letters, digits and underscores."""

Digit = Annotated[str, StringConstraints(pattern=r"^[0-9]$")]
"""One key of a telephone."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""Something that is said; one line."""


def with_places(*allowed: str) -> AfterValidator:
    """Refuses placeholders in a prompt that nothing would fill."""

    def check(text: str) -> str:
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


class Section(BaseModel):
    """A part of the configuration: frozen, and unknown names are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Problem = tuple[tuple[int | str, ...], str, Any]
"""Path of the YAML node below the model, what to do about it, the value that stands there."""


def errors(problems: list[Problem]) -> ValidationError:
    """One error for many nodes, for a validator to raise; pydantic completes each path."""
    return ValidationError.from_exception_data(
        "configuration",
        [
            InitErrorDetails(
                type=PydanticCustomError("configuration", "{text}", {"text": text}), loc=loc, input=value
            )
            for loc, text, value in problems
        ],
    )
