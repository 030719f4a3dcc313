"""Deadlines of cases: warned of before and at the end, once each, whichever node sees it first."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_assist.cases.port import DueCase
from agent_assist.cases.settings import WARN_SHARE, TicketSettings
from contracts import CaseDue, CaseState
from hotline.cases.changes import ChangeKind, note_change
from hotline.cases.table import CASES, CaseRow
from hotline.records.database.outbox import Left, leave
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.store import Store
from hotline.records.masking.house_numbers import mask_house

log = logging.getLogger(__name__)

LOOK_S = 20.0
"""So often a service looks."""
AT_ONCE = 200
UNANSWERED: tuple[CaseState, ...] = ("open", "in work")
"""States in which a deadline runs."""

When = Literal["soon", "overdue"]
KINDS: dict[When, ChangeKind] = {"soon": "due_soon", "overdue": "overdue"}
"""How others are told."""


def due_now(row: CaseRow, settings: TicketSettings, now: float) -> When | None:
    """None: there is time, it was answered, or it has no deadline.

    A deadline that the configuration does not have any more is warned of as one that says nothing of it.
    """
    if row.due is None or row.state not in UNANSWERED:
        return None
    if row.due <= now:
        return "overdue"
    known = next((one for one in settings.deadlines if one.id == row.deadline), None)
    before = WARN_SHARE * (row.due - row.opened) if known is None else known.warn_seconds
    return "soon" if row.due - before <= now else None


class DueCases(Store):
    """Of a store of cases. Every method raises `RecordsUnavailable` while the database is away."""

    async def due(self, settings: TicketSettings, now: float) -> list[tuple[CaseRow, When]]:
        """Cases that are overdue, or will be soon; the longest overdue first."""
        query = select(CASES).where(CASES.c.state.in_(UNANSWERED) & _near(settings, now))
        async with self._transaction() as connection:
            found = await connection.execute(query.order_by(CASES.c.due))
            rows = [CaseRow(**row._mapping) for row in found]
        return [(row, when) for row in rows if (when := due_now(row, settings, now)) is not None]

    async def warn(self, settings: TicketSettings, node: str, now: float) -> int:
        """Tells of each deadline that has come near or is over since it was told last, by events that the
        service of `node` publishes; returns of how many. A kill loses none and tells none twice."""
        near = (CASES.c.due > now) & _near(settings, now) & (CASES.c.warned == "")
        over = (CASES.c.due <= now) & (CASES.c.warned != "overdue")
        query = select(CASES).where(CASES.c.state.in_(UNANSWERED) & (near | over)).order_by(CASES.c.due)
        told = 0
        async with self._transaction() as connection:
            found = (await connection.execute(query)).all()
            for row, when in _due(found, settings, now):
                told += await _warned(connection, row, when, node, now)
                if told == AT_ONCE:
                    break
        return told


async def watch(store: DueCases, settings: Callable[[], TicketSettings], node: str) -> None:
    """For as long as the service runs."""
    while True:
        try:
            while await store.warn(settings(), node, time.time()) == AT_ONCE:
                continue
        except RecordsUnavailable as error:
            log.warning("deadlines of cases are looked at later: %s", error)
        await asyncio.sleep(LOOK_S)


def due_case(row: CaseRow, when: When) -> DueCase:
    """As supervisors see it."""
    return DueCase(
        case=row.number,
        when=when,
        due=row.due or 0.0,
        state=row.state,
        topic=row.category_name or row.topic,
        place=mask_house(row.place),
        unit=row.unit_name,
        urgent=row.urgent,
    )


def _due(found: Iterable[Row[Any]], settings: TicketSettings, now: float) -> Iterator[tuple[CaseRow, When]]:
    for one in found:
        row = CaseRow(**one._mapping)
        if (when := due_now(row, settings, now)) is not None and when != row.warned:
            yield row, when


async def _warned(connection: AsyncConnection, row: CaseRow, when: When, node: str, now: float) -> int:
    """1; 0 when another node was first."""
    still = (CASES.c.number == row.number) & (CASES.c.warned == row.warned)
    done = await connection.execute(update(CASES).where(still).values(warned=when))
    if done.rowcount == 0:
        return 0
    await note_change(connection, row.number, KINDS[when], row.state, now, "")
    event = CaseDue(
        case=row.number,
        when=when,
        due=row.due or now,
        state=row.state,
        category=row.category,
        unit=row.unit,
        urgent=row.urgent,
    )
    await leave(connection, [Left(node, event)])
    return 1


def _near(settings: TicketSettings, now: float) -> ColumnElement[bool]:
    """Cases of which `due_now` may say something."""
    longest = max((one.warn_seconds for one in settings.deadlines), default=0.0)
    of_its_own = CASES.c.due - WARN_SHARE * (CASES.c.due - CASES.c.opened)
    return or_(CASES.c.due <= now + longest, of_its_own <= now)
