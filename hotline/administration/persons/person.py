"""All that is kept of a person: found by the keyed hashes of their telephone, or by a case."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import RUNNING_STATES, Event
from contracts.errors import ServiceError
from hotline.cases.store import PURPOSE as CASE_PURPOSE
from hotline.cases.store import person_in
from hotline.cases.table import CASE_CALLS, CASES, CaseRow
from hotline.cases.table import Person as CasePerson
from hotline.city.forgetting import Row, kept_of
from hotline.city.kept.store import PURPOSE as CITY_PURPOSE
from hotline.city.kept.tables import CITY_CALLS
from hotline.nodes.persons import waiting_of
from hotline.records.database.callbacks.store import PURPOSE as CALLBACK_PURPOSE
from hotline.records.database.callbacks.table import CALLBACKS, CallbackRow
from hotline.records.database.connection import connected, usable_url
from hotline.records.database.followups.store import PURPOSE as FOLLOWUP_PURPOSE
from hotline.records.database.followups.table import FOLLOWUPS, FollowupRow
from hotline.records.database.past.store import PURPOSE as CALLER_PURPOSE
from hotline.records.database.past.table import CALLERS
from hotline.records.database.screening.store import PURPOSE as SCREENING_PURPOSE
from hotline.records.database.screening.table import SCREENING, Entry, caller_key
from hotline.records.database.store import Store
from hotline.records.database.tables import CALLS, EVENTS, CallRow, read_event
from hotline.records.masking.masking import mask_number
from hotline.records.sealing import Seal

NAMED = (
    (CALLERS.c.name, CALLER_PURPOSE),
    (CITY_CALLS.c.caller, CITY_PURPOSE),
    (CALLBACKS.c.name, CALLBACK_PURPOSE),
    (SCREENING.c.name, SCREENING_PURPOSE),
)
"""By which a call is somebody's, and the purpose of the seal whose keyed hash stands there."""
AT_ONCE = 500
"""Ids that one question to the database names."""


class PersonsError(ServiceError):
    """It cannot be done for this person; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the database keeps of somebody. Telephones are masked in it."""

    telephone: str
    """Masked; empty where only a case is known."""
    case: str
    """The case that was asked for; empty: a telephone was."""
    calls: tuple[CallRow, ...]
    events: dict[str, list[Event]]
    """By call, in their order."""
    cases: tuple[CaseRow, ...]
    callbacks: tuple[CallbackRow, ...]
    followups: tuple[FollowupRow, ...]
    nuisance: tuple[Entry, ...]
    city: tuple[Row, ...]
    """Calls and messages of other channels in the city's view; `fed`: messages that it has not taken in."""
    fed: tuple[Row, ...]
    waiting: tuple[Row, ...]
    """Their places among those who wait at all nodes."""
    city_name: str
    """By what the city's view tells them from others; empty: nobody knows."""
    named: dict[str, CasePerson]
    """Who the person said they were, by number of the case."""

    @property
    def anything(self) -> bool:
        """Whether anything is kept."""
        beside = self.city, self.fed, self.waiting
        return any((self.calls, self.cases, self.callbacks, self.followups, self.nuisance, *beside))

    @property
    def running_calls(self) -> list[str]:
        """Calls that are not over."""
        running = [call.id for call in self.calls if call.ended is None]
        return running + [one["call"] for one in self.waiting if one["up"] and one["call"] not in running]

    @property
    def running_cases(self) -> list[str]:
        """Cases that somebody works on."""
        return [case.number for case in self.cases if case.state in RUNNING_STATES]


