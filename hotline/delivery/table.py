"""What waits to be delivered, and what could not be: it survives a restart, and the commands see it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Boolean, Column, Double, Index, Integer, String, Table, Text, UniqueConstraint

from hotline.records.database.tables import METADATA

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("target", String(40), nullable=False, doc="id of the webhook"),
    Column("change", Integer, nullable=False, doc="id of the change in case_changes"),
    Column("number", String(12), nullable=False, doc="of the case"),
    Column("body", Text, nullable=False, doc="JSON; no telephone in full"),
    Column("made", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("due", Double, nullable=False, doc="when it is tried next"),
    Column("tries", Integer, nullable=False),
    Column("error", Text, nullable=False, doc="of the latest try"),
    Column("dead", Boolean, nullable=False, doc="given up: a person has to look"),
    UniqueConstraint("target", "change", name="delivered_once"),
    Index("deliveries_waiting", "target", "dead", "due"),
    Index("deliveries_of_case", "target", "number", "dead"),
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of `deliveries`. Times in seconds since the Unix epoch."""

    id: int
    target: str
    change: int
    number: str
    body: str
    made: float
    due: float
    tries: int
    error: str
    dead: bool

    @property
    def key(self) -> str:
        """The same in every try: by it a receiver knows what it has already."""
        return f"{self.number}-{self.change}-{self.target}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How it stands with one receiver."""

    target: str
    waiting: int
    oldest: float | None
    """When the first of those that wait was made."""
    dead: int
