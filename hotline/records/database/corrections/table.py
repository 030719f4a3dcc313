"""The table of corrections: what the events `corrected` say, and what administrators made of it.

One row per call; a later correction of the same call replaces the earlier one and is open again. The same
event twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Column, Double, Integer, String, Table, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import Corrected
from hotline.records.database.tables import METADATA, StoredEvent, read_event

Status = Literal["open", "accepted", "dismissed"]

CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("id", Integer, primary_key=True, doc="what administrators call it by"),
    Column("call", String(200), nullable=False, unique=True),
    Column("at", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("agent", Text, nullable=False, doc="who says so"),
    Column("heard", Text, nullable=False, doc="the sentence that was decided on, masked; may be empty"),
    Column("decided_intent", Text),
    Column("decided_queue", Text),
    Column("intent", Text, doc="the right one; null when only the queue is known"),
    Column("queue", Text, nullable=False, doc="the right one"),
    Column("status", String(16), nullable=False, index=True, doc="open, accepted or dismissed"),
    Column("closed_by", Text),
    Column("closed_at", Double, doc="seconds since the Unix epoch"),
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of `corrections`. Times in seconds since the Unix epoch."""

    id: int | None
    """None: it is in no table yet, a call shows it. It is kept once somebody has decided on it."""
    call: str
    at: float
    agent: str
    """Empty: nobody says so, the caller confirmed it."""
    heard: str
    decided_intent: str | None
    decided_queue: str | None
    intent: str | None
    queue: str
    status: Status
    closed_by: str | None = None
    closed_at: float | None = None


async def take_in(
    connection: AsyncConnection, insert: Callable[[Table], Any], rows: Iterable[StoredEvent]
) -> None:
    """Writes what the events among `rows` correct. `insert` is the dialect's own, which knows conflicts."""
    for row in rows:
        if row.type != Corrected.TYPE or not isinstance(event := read_event(row.json), Corrected):
            continue
        statement = insert(CORRECTIONS).values(_values(event))
        news = {name: statement.excluded[name] for name in _values(event) if name != "call"}
        statement = statement.on_conflict_do_update(
            index_elements=[CORRECTIONS.c.call],
            set_={**news, "closed_by": None, "closed_at": None},
            where=statement.excluded.at > CORRECTIONS.c.at,
        )
        await connection.execute(statement)


def _values(event: Corrected) -> dict[str, Any]:
    # Who corrects to what had been decided takes an earlier correction back.
    nothing_wrong = (event.intent, event.queue) == (event.decided_intent, event.decided_queue)
    return {
        "call": event.call,
        "at": event.at,
        "agent": event.agent,
        "heard": event.heard,
        "decided_intent": event.decided_intent,
        "decided_queue": event.decided_queue,
        "intent": event.intent,
        "queue": event.queue,
        "status": "dismissed" if nothing_wrong else "open",
    }
