"""What is live, what was, and how that changes."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agent_assist.admin.wire.base import Query, Why, Wire
from agent_assist.admin.wire.files import Files, FileText


class ConfigView(Wire):
    """The live configuration."""

    files: tuple[FileText, ...] = Field(description="With those of the tests.")
    main: str
    base: int = Field(description="Number of the live generation; sent along when publishing.")
    by: str = Field(description="Who made it live,")
    at: float = Field(description="when (seconds since the Unix epoch),")
    why: str = Field(description="and why.")
    changed_on_disk: bool = Field(description="Somebody has changed the files and not published them.")
    on_disk: tuple[FileText, ...] = Field(default=(), description="Those changed files, if there are any.")


class PublishRequest(Files):
    """These files go live."""

    base: int = Field(ge=0, description="The generation that the text is a change of.")
    why: Why
    untested: bool = Field(default=False, description="Even if the tests fail.")
    over_edits: bool = Field(
        default=False,
        description="Even over changes on the disk that nobody published: copies are kept.",
    )


class Published(Wire):
    """Its answer, and that of a rollback, once new calls get it."""

    generation: int
    live: bool = Field(description="New calls get it. Else `refused` says why they do not.")
    refused: str = ""
    changes: tuple[str, ...] = Field(default=(), description="One sentence for each thing that changed.")
    restart: tuple[str, ...] = Field(
        default=(), description="Sections that take effect when the service starts anew."
    )


class GenerationView(Wire, title="Generation"):
    """Something that is or was live."""

    number: int
    at: float = Field(description="Seconds since the Unix epoch.")
    by: str
    why: str = Field(description="What who published it said.")
    back_to: int | None = Field(default=None, description="The generation that this went back to.")
    start: Literal["first", "changed", "with_tests"] | None = Field(
        default=None,
        description="Published by a start of the service: the first one, one that found other files, or the "
        "first of a version that keeps the tests, too.",
    )
    active: bool


class GenerationRequest(Query):
    """Which one."""

    number: int


class GenerationContent(Wire):
    """What was published as one generation."""

    number: int
    files: tuple[FileText, ...]


class DiffRequest(Query):
    """Between which generations."""

    old: int = Field(alias="from")
    new: int = Field(alias="to")

    @model_validator(mode="before")
    @classmethod
    def _numbers(cls, query: dict[str, str]) -> dict[str, str]:
        if all(re.fullmatch("[0-9]{1,9}", query.get(name, "")) for name in ("from", "to")):
            return query
        raise PydanticCustomError("numbers", "请给出 from 和 to 的版本号 / Give from and to")


class RollbackRequest(Wire):
    """An earlier generation goes live again."""

    to: int = Field(ge=1)
    why: Why
