"""The table of what agents think of articles: a row an article and agent."""

from __future__ import annotations

from sqlalchemy import Column, Double, Integer, String, Table

from hotline.records.database.tables import METADATA

ARTICLE_MARKS = Table(
    "article_marks",
    METADATA,
    Column("article", String(64), primary_key=True, doc="id"),
    Column("agent", String(100), primary_key=True, doc="id"),
    Column(
        "thumb", Integer, nullable=False, server_default="0",
        doc="1: it fitted, -1: it did not, 0: they say nothing, or took it back",
    ),
    Column("used", Integer, nullable=False, server_default="0", doc="how often they copied of it"),
    Column("at", Double, nullable=False, index=True, doc="the last of both, seconds since the Unix epoch"),
)  # fmt: skip
