"""The table of follow-up calls. A row stays when it is over; the number and what it was about do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Boolean, Column, Double, Index, Integer, String, Table, Text

from contracts import FollowupResult
from hotline.records.database.tables import METADATA

State = Literal["open", "asking", "closed"]

FOLLOWUPS = Table(
    "followups",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("node", String(32), nullable=False, doc="which of several nodes calls"),
    Column("name", String(64), index=True, doc="keyed hash of the number; kept of who wants no more calls"),
    Column("sealed", Text, doc="the number and the topic, encrypted; null when it is over"),
    Column("masked", String(40), nullable=False, doc="the number as it may be shown"),
    Column("ref", String(60), nullable=False, doc="of the case, as the list named it"),
    Column("questions", String(60), nullable=False, doc="name of the set"),
    Column("created", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("state", String(8), nullable=False, doc="open, asking (somebody has answered) or closed"),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Double, nullable=False, doc="not called before"),
    Column("ended", Double),
    Column("result", String(16)),
    Column("answers", Text, nullable=False, doc="JSON of question and masked answer"),
    Column("told", Boolean, nullable=False, doc="whether its end was published as an event"),
    Index("followups_by_state", "state", "next_at"),
)


@dataclass(frozen=True, slots=True)
class FollowupRow:
    """A row of `followups`. Times in seconds since the Unix epoch."""

    id: int
    node: str
    name: str | None
    sealed: str | None
    masked: str
    ref: str
    questions: str
    created: float
    state: State = "open"
    attempts: int = 0
    next_at: float = 0.0
    ended: float | None = None
    result: FollowupResult | None = None
    answers: str = "{}"
    told: bool = False
