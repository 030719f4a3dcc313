"""The tables of the city's view."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Integer, String, Table, Text

from hotline.records.database.tables import METADATA

CITY_CALLS = Table(
    "city_calls",
    METADATA,
    Column("call", String(200), primary_key=True),
    Column("at", Double, nullable=False, index=True, doc="seconds since the Unix epoch"),
    Column("caller", String(64), nullable=False, doc="keyed hash of the number; empty without one"),
    Column("topic", Integer, doc="null: not taken in yet"),
    Column("distance", Double, nullable=False, doc="from its topic, 0 to 1"),
    Column("district", Text, nullable=False),
    Column("place", Text, nullable=False, doc="houses masked"),
    Column("queue", Text, nullable=False),
    Column("community", Text, nullable=False, server_default="", doc="or street, of the configuration"),
    Column("number", Text, nullable=False, server_default="", doc="that was called"),
    Column("unit", Text, nullable=False, server_default="", doc="id of the office that is responsible"),
)

CITY_TOPICS = Table(
    "city_topics",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("first", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("last", Double, nullable=False, index=True),
    Column("calls", Integer, nullable=False),
    Column("words", Text, nullable=False, doc="telling words, with spaces"),
    Column("sentence", Text, nullable=False, doc="what one caller said, masked"),
    Column("state", Text, nullable=False, doc="what its calls have in common, JSON"),
    Column("name", Text, nullable=False, server_default="", doc="what somebody has called it"),
    Column("pinned", Boolean, nullable=False, server_default="0"),
    Column("hidden", Boolean, nullable=False, server_default="0"),
    Column("into", Integer, doc="the topic that it has become a part of"),
    Column("out_of", Integer, doc="the topic that it was a part of"),
)

CITY_WARNINGS = Table(
    "city_warnings",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("told_at", Double, nullable=False, index=True, doc="seconds since the Unix epoch"),
    Column("last", Double, nullable=False, doc="its last call"),
    Column("json", Text, nullable=False),
)

CITY_STATE = Table(
    "city_state",
    METADATA,
    Column("key", String(32), primary_key=True),
    Column("json", Text, nullable=False),
)
