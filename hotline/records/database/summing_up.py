"""The rows of calls, made anew from their events."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import Event
from hotline.records.database.tables import CALLS, EVENTS, ROW_TYPES, call_row, read_event


async def sum_up(
    connection: AsyncConnection, insert: Callable[[Table], Any], touched: Collection[str]
) -> None:
    """Those of the calls that were touched. `insert` is the dialect's own, which knows conflicts."""
    mine = EVENTS.c.call.in_(sorted(touched)) & EVENTS.c.type.in_(ROW_TYPES)
    found: dict[str, list[Event]] = {}
    for row in await connection.execute(
        select(EVENTS.c.call, EVENTS.c.json).where(mine).order_by(EVENTS.c.seq)
    ):
        if happened := read_event(row.json):
            found.setdefault(row.call, []).append(happened)
    calls = [call for events in found.values() if (call := call_row(events))]
    if not calls:
        return
    statement = insert(CALLS)
    statement = statement.on_conflict_do_update(
        index_elements=[CALLS.c.id],
        set_={c.name: statement.excluded[c.name] for c in CALLS.columns if c is not CALLS.c.id},
    )
    await connection.execute(statement, [asdict(call) for call in calls])
