"""The tables of the audit chain: an entry a trace, and where each node's chain ends.

An entry outlives its trace and says nothing of it: both its hashes are keyed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Double, Index, String, Table, Text

from hotline.records.database.tables import METADATA

DELETED = "deleted by rule"
"""Kind of an entry that says which traces were deleted for their age, or on a citizen's request."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("node", String(32), primary_key=True, doc="whose chain"),
    Column("n", BigInteger, primary_key=True, autoincrement=False, doc="from 1 on, without a gap"),
    Column("at", Double, nullable=False, doc="when it was written, seconds since the Unix epoch"),
    Column("kind", String(64), nullable=False, doc="type of the event, or: deleted by rule"),
    Column("seq", BigInteger, doc="of the row in events; null where it is about none"),
    Column("digest", String(64), nullable=False, doc="keyed hash of that row"),
    Column("gone", Text, nullable=False, doc="JSON of the entries whose events were deleted: node, n"),
    Column("mark", String(64), nullable=False, doc="keyed hash of this entry and the mark before it"),
    Index("audit_by_seq", "seq"),
)

AUDIT_HEADS = Table(
    "audit_heads",
    METADATA,
    Column("node", String(32), primary_key=True),
    Column("n", BigInteger, nullable=False, doc="of the last entry; 0: there is none"),
    Column("mark", String(64), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of `audit`."""

    node: str
    n: int
    at: float
    kind: str
    seq: int | None
    digest: str
    gone: str
    mark: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends."""

    n: int = 0
    mark: str = ""
