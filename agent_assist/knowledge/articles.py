"""What an article is: a text that agents read out, where it comes from, for whom and how long it holds."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from contracts.configuration.settings import ArticleId, OneLine
from contracts.errors import HotlineError

MOST = 100_000
"""Articles of a knowledge base."""
LONGEST_BODY = 60_000
"""Characters: some 60 pages."""
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00:00)?")
_BETWEEN = re.compile(r"\s*[、，,;；|\n]\s*")


class KnowledgeError(HotlineError):
    """Articles that cannot be used, each as `file:line: what to do`, one a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _day(value: Any) -> Any:
    """A date as tables have it: 2026/11/21, 2026年11月21日, a time of midnight; empty: None."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    if (found := _DATE.fullmatch(value.strip())) is None:
        raise PydanticCustomError("day", "写成 2026-11-21 这样的日期 / write a date such as 2026-11-21")
    try:
        return datetime.date(*(int(one) for one in found.groups()))
    except ValueError:
        raise PydanticCustomError("day", "没有这一天 / there is no such day") from None


def _words(value: Any) -> Any:
    """A list, or words in one text with 、 or a comma between them."""
    if isinstance(value, str):
        value = _BETWEEN.split(value)
    return [one for one in value if one not in ("", None)] if isinstance(value, list | tuple) else value


Day = Annotated[datetime.date, BeforeValidator(_day)]
PossibleDay = Annotated[datetime.date | None, BeforeValidator(_day)]
Words = Annotated[tuple[Annotated[str, OneLine(40)], ...], Field(max_length=100), BeforeValidator(_words)]


class Article(BaseModel):
    """One article."""

    # 12348 is a good tag, though YAML reads it as a number.
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    id: ArticleId = Field(description="Never changes.")
    title: Annotated[str, OneLine(120)]
    tags: Words = Field(default=(), description="Other words callers use for it.")
    department: str = Field(default="", max_length=40, description="Who answers for it.")
    district: Words = Field(default=(), description="Districts in which it holds; without any, everywhere.")
    source: Annotated[str, OneLine(300)] = Field(description="Law and section, or who is responsible for it.")
    updated: Day = Field(description="When it was last brought up to date.")
    valid_from: PossibleDay = Field(default=None, description="The first day on which it holds.")
    valid_until: PossibleDay = Field(default=None, description="The last day on which it holds.")
    reviewed: PossibleDay = Field(
        default=None,
        description="When the department last verified it. Without it: an example that is to be verified.",
    )
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_BODY)] = (
        Field(description="Short paragraphs, an empty line between them.")
    )

    @model_validator(mode="after")
    def _holds_at_all(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            text = "valid_until 早于 valid_from / valid_until is before valid_from"
            raise PydanticCustomError("validity", text)
        return self

    @property
    def passages(self) -> list[str]:
        """The body's paragraphs, each fit to be read out."""
        return [" ".join(p.split()) for p in re.split(r"\n\s*\n", self.body) if p.strip()]

    def holds(self, day: datetime.date) -> bool:
        """Whether it may be read out on that day."""
        return not (self.valid_from and day < self.valid_from) and not self.expired(day)

    def expired(self, day: datetime.date) -> bool:
        """Whether that day is after its last one."""
        return self.valid_until is not None and day > self.valid_until

    @property
    def shown_source(self) -> str:
        """Where it comes from and what is to be known before it is read out."""
        where = f"，限{'、'.join(self.district)}" if self.district else ""
        until = f"，{self.valid_until:%Y-%m-%d} 止" if self.valid_until else ""
        verified = f"{self.reviewed:%Y-%m-%d} 核实" if self.reviewed else "待核实"
        return f"{self.source}（{self.updated:%Y-%m-%d} 更新，{verified}{where}{until}）"
