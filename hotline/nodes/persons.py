"""Who waits at any node, found and taken out by name: for somebody who asks what is kept of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Label, Table, delete, inspect, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hotline.nodes.leases import ALIVE
from hotline.nodes.tables import CALLERS, MOVES

_HIDDEN = "name", "sealed", "fence"


async def waiting_of(
    connection: AsyncConnection, name: str, calls: Collection[str]
) -> Sequence[dict[str, Any]]:
    """Places of that caller (a keyed hash, as call-backs have it; empty: nobody knows), and of those calls:
    without what the number could be found by, and `up`: whether the node lives where they wait. None where
    no nodes share this database."""
    if not await connection.run_sync(_has, CALLERS):
        return ()
    shown = [column for column in CALLERS.columns if column.name not in _HIDDEN]
    up: Label[bool] = literal_column(f"node {ALIVE}").label("up")
    mine: ColumnElement[bool] = CALLERS.c.call.in_(list(calls))
    if name:
        mine = or_(mine, CALLERS.c.name == name)
    rows = await connection.execute(select(*shown, up).where(mine).order_by(CALLERS.c.since))
    return [dict(row) for row in rows.mappings()]


async def forget_waiting(connection: AsyncConnection, calls: Collection[str]) -> None:
    """They have no place any more, nor are they on their way to an agent elsewhere or called back for it."""
    for table in (CALLERS, MOVES):
        if await connection.run_sync(_has, table):
            await connection.execute(delete(table).where(table.c.call.in_(list(calls))))


def _has(connection: Connection, table: Table) -> bool:
    return connection.dialect.name == "postgresql" and inspect(connection).has_table(table.name)
