"""The table of the days whose queues have been counted: reading a day's events takes long, and they are
deleted some day. Nothing of persons stands in it."""

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
