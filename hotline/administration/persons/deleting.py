"""Deletes what is kept of a person.

What stays: who looked at it, that a case was there, and that somebody wants never to be called.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, update

from contracts import (
    CallLookedUp,
    CallUnmasked,
    CaseChanged,
    CaseJoined,
    CaseOpened,
    EarlierCallsSeen,
    RecordingDeleted,
    RecordingPlayed,
    SupervisorChanged,
)
from hotline.administration.persons.person import AT_ONCE, Person, PersonsError, PersonStore
from hotline.cases.changes import note_change
from hotline.cases.table import CASES
from hotline.city.announcements.tables import CITY_ANNOUNCED
from hotline.city.forgetting import forget_person
from hotline.delivery.table import DELIVERIES
from hotline.nodes.persons import forget_waiting
from hotline.records.database.audit.chain import PURPOSE as AUDIT_PURPOSE
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.callbacks.table import CALLBACKS
from hotline.records.database.corrections.table import CORRECTIONS
from hotline.records.database.followups.table import FOLLOWUPS
from hotline.records.database.outbox import Left, leave
from hotline.records.database.past.table import CALLERS
from hotline.records.database.samples.table import SAMPLE_SCORES, SAMPLES
from hotline.records.database.screening.table import SCREENING
from hotline.records.database.tables import CALLS, EVENTS
from hotline.records.sealing import Seal

TRACES = (
    CallLookedUp, CallUnmasked, EarlierCallsSeen, RecordingPlayed, RecordingDeleted, SupervisorChanged,
    CaseOpened, CaseJoined, CaseChanged,
)  # fmt: skip
"""Events that stay: they say who did what, and have no word of the person."""
_STAYS = (
    *("id", "number", "intent", "topic", "queue", "secret", "complete", "state"),
    *("opened", "opened_by", "changed", "changed_by", "channel", "dialled", "district"),
    *(
        "category",
        "category_name",
        "unit",
        "unit_name",
        "urgent",
        "first",
        "deadline",
        "due",
        "linked",
        "texted",
    ),
)
"""Of a case: that it was there, what it was about, and whose it was."""
EMPTY = {
    column.name: None if column.nullable else "" for column in CASES.columns if column.name not in _STAYS
}
"""Of a case: all by which the person could be known. A column that comes later is one of them."""


def require_possible(person: Person, closed_anyway: bool) -> None:
    """Raises `PersonsError` for what may not be deleted now."""
    if person.running_calls:
        raise PersonsError(
            f"通话还没有结束：{', '.join(person.running_calls)} / a call is running → "
            "等它结束 / wait for its end"
        )
    if person.running_cases and not closed_anyway:
        raise PersonsError(
            f"工单还在办理：{', '.join(person.running_cases)} / a case is running, and must be kept → "
            "先办结（hotline cases close），或用 --closed-anyway 一并关闭 / close it, or use --closed-anyway"
        )


OF_CALL = CORRECTIONS, CALLERS, CITY_ANNOUNCED, SAMPLES, SAMPLE_SCORES
"""Tables whose rows are of one call, beside its own and its events."""


class PersonDeleter(PersonStore):
    """Made by `opened`."""

    async def delete(self, person: Person, by: str, left: Left) -> None:
        """All or nothing, but for recordings, which are files; `left` tells that it was done.

        Cases that run are closed. Raises `RecordsUnavailable`.
        """
        now = time.time()
        audit = AuditChain(left.node, Seal(self._secret, AUDIT_PURPOSE))
        calls, cases = [one.id for one in person.calls], [one.number for one in person.cases]
        calls += [one for one in person.events if one not in set(calls)]
        calls += sorted({one["call"] for one in (*person.city, *person.fed, *person.waiting)} - set(calls))
        async with self._transaction() as connection:
            for some in _pieces(calls):
                words = EVENTS.c.call.in_(some) & EVENTS.c.type.not_in([one.TYPE for one in TRACES])
                await audit.delete(connection, words)
                await forget_person(connection, person.city_name, some)
                await forget_waiting(connection, some)
                for column in (*(table.c.call for table in OF_CALL), CALLS.c.id):
                    await connection.execute(delete(column.table).where(column.in_(some)))
            for some in _pieces(cases):
                await connection.execute(delete(DELIVERIES).where(DELIVERIES.c.number.in_(some)))
                await connection.execute(update(CASES).where(CASES.c.number.in_(some)).values(EMPTY))
            for number in person.running_cases:
                closed = {"state": "closed", "changed": now, "changed_by": by}
                await connection.execute(update(CASES).where(CASES.c.number == number).values(closed))
                await note_change(connection, number, "changed", "closed", now, by)
            forgotten: dict[str, Any] = {"sealed": None, "masked": ""}
            for back in person.callbacks:
                over = (
                    {"state": "closed", "result": "withdrawn", "ended": now} if back.state == "open" else {}
                )
                values = {**forgotten, "name": None, **over}
                await connection.execute(update(CALLBACKS).where(CALLBACKS.c.id == back.id).values(values))
            for asked in person.followups:
                over = (
                    {"state": "closed", "result": "withdrawn", "ended": now}
                    if asked.state != "closed"
                    else {}
                )
                # The keyed hash of who wants never to be called stays: it is what keeps the promise.
                name = {} if asked.result == "never" else {"name": None}
                values = {**forgotten, "answers": json.dumps({}), **name, **over}
                await connection.execute(update(FOLLOWUPS).where(FOLLOWUPS.c.id == asked.id).values(values))
            for entry in person.nuisance:
                if entry.sealed is None:  # it is over
                    this = update(SCREENING).where(SCREENING.c.id == entry.id)
                    await connection.execute(this.values(masked="", reason=""))
            await leave(connection, [left])


def _pieces(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
