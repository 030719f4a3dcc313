"""Who looked into past calls, took figures along, read who did."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent, Event
from contracts.records.personal import Public, Said


class HistorySearched(Event):
    """Somebody searched the past calls."""

    TYPE: ClassVar[str] = "history_searched"
    agent: Public = Field(description="Who did.")
    words: Said = Field(description="What was sought; empty: all.")
    found: int = Field(ge=0, description="Calls that were shown.")


class EarlierCallsSeen(CallEvent):
    """Somebody saw which calls came from the same telephone before this one."""

    TYPE: ClassVar[str] = "earlier_calls_seen"
    agent: Public = Field(description="Who did.")
    calls: tuple[Public, ...] = Field(description="Which, the newest first.")


class CallLookedUp(CallEvent):
    """Somebody opened the record of a call that is over, with all that was said."""

    TYPE: ClassVar[str] = "call_looked_up"
    agent: Public = Field(description="Who did.")


class CallUnmasked(CallEvent):
    """Somebody read the numbers and addresses in the record of a call that is over."""

    TYPE: ClassVar[str] = "call_unmasked"
    agent: Public = Field(description="Who did.")


class FiguresExported(Event):
    """Somebody took a day's figures along as a table."""

    TYPE: ClassVar[str] = "figures_exported"
    agent: Public = Field(description="Who did.")
    day: Public = Field(description="Which, as 2026-11-29.")
    what: Literal["queues", "agents"]


class ReportTaken(Event):
    """Somebody took a report along. Nothing personal stands in it."""

    TYPE: ClassVar[str] = "report_taken"
    by: Public = Field(description="Who did: at a terminal the operating system's user.")
    what: Literal["day", "week", "month", "public"]
    day: Public = Field(description="Its first day, as 2026-11-29.")
    format: Literal["page", "csv", "xlsx", "pdf", "json"]
    where: Literal["desk", "terminal"] = "desk"


class TracesSeen(Event):
    """Somebody read who saw, heard, exported or deleted what."""

    TYPE: ClassVar[str] = "traces_seen"
    agent: Public = Field(description="Who did.")
    person: Public = Field(default="", description="Of whom alone; empty: of all.")
    kind: Public = Field(default="", description="Of what kind alone; empty: of all.")
    since: float = Field(description="From then, in seconds since the Unix epoch.")
    until: float = Field(description="To then.")
    found: int = Field(ge=0, description="Traces that were shown.")
