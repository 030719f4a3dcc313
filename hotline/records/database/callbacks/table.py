"""The table of call-backs. A row stays when it is over; the number does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Column, Double, Index, Integer, String, Table, Text, text

from contracts import CallbackKind, CallbackResult
from hotline.records.database.tables import METADATA

State = Literal["open", "closed"]

_OPEN = text("state = 'open'")

CALLBACKS = Table(
    "callbacks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("node", String(32), nullable=False, doc="which of several nodes calls"),
    Column("kind", String(8), nullable=False, doc="kept, missed or lost"),
    Column("call", String(200), nullable=False, doc="the call that it was booked in"),
    Column("name", String(64), doc="keyed hash of the number; null when it is over"),
    Column("sealed", Text, doc="the number, encrypted; null when it is over"),
    Column("masked", String(40), nullable=False, doc="the number as it may be shown"),
    Column("queue", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("seat", Text),
    Column("queued_at", Double, nullable=False, doc="seconds since the Unix epoch: the place they keep"),
    Column("created", Double, nullable=False),
    Column("state", String(8), nullable=False, index=True, doc="open or closed"),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Double, nullable=False, doc="not called before"),
    Column("ended", Double),
    Column("result", String(16), doc="reached, called again, declined, withdrawn, not reached, not allowed"),
    # Somebody who calls and hangs up ten times is called once.
    Index("callback_once", "name", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)


@dataclass(frozen=True, slots=True)
class CallbackRow:
    """A row of `callbacks`. Times in seconds since the Unix epoch."""

    id: int
    node: str
    kind: CallbackKind
    call: str
    name: str | None
    sealed: str | None
    masked: str
    queue: str
    priority: int
    seat: str | None
    queued_at: float
    created: float
    state: State = "open"
    attempts: int = 0
    next_at: float = 0.0
    ended: float | None = None
    result: CallbackResult | None = None
