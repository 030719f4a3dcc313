"""What is kept of a person was handed over, or deleted, on request."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from contracts.events.base import Event
from contracts.records.personal import Public, Telephone


class PersonEvent(Event):
    """Something was done with all that is kept of a person."""

    person: Telephone = Field(description="The telephone, masked; empty where only a case was known.")
    agent: Public = Field(description="Who did: the name of the operating system's user.")
    case: Public = Field(default="", description="By which case they were found; empty: by telephone.")
    calls: int = Field(ge=0)
    cases: int = Field(ge=0)
    recordings: int = Field(ge=0)


class PersonExported(PersonEvent):
    """Somebody had all that is kept of a person written into files."""

    TYPE: ClassVar[str] = "person_exported"


class PersonDeleted(PersonEvent):
    """Somebody deleted what is kept of a person."""

    TYPE: ClassVar[str] = "person_deleted"
