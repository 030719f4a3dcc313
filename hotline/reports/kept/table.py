"""The tables of what has been counted: reading it again takes long, and what it was counted of is deleted
some day. Nothing of persons stands in them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from hotline.records.database.tables import METADATA

REPORT_DAYS = Table(
    "report_days",
    METADATA,
    Column("day", String(10), primary_key=True, doc="2026-11-29, local time"),
    Column("events", Integer, nullable=False, doc="of which it was counted; more later: it is counted again"),
    Column("json", Text, nullable=False, doc="counts of each queue, and of all together"),
)

REPORT_PERIODS = Table(
    "report_periods",
    METADATA,
    Column("name", String(10), primary_key=True, doc="2026-11-29, 2026-W48, 2026-11; local time"),
    Column("calls", Integer, nullable=False, doc="of which it was counted; more later: it is counted again"),
    Column("hours", Text, nullable=False, doc="calls by hour since the Unix epoch, JSON"),
    Column("wheres", Text, nullable=False, doc="calls by district, community, number, queue, unit, JSON"),
    Column("topics", Text, nullable=False, doc="topic, calls, people or null where they are not known, JSON"),
)