class PersonStore(Store):
    """Made by `opened`."""

    def __init__(self, engine: Any, secret: str) -> None:
        super().__init__(engine)
        self._secret = secret

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, secret: str) -> AsyncIterator[Self]:
        """`url` as for `Records`; `secret`: that of the instance, of which the seals are made."""
        async with connected(usable_url(url)) as engine:
            yield cls(engine, secret)

    async def find(self, wanted: str) -> Person:
        """Of a telephone, however it is written, or of a case's number.

        Raises `PersonsError` for what is neither, `SealError`, `RecordsUnavailable`.
        """
        async with self._transaction() as connection:
            asked = select(CASES).where(CASES.c.number == wanted.strip())
            case = (await connection.execute(asked)).first()
            if case is None:
                return await self._of(connection, wanted, "")
            # Without a telephone the case is all that is known of the person.
            telephone = "" if case.sealed is None else Seal(self._secret, CASE_PURPOSE).open(case.sealed)
            return await self._of(connection, telephone, case.number)

    async def _of(self, connection: AsyncConnection, telephone: str, case: str) -> Person:
        key = caller_key(telephone)
        if key is None and not case:
            raise PersonsError(
                f"{telephone!r} 不是电话号码，也没有这张工单 / is no telephone and no case → "
                "写完整的电话号码或十二位工单号 / write a whole telephone number or a case's twelve digits"
            )

        def named(column: Column[Any], purpose: str) -> Any:
            return column == (None if key is None else Seal(self._secret, purpose).name(key))

        asked = CASES.c.number == case
        mine = or_(named(CASES.c.name, CASE_PURPOSE), asked) if key else asked
        cases = await _rows(connection, select(CASES).where(mine).order_by(CASES.c.opened))
        numbers = [row.number for row in cases]
        calls = await self._calls(connection, key, numbers)
        found = await _some(connection, CALLS, CALLS.c.id, calls)
        events: dict[str, list[Event]] = {}
        for row in sorted(await _some(connection, EVENTS, EVENTS.c.call, calls), key=lambda one: one.seq):
            if (event := read_event(row.json)) is not None:
                events.setdefault(row.call, []).append(event)
        callbacks = await _some(connection, CALLBACKS, CALLBACKS.c.call, calls)
        followups = await _some(connection, FOLLOWUPS, FOLLOWUPS.c.ref, numbers)
        nuisance = await _some(connection, SCREENING, SCREENING.c.call, calls)
        if key is not None:
            callbacks += await _rows(
                connection, select(CALLBACKS).where(named(CALLBACKS.c.name, CALLBACK_PURPOSE))
            )
            followups += await _rows(
                connection, select(FOLLOWUPS).where(named(FOLLOWUPS.c.name, FOLLOWUP_PURPOSE))
            )
            nuisance += await _rows(
                connection, select(SCREENING).where(named(SCREENING.c.name, SCREENING_PURPOSE))
            )
        city_name = "" if key is None else Seal(self._secret, CITY_PURPOSE).name(key)
        city, fed = await kept_of(connection, city_name, calls)
        return Person(
            telephone="" if key is None else mask_number(key),
            case=case,
            calls=tuple(sorted((CallRow(**one._mapping) for one in found), key=lambda one: one.started)),
            events=events,
            cases=tuple(CaseRow(**one._mapping) for one in cases),
            callbacks=tuple({one.id: CallbackRow(**one._mapping) for one in callbacks}.values()),
            followups=tuple({one.id: FollowupRow(**one._mapping) for one in followups}.values()),
            nuisance=tuple({one.id: Entry(**one._mapping) for one in nuisance}.values()),
            city=tuple(city),
            fed=tuple(fed),
            waiting=tuple(await waiting_of(connection, self._shared_name(key), calls)),
            city_name=city_name,
            named={
                one.number: person_in(one.person, Seal(self._secret, CASE_PURPOSE))
                for one in cases
                if one.person is not None
            },
        )

    async def _calls(self, connection: AsyncConnection, key: str | None, cases: Sequence[str]) -> list[str]:
        """Ids of calls of that telephone, and of those about its cases that no other telephone made; of
        messages of other channels, too."""
        about = [row.call for row in await _some(connection, CASE_CALLS, CASE_CALLS.c.number, cases)]
        if key is None:
            return sorted(set(about))
        own, others = set[str](), set[str]()
        for column, purpose in NAMED:
            name, call = Seal(self._secret, purpose).name(key), column.table.c.call
            mine = await _rows(connection, select(call).where((column == name) & call.is_not(None)))
            own |= {row.call for row in mine}
            told = await _some(connection, column.table, call, about)
            others |= {row.call for row in told if getattr(row, column.name) not in (None, "", name)}
        own |= {row["call"] for row in await waiting_of(connection, self._shared_name(key), ())}
        return sorted(own | (set(about) - others))

    def _shared_name(self, key: str | None) -> str:
        """By what nodes tell them from others who wait; empty: nobody knows."""
        return "" if key is None else Seal(self._secret, CALLBACK_PURPOSE).name(key)


async def _rows(connection: AsyncConnection, query: Any) -> list[Any]:
    return list((await connection.execute(query)).all())


async def _some(connection: AsyncConnection, table: Any, column: Any, ids: Sequence[str]) -> list[Any]:
    found: list[Any] = []
    for at in range(0, len(ids), AT_ONCE):
        found += await _rows(connection, select(table).where(column.in_(ids[at : at + AT_ONCE])))
    return found
