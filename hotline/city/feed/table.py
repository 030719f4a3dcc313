"""The table of messages that wait for the city's view."""

from __future__ import annotations

from sqlalchemy import Column, Double, String, Table, Text

from hotline.records.database.tables import METADATA

CITY_FED = Table(
    "city_fed",
    METADATA,
    Column("call", String(200), primary_key=True, doc="channel and id there"),
    Column("node", String(32), nullable=False, index=True, doc="whose service takes it in"),
    Column("at", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("caller", String(64), nullable=False, doc="keyed hash of the number; empty without one"),
    Column("text", Text, nullable=False, doc="masked"),
    Column("district", Text, nullable=False),
    Column("place", Text, nullable=False, doc="houses masked"),
)
