"""What every section of config.yaml is made of: the section itself, texts of a certain pattern, refusals.

A house's settings are classes of `Section`. A text that must look a certain way has a type that says so, in
words too, so that whoever writes it wrong is told how to write it:

    Digit = Annotated[str, Pattern(r"^[0-9]$", "写 0 到 9 的一个数字 / write one digit from 0 to 9")]
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, ValidationError, core_schema


class Section(BaseModel):
    """A part of the configuration: frozen, and unknown names are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a text must be written: a regular expression for the whole of it, and the advice it stands for.

    A mistake is a pydantic error of the type `PATTERN`, whose context has `says`.
    """

    pattern: str
    says: str
    """What to do, in Chinese and, after ` / `, in English."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        whole = re.compile(self.pattern)

        def check(text: str) -> str:
            if whole.fullmatch(text) is None:
                raise PydanticCustomError(PATTERN, "{says}", {"says": self.says})
            return text

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": self.pattern}


PATTERN = "pattern"
"""The type of pydantic's error when a text is not of its `Pattern`."""


@dataclass(frozen=True, slots=True)
class OneLine:
    """A text of 1 to `most` characters without blanks around it; a field's lower `max_length` holds, too.

    (Pydantic's `StringConstraints` of a type would replace the limits of the field.)
    """

    most: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        of_field = cast(core_schema.StringSchema, handler(source))
        longest = min(self.most, of_field.get("max_length", self.most))
        return core_schema.str_schema(strip_whitespace=True, min_length=1, max_length=longest)


Line = Annotated[str, OneLine(200)]
"""Something that is said; one line."""

Id = Annotated[
    str,
    Pattern(
        r"^[a-z][a-z0-9_]{0,39}$",
        "以小写字母开头，其余为小写字母、数字和 _，最多 40 个 / "
        "begin with a small letter; then small letters, digits and _, 40 at most",
    ),
]
"""A name in the machine."""

ArticleId = Annotated[
    str,
    Pattern(
        r"^[a-z0-9][a-z0-9_-]{0,63}$",
        "以小写字母或数字开头，其余为小写字母、数字、_ 和 -，最多 64 个 / "
        "begin with a small letter or a digit; then small letters, digits, _ and -, 64 at most",
    ),
]
"""Id of an article of the knowledge base."""

Skill = Annotated[str, OneLine(40)]
"""What an agent is good at, as administrators call it: 特色农产品."""

Digit = Annotated[
    str, Pattern(r"^[0-9]$", "写 0 到 9 的一个数字，加引号 / write one digit from 0 to 9, in quotes")
]
"""One key of a telephone that chooses from a menu."""

Key = Annotated[
    str, Pattern(r"^[0-9*#]$", "写 0 到 9、* 或 # 中的一个，加引号 / write one of 0 to 9, * and #, in quotes")
]
"""One key of a telephone; * and # are free where the menu has taken all digits."""


Mistake = tuple[tuple[int | str, ...], str, Any]
"""Path of the YAML node below the section, what to do about it, the value that stands there."""


def errors(mistakes: Iterable[Mistake]) -> ValidationError:
    """One error for many nodes, for a validator of a section to raise; pydantic completes each path."""
    return ValidationError.from_exception_data(
        "configuration",
        [
            InitErrorDetails(
                type=PydanticCustomError("configuration", "{text}", {"text": text}), loc=loc, input=value
            )
            for loc, text, value in mistakes
        ],
    )
