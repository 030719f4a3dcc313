"""Who looked into past calls."""

from __future__ import annotations

from typing import ClassVar

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
