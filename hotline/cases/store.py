"""Cases in the records' database: they survive a restart, and the commands see them."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import CASE_STATES, RUNNING_STATES, CaseState, FoundCase, SameBy
from contracts.case_numbers import new_case_number
from hotline.cases.changes import CASE_CHANGES, note_change
from hotline.cases.due import DueCases
from hotline.cases.same import same_place
from hotline.cases.table import CASE_CALLS, CASES, CaseCall, CaseMatter, CaseRow, Person
from hotline.records.database.connection import insert_of
from hotline.records.database.outbox import Left, leave
from hotline.records.database.screening.sealed_number import sealed_number
from hotline.records.database.store import SealedStore
from hotline.records.masking.masking import mask_number, mask_said, mask_text
from hotline.records.sealing import Seal

PURPOSE = "cases"
"""Of the seal that telephones are kept under."""
NUMBERS_TRIED = 20
"""Of a hundred thousand a day, so many are taken in a row only when nearly all are."""
MOST_FOUND = 5
"""Cases that a call is shown."""
MOST_LOOKED_AT = 500
"""Cases of one topic whose places are compared, the newest ones."""


class CaseStore(DueCases, SealedStore):
    """Made by `opened`, with the seal of `PURPOSE`."""

    # what others ask

    async def get(self, number: str) -> CaseRow | None:
        """The case of that number."""
        return next(iter(await self._rows(select(CASES).where(CASES.c.number == number))), None)

    async def listed(
        self,
        states: Collection[CaseState] = CASE_STATES,
        *,
        since: float = 0.0,
        until: float | None = None,
        limit: int | None = None,
    ) -> list[CaseRow]:
        """The cases in those states that were opened from `since` on and before `until`, newest first."""
        query = select(CASES).where(CASES.c.state.in_(states) & (CASES.c.opened >= since))
        if until is not None:
            query = query.where(CASES.c.opened < until)
        return await self._rows(query.order_by(CASES.c.opened.desc(), CASES.c.id.desc()).limit(limit))

    async def calls(self, number: str) -> list[CaseCall]:
        """The calls about a case, oldest first."""
        query = select(CASE_CALLS.c.call, CASE_CALLS.c.at, CASE_CALLS.c.by)
        query = query.where(CASE_CALLS.c.number == number).order_by(CASE_CALLS.c.at, CASE_CALLS.c.id)
        async with self._transaction() as connection:
            return [CaseCall(**row._mapping) for row in await connection.execute(query)]

    def telephone_of(self, row: CaseRow) -> str | None:
        """The telephone in full, as `caller_key` writes it; None without one. Raises `SealError`."""
        return None if row.sealed is None else self._seal.open(row.sealed)

    def person_of(self, row: CaseRow) -> Person:
        """Who the citizen is, as they said it. Raises `SealError`."""
        return Person() if row.person is None else person_in(row.person, self._seal)

    async def of_telephone(self, telephone: str, number: str | None = None) -> list[CaseRow]:
        """The cases of that telephone, newest first; only that of `number` where one is given.

        Nothing is found for a number whose case has another telephone, or none.
        """
        name = self.name_of(telephone)
        if name is None:
            return []
        query = select(CASES).where(CASES.c.name == name)
        if number is not None:
            query = query.where(CASES.c.number == number)
        return await self._rows(query.order_by(CASES.c.opened.desc(), CASES.c.id.desc()))

    async def found(
        self, call: str, telephone: str, told: CaseMatter, *, same_caller_s: float, same_place_s: float
    ) -> list[FoundCase]:
        """The running cases that a call may be about, newest first: opened or joined in it; of the same
        telephone; of the same place and topic; not older than that."""
        name, now = self.name_of(telephone), time.time()
        running = CASES.c.state.in_(RUNNING_STATES)
        newest = CASES.c.opened.desc()
        found: dict[str, FoundCase] = {}
        async with self._transaction() as connection:

            async def look(query: Select[Any]) -> list[CaseRow]:
                return [CaseRow(**row._mapping) for row in await connection.execute(query)]

            of_call = select(CASE_CALLS.c.number).where(CASE_CALLS.c.call == call)
            here = await look(select(CASES).where(running & CASES.c.number.in_(of_call)).order_by(newest))
            rows: list[tuple[CaseRow, SameBy]] = [(row, "call") for row in here]
            if name is not None:
                recent = running & (CASES.c.name == name) & (CASES.c.opened >= now - same_caller_s)
                same = await look(select(CASES).where(recent).order_by(newest).limit(MOST_FOUND))
                rows += [(row, "number") for row in same]
            kinds = ((CASES.c.intent, told.intent), (CASES.c.category, told.category))
            if told.place and (of_kind := [column == kind for column, kind in kinds if kind]):
                alike = running & or_(*of_kind) & (CASES.c.opened >= now - same_place_s)
                near = await look(select(CASES).where(alike).order_by(newest).limit(MOST_LOOKED_AT))
                rows += [(row, "place") for row in near if same_place(row.place, told.place)]
            for row, why in rows[: 2 * MOST_FOUND]:
                if row.number not in found:
                    found[row.number] = row.found(why, await _count(connection, row.number, but=call))
        return sorted(found.values(), key=lambda one: -one.opened)[:MOST_FOUND]

    # what changes them

    async def open(
        self,
        call: str,
        telephone: str,
        told: CaseMatter,
        by: str = "",
        *,
        complete: bool = True,
        day: date | None = None,
        person: Person | None = None,
    ) -> CaseRow:
        """Opens a case in that call. `telephone` may be empty or withheld; `day`: today where not given."""
        now = time.time()
        values = {
            **_masked(told),
            **self._sealed(telephone),
            "person": None if person is None else self._seal.close(json.dumps(asdict(person))),
            "complete": complete,
            "state": "open",
            "opened": now,
            "opened_by": by,
            "changed": now,
            "changed_by": by,
        }
        async with self._transaction() as connection:
            number, id = await _numbered(connection, values, day or datetime.now().date())
            await self._note_call(connection, number, call, now, by)
            await note_change(connection, number, "opened", "open", now, by)
        return CaseRow(id=id, number=number, **values)

    async def tell(self, number: str, telephone: str, told: CaseMatter, *, complete: bool) -> bool:
        """More of a message is told; somebody may work on it already. False when it is closed, or there is no
        such case."""
        values = {**_masked(told), **self._sealed(telephone), "complete": complete}
        del values["due"]  # counts from the beginning
        async with self._transaction() as connection:
            still = (CASES.c.number == number) & (CASES.c.state != "closed")
            done = await connection.execute(update(CASES).where(still).values(values))
            if done.rowcount > 0 and complete:
                state = await connection.execute(select(CASES.c.state).where(CASES.c.number == number))
                await note_change(connection, number, "completed", state.scalar_one(), time.time(), "")
            return done.rowcount > 0

    async def join(self, number: str, call: str, by: str) -> bool:
        """That call is about this case. False when it was known already, or there is no such case."""
        async with self._transaction() as connection:
            known = select(CASES.c.id).where(CASES.c.number == number)
            if (await connection.execute(known)).first() is None:
                return False
            return await self._note_call(connection, number, call, time.time(), by)

    async def set_state(
        self, number: str, state: CaseState, by: str, left: Collection[Left] = (), *, reply: str = ""
    ) -> bool:
        """False when it is in that state already, or there is no such case; else `left` is told with it.
        `reply`: what the citizen is answered; empty: as before."""
        now = time.time()
        values: dict[str, Any] = {"state": state, "changed": now, "changed_by": by}
        if reply:
            values["reply"] = mask_said(reply)
        async with self._transaction() as connection:
            other = (CASES.c.number == number) & (CASES.c.state != state)
            done = await connection.execute(update(CASES).where(other).values(values))
            if done.rowcount > 0:
                await note_change(connection, number, "changed", state, now, by)
                await leave(connection, left)
            return done.rowcount > 0

    async def text(self, call: str) -> int:
        """The messages that citizens of cases of that call have agreed to are handed on, each once; returns
        how many. Of those who want secrecy, or were not asked, none is."""
        of_call = select(CASE_CALLS.c.number).where(CASE_CALLS.c.call == call)
        return await self._text(CASES.c.number.in_(of_call))

    async def text_left(self, before: float) -> int:
        """The same of cases that were opened before that moment: their call has ended while nobody looked."""
        return await self._text(CASES.c.opened < before)

    async def _text(self, which: ColumnElement[bool]) -> int:
        waits = which & (CASES.c.text != "") & ~CASES.c.texted & CASES.c.secret.is_(False)
        told = 0
        async with self._transaction() as connection:
            for row in (await connection.execute(select(CASES.c.number, CASES.c.state).where(waits))).all():
                mine = (CASES.c.number == row.number) & ~CASES.c.texted
                done = await connection.execute(update(CASES).where(mine).values(texted=True))
                if done.rowcount:
                    await note_change(connection, row.number, "text", row.state, time.time(), "")
                    told += 1
        return told

    async def forget(self, before: float) -> int:
        """Deletes telephones and names of cases that were closed before that moment; returns of how many."""
        async with self._transaction() as connection:
            old = (
                (CASES.c.state == "closed")
                & (CASES.c.changed < before)
                & or_(CASES.c.sealed.is_not(None), CASES.c.person.is_not(None))
            )
            gone = {"name": None, "sealed": None, "person": None, "called": ""}
            done = await connection.execute(update(CASES).where(old).values(gone))
            return done.rowcount

    async def forget_changes(self, before: float) -> int:
        """Deletes what is written of changes before that moment that were handed on; returns how many.

        The newest stays: by their numbers receivers tell changes apart, and none may come twice.
        """
        newest = select(func.max(CASE_CHANGES.c.id)).scalar_subquery()
        old = CASE_CHANGES.c.told & (CASE_CHANGES.c.at < before) & (CASE_CHANGES.c.id < newest)
        async with self._transaction() as connection:
            return (await connection.execute(delete(CASE_CHANGES).where(old))).rowcount

    def _sealed(self, telephone: str) -> dict[str, str | None]:
        number = sealed_number(telephone, self._seal)
        if number is None:
            return {"name": None, "sealed": None, "masked": mask_number(telephone)}
        return {"name": number.name, "sealed": number.sealed, "masked": number.masked}

    async def _note_call(
        self, connection: AsyncConnection, number: str, call: str, at: float, by: str
    ) -> bool:
        values = {"number": number, "call": call, "at": at, "by": by}
        new = insert_of(self._engine.url)(CASE_CALLS).values(values).on_conflict_do_nothing()
        return bool((await connection.execute(new)).rowcount > 0)

    async def _rows(self, query: Select[Any]) -> list[CaseRow]:
        async with self._transaction() as connection:
            return [CaseRow(**row._mapping) for row in await connection.execute(query)]


def _masked(told: CaseMatter) -> dict[str, Any]:
    """The columns of what was told. Who works on it needs the house, but no telephone said beside it."""
    texts = ("place", "place_said", "happened", "landmark", "amount", "people", "organisation")
    hidden = {name: mask_text(getattr(told, name)) for name in texts}
    hidden |= {name: mask_said(getattr(told, name)) for name in ("said", "appeal")}
    if told.called:
        hidden["called"] = told.called[0] + "*" * (len(told.called) - 1)
    traced = [asdict(one) | {"drafted": mask_said(one.drafted)} for one in told.traced]
    return asdict(told) | hidden | {"traced": json.dumps(traced, ensure_ascii=False) if traced else ""}


def person_in(sealed: str, seal: Seal) -> Person:
    """Who the citizen of a case is; `seal` is that of cases. Raises `SealError`."""
    return Person(**json.loads(seal.open(sealed)))


async def _numbered(connection: AsyncConnection, values: dict[str, Any], day: date) -> tuple[str, int]:
    """Writes the row under a number that is free; returns that, and its id."""
    for attempt in range(NUMBERS_TRIED):
        number = new_case_number(day)
        try:
            async with connection.begin_nested():
                done = await connection.execute(insert(CASES).values(number=number, **values))
        except IntegrityError:
            if attempt == NUMBERS_TRIED - 1:
                raise
            continue
        assert done.inserted_primary_key is not None
        return number, int(done.inserted_primary_key[0])
    raise AssertionError("unreachable")


async def _count(connection: AsyncConnection, number: str, but: str) -> int:
    """Calls about a case, without one of them."""
    query = select(func.count()).where((CASE_CALLS.c.number == number) & (CASE_CALLS.c.call != but))
    return int((await connection.execute(query)).scalar_one())
