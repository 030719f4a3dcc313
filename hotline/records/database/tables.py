"""The two tables of the records, and how a call's row follows from its events.

`events` is the truth: one row per event, written once. `calls` is a summary for lists, computed
anew from the call's events whenever one arrives that matters to it, so events may be written
late, twice or out of order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Double, Index, MetaData, String, Table, Text, text

from contracts import (
    AgentAnswered,
    Bridged,
    CallEnded,
    CallEvent,
    CallQueued,
    CallStarted,
    CameBack,
    Decided,
    Event,
    from_json,
)

METADATA = MetaData()
_MOVED = text("moved_from IS NOT NULL")

CALLS = Table(
    "calls",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("caller", Text, nullable=False, doc="masked"),
    Column("dialled", Text, nullable=False),
    Column("started", Double, nullable=False, index=True, doc="seconds since the Unix epoch"),
    Column("ended", Double, index=True, doc="null while the call runs"),
    Column("ended_by", Text),
    Column("queue", Text, doc="the last one"),
    Column("intent", Text, doc="the last one decided"),
    Column("agent", Text, doc="the last one who answered"),
    Column("moved_from", String(200), doc="its id at the machine where it came in"),
    Index("calls_by_moved_from", "moved_from", sqlite_where=_MOVED, postgresql_where=_MOVED),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("call", String(200), primary_key=True, doc="empty for an event of no call"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False, doc="ns since the epoch, increasing"),
    Column("at", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("type", String(64), nullable=False),
    Column("json", Text, nullable=False),
    Index("events_by_type", "type", "at"),
)


class StoredEvent(NamedTuple):
    """A row of `events`."""

    call: str
    seq: int
    at: float
    type: str
    json: str

    @classmethod
    def of(cls, event: Event, seq: int) -> StoredEvent:
        return cls(call_of(event), seq, event.at, event.type, event.to_json())


def call_of(event: Event) -> str:
    """The call that it is of; empty: of none."""
    return getattr(event, "call", None) or ""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A row of `calls`. Times in seconds since the Unix epoch; None where not (yet) known."""

    id: str
    caller: str
    dialled: str
    started: float
    ended: float | None = None
    ended_by: str | None = None
    queue: str | None = None
    intent: str | None = None
    agent: str | None = None
    moved_from: str | None = None


ROW_TYPES = tuple(
    event.TYPE for event in (CallStarted, Decided, CallQueued, AgentAnswered, Bridged, CallEnded, CameBack)
)
"""Types of the events that a call's row is made of."""


def call_row(events: Iterable[Event]) -> CallRow | None:
    """Sums up one call's events, oldest first. None when there is none of a call."""
    fields: dict[str, str | float] = {}
    for event in events:
        if not isinstance(event, CallEvent):
            continue
        fields.setdefault("id", event.call)
        fields.setdefault("started", event.at)
        match event:
            case CallStarted():
                fields |= {"caller": event.caller, "dialled": event.dialled, "started": event.at}
                if event.moved_from is not None:
                    fields["moved_from"] = event.moved_from
            case Decided(intent=str(intent)):
                fields["intent"] = intent
            case CallQueued():
                fields["queue"] = event.queue
            case AgentAnswered() | Bridged():
                fields["agent"] = event.agent
            case CallEnded():
                fields |= {"ended": event.at, "ended_by": event.by}
            case CameBack():
                fields = {key: value for key, value in fields.items() if key not in ("ended", "ended_by")}
    if not fields:
        return None
    return CallRow(**({"caller": "anonymous", "dialled": ""} | fields))  # type: ignore[arg-type]


def read_event(json: str) -> Event | None:
    """The event of a stored row; None when a later version wrote a type or field unknown here."""
    try:
        return from_json(json)
    except ValueError:
        return None
