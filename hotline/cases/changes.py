"""What happened to cases: written in the transaction that does it, so that whoever is to be told is told."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Boolean, Column, Double, Integer, String, Table, Text, false, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import CaseState
from hotline.records.database.tables import METADATA

ChangeKind = Literal["opened", "completed", "changed", "due_soon", "overdue", "text"]
BESIDE: tuple[ChangeKind, ...] = ("due_soon", "overdue", "text")
"""Told of a deadline, or of a message to the citizen: the case itself is as it was."""

CASE_CHANGES = Table(
    "case_changes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number", String(12), nullable=False, index=True, doc="of the case"),
    Column(
        "kind",
        String(10),
        nullable=False,
        doc="opened, completed (a message was told to its end), changed; due_soon, overdue: its deadline; "
        "text: a message to the citizen",
    ),
    Column("state", String(8), nullable=False, doc="of the case from then on"),
    Column("at", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("by", Text, nullable=False, doc="id of the agent; empty: the machine"),
    Column(
        "told",
        Boolean,
        nullable=False,
        server_default=false(),
        index=True,
        doc="whether it was handed to those who are to be told",
    ),
)


async def note_change(
    connection: AsyncConnection, number: str, kind: ChangeKind, state: CaseState, at: float, by: str
) -> None:
    """Writes it down in the transaction of that connection."""
    values = {"number": number, "kind": kind, "state": state, "at": at, "by": by}
    await connection.execute(insert(CASE_CHANGES).values(told=False, **values))
