"""Cases: what a citizen wants done, opened, found again by later calls, told of, closed."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent, Event
from contracts.records.personal import Public, Said
from contracts.records.record import Record

CaseState = Literal["open", "in work", "answered", "closed"]
CASE_STATES: tuple[CaseState, ...] = ("open", "in work", "answered", "closed")
RUNNING_STATES: tuple[CaseState, ...] = ("open", "in work", "answered")
"""Those of a case that is not closed."""

SameBy = Literal["number", "place", "call"]
"""Why a case may be that of a call: the caller's telephone, place and topic, or it was opened in the call."""


class FoundCase(Record):
    """A case that runs, as the agent reads it before speaking."""

    case: Public = Field(description="Its number, twelve digits.")
    why: SameBy = Field(
        description="number: the same telephone; place: the same place and topic; call: opened in this call."
    )
    state: CaseState
    topic: Public = Field(default="", description="Name of its intent.")
    place: Said = ""
    said: Said = Field(default="", description="What was said, numbers and houses masked.")
    reply: Said = Field(default="", description="What the citizen was answered in writing, masked.")
    opened: float = Field(description="Seconds since the Unix epoch.")
    calls: int = Field(ge=0, description="Earlier calls about it.")
    complete: bool = Field(default=True, description="False: a message whose caller hung up half-way.")
    secret: bool | None = Field(default=None, description="保密; null: the caller was not asked.")


class CaseFound(CallEvent):
    """The cases that this call may be about, as they stand now; replaces an earlier one of the call."""

    TYPE: ClassVar[str] = "case_found"
    cases: tuple[FoundCase, ...] = Field(description="The newest first; may be empty.")


class CaseOpened(CallEvent):
    """A case was opened in this call."""

    TYPE: ClassVar[str] = "case_opened"
    case: Public
    by: Public = Field(default="", description="Id of the agent; empty: taken by the machine.")
    intent: Public | None = None
    queue: Public = ""
    complete: bool = Field(default=True, description="False: the message is not told to its end.")
    secret: bool | None = Field(default=None, description="保密; null: the caller was not asked.")
    category: Public = Field(default="", description="Id, of `tickets.categories`; empty: of none.")
    unit: Public = Field(default="", description="Id of who is responsible, of `tickets.units`.")
    urgent: bool = Field(default=False, description="Somebody may be in danger.")
    due: float | None = Field(
        default=None, description="Until when it is to be answered, seconds since the Unix epoch."
    )
    linked: Public = Field(default="", description="Number of a case that it belongs to.")


class CaseCompleted(CallEvent):
    """The message that began a case was told to its end; its number is said next."""

    TYPE: ClassVar[str] = "case_completed"
    case: Public
    secret: bool | None = None


class CaseJoined(CallEvent):
    """This call is about a case that runs."""

    TYPE: ClassVar[str] = "case_joined"
    case: Public
    by: Public = Field(default="", description="Id of the agent who says so.")


class CaseChanged(Event):
    """A case has another state; closed is the last."""

    TYPE: ClassVar[str] = "case_changed"
    case: Public
    state: CaseState
    by: Public = Field(description="Id of the agent; at a terminal the name of the operating system's user.")
    where: Literal["desk", "terminal"] = "desk"


class CaseDue(Event):
    """A case is to be answered soon, or should have been by now. Each is told once, also over a restart."""

    TYPE: ClassVar[str] = "case_due"
    case: Public
    when: Literal["soon", "overdue"]
    due: float = Field(description="Until when it is to be answered, seconds since the Unix epoch.")
    state: CaseState
    category: Public = Field(default="", description="Id, of `tickets.categories`; empty: of none.")
    unit: Public = Field(default="", description="Id of who is responsible, of `tickets.units`.")
    urgent: bool = Field(default=False, description="Somebody may be in danger.")


class CasesExported(Event):
    """Cases were handed out as a table."""

    TYPE: ClassVar[str] = "cases_exported"
    by: Public = Field(description="Name of the operating system's user.")
    format: Literal["csv", "xlsx"]
    first: Public = Field(description="First day on which they were opened, as 2026-11-29.")
    last: Public = Field(description="Last day.")
    cases: int = Field(ge=0)


class ProgressTold(CallEvent):
    """The machine was asked how a case stands."""

    TYPE: ClassVar[str] = "progress_told"
    case: Public | None = Field(
        default=None, description="Whose state was told; null: none, as number and telephone do not fit."
    )
    by: Literal["telephone", "case number"] = Field(
        default="telephone",
        description="How it was asked for: by the caller's telephone alone, or by number.",
    )
