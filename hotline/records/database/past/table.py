"""By which telephone a call came, so that a caller's earlier calls are found; without the number itself."""

from __future__ import annotations

from sqlalchemy import Column, Double, Index, String, Table

from hotline.records.database.tables import METADATA

CALLERS = Table(
    "callers",
    METADATA,
    Column("call", String(200), primary_key=True),
    Column("name", String(64), nullable=False, doc="keyed hash of the number"),
    Column("at", Double, nullable=False, index=True, doc="when the call came, seconds since the Unix epoch"),
    Index("callers_by_name", "name", "at"),
)
