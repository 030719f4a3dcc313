"""The tables of announcements."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Integer, String, Table, Text

from hotline.records.database.tables import METADATA

CITY_ANNOUNCEMENTS = Table(
    "city_announcements",
    METADATA,
    Column("id", Integer, primary_key=True, doc="what supervisors call it by"),
    Column("surge", String(200), nullable=False, index=True, doc="the warning that it was made of"),
    Column("district", Text, nullable=False),
    Column("text", Text, nullable=False, doc="what callers hear"),
    Column("words", Text, nullable=False, doc="what callers say who mean this matter, JSON"),
    Column("intents", Text, nullable=False, doc="JSON"),
    Column("places", Text, nullable=False, doc="JSON; empty: the whole city"),
    Column("unplaced", Boolean, nullable=False, doc="told to those as well who name no place"),
    Column("published_at", Double, nullable=False, index=True, doc="seconds since the Unix epoch"),
    Column("by", Text, nullable=False),
    Column("ends", Double, nullable=False),
    Column("ended_at", Double, index=True, doc="null: it runs"),
    Column("ended_by", Text, nullable=False, server_default="", doc="empty: its time was over"),
)

CITY_ANNOUNCED = Table(
    "city_announced",
    METADATA,
    Column("announcement", Integer, primary_key=True, autoincrement=False),
    Column("call", String(200), primary_key=True, index=True),
    Column("outcome", String(16), nullable=False, doc="told, answered or human"),
    Column(
        "at", Double, nullable=False, server_default="0",
        doc="when the caller said so, seconds since the Unix epoch; rows are written in any order",
    ),
)  # fmt: skip
