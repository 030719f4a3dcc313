"""What agents said came of their calls (desk.wrap_up_codes), a day out of the records."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from contracts import CallQueued, WrappedUp
from hotline.figures.csv_rows import csv_text
from hotline.figures.half_hours import bounds
from hotline.figures.recorded import ANSWER_S, BEFORE_S
from hotline.records.database.connection import connected, reason_of, shown, usable_url
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.tables import EVENTS, read_event
from hotline.records.masking.outbound import outbound

COLUMNS = ("at", "call", "queue", "agent", "code", "note")


@dataclass(frozen=True, slots=True)
class WrapUp:
    """Of one call, as it was said last; `at` in local time, 2026-11-29 09:30:05. In `note` telephones, house
    numbers and the like are masked; `queue` is empty for a call that came into none."""

    at: str
    call: str
    queue: str
    agent: str
    code: str
    note: str


async def wrap_ups(url: str, day: date) -> list[WrapUp]:
    """Those of that day, the earliest first. Raises `UnusableDatabase` or `RecordsUnavailable`."""
    begin, end = bounds(day)
    query = (
        select(EVENTS.c.json)
        .where(EVENTS.c.type.in_((CallQueued.TYPE, WrappedUp.TYPE)))
        .where(EVENTS.c.at >= begin - BEFORE_S, EVENTS.c.at < end)
        .order_by(EVENTS.c.seq)
    )
    found = usable_url(url)
    try:
        async with connected(found) as engine, asyncio.timeout(ANSWER_S), engine.connect() as connection:
            rows = (await connection.execute(query)).scalars().all()
    except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
        raise RecordsUnavailable(f"{shown(found)}: {reason_of(error)}") from error
    queues: dict[str, str] = {}
    last: dict[str, WrapUp] = {}
    for row in rows:
        match read_event(row):
            case CallQueued() as queued:
                queues[queued.call] = queued.queue
            case WrappedUp() as said if said.at >= begin:
                last.pop(said.call, None)
                last[said.call] = _wrap_up(outbound(said), queues.get(said.call, ""))
            case _:
                pass
    return list(last.values())


def wrap_ups_csv(found: list[WrapUp]) -> str:
    """A row for each call."""
    return csv_text(COLUMNS, [[getattr(one, name) for name in COLUMNS] for one in found])


def _wrap_up(said: WrappedUp, queue: str) -> WrapUp:
    at = datetime.fromtimestamp(said.at).strftime("%Y-%m-%d %H:%M:%S")
    return WrapUp(at=at, call=said.call, queue=queue, agent=said.agent, code=said.code, note=said.note)
