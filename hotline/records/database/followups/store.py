"""Follow-up calls in the records' database: they survive a restart, and the commands see them."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import FollowupResult
from hotline.records.database.callbacks.store import to_dial
from hotline.records.database.followups.table import FOLLOWUPS, FollowupRow
from hotline.records.database.outbox import Left, leave
from hotline.records.database.screening.table import caller_key
from hotline.records.database.store import SealedStore
from hotline.records.masking.masking import mask_number

PURPOSE = "follow-ups"
"""Of the seal that numbers are kept under."""
AT_ONCE = 500
"""Numbers that one question to the database names."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One citizen who is to be called."""

    number: str = field(repr=False)
    questions: str
    ref: str = ""
    topic: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a list."""

    new: int = 0
    known: int = 0
    """Are to be called already."""
    never: int = 0
    """Want never to be called again."""


class FollowupStore(SealedStore):
    """Made by `opened`, with the seal of `PURPOSE`."""

    async def add(self, node: str, wanted: Sequence[Wanted]) -> Added:
        """Writes them down, all or none; a number is called once, and never whoever has forbidden it. Raises
        ValueError for a number that nobody can be called under."""
        rows = [self._row(node, one) for one in wanted]  # before the database is kept busy
        first: dict[str, FollowupRow] = {}
        for row in rows:
            first.setdefault(str(row.name), row)
        async with self._transaction() as connection:
            known = await self._known(connection, list(first))
            values = [asdict(row) for name, row in first.items() if name not in known]
            for one in values:
                del one["id"]
            if values:
                await connection.execute(insert(FOLLOWUPS), values)
        never = sum("never" in known.get(str(row.name), ()) for row in rows)
        return Added(len(values), len(rows) - len(values) - never, never)

    def opened_of(self, row: FollowupRow) -> tuple[str, str]:
        """The number, as it is dialled, and the topic. Raises `SealError`; ValueError when it is over."""
        if row.sealed is None:
            raise ValueError(f"follow-up {row.id} is over, and its number is forgotten")
        number, topic = json.loads(self._seal.open(row.sealed))
        return to_dial(number), topic

    async def due(self, node: str, now: float, limit: int) -> list[FollowupRow]:
        """Those of that node whose time has come, the oldest first."""
        query = select(FOLLOWUPS).where((FOLLOWUPS.c.state == "open") & (FOLLOWUPS.c.node == node))
        return await self._rows(query.where(FOLLOWUPS.c.next_at <= now).order_by(FOLLOWUPS.c.id).limit(limit))

    async def not_yet_asked(self, refs: Collection[str]) -> set[str]:
        """Those of the references under which nobody was ever to be called."""
        names, left = sorted(refs), set(refs)
        async with self._transaction() as connection:
            for at in range(0, len(names), AT_ONCE):
                some = FOLLOWUPS.c.ref.in_(names[at : at + AT_ONCE])
                left -= set((await connection.execute(select(FOLLOWUPS.c.ref).where(some))).scalars())
        return left

    async def open(self, limit: int = 1000) -> list[FollowupRow]:
        """Those that are not over, in the order of the list."""
        query = select(FOLLOWUPS).where(FOLLOWUPS.c.state != "closed")
        return await self._rows(query.order_by(FOLLOWUPS.c.id).limit(limit))

    async def closed(self, limit: int = 100_000) -> list[FollowupRow]:
        """Those that are over, in the order of the list."""
        query = select(FOLLOWUPS).where(FOLLOWUPS.c.state == "closed")
        return await self._rows(query.order_by(FOLLOWUPS.c.id).limit(limit))

    async def untold(self, node: str) -> list[FollowupRow]:
        """Those that are over, of which no event was published yet."""
        over = (FOLLOWUPS.c.state == "closed") & (FOLLOWUPS.c.node == node) & FOLLOWUPS.c.told.is_(False)
        return await self._rows(select(FOLLOWUPS).where(over).limit(100))

    async def told(self, id: int) -> None:
        """Its event was published."""
        await self._change(id, ("closed",), told=True)

    async def tries(self, id: int, next_at: float) -> bool:
        """It is dialled now: should the service die, the next attempt is at `next_at`. False: it is over."""
        return await self._change(id, ("open",), attempts=FOLLOWUPS.c.attempts + 1, next_at=next_at)

    async def put_off(self, id: int, next_at: float) -> bool:
        """It was not dialled after all: that counts as no attempt. False: it is over."""
        return await self._change(id, ("open",), attempts=FOLLOWUPS.c.attempts - 1, next_at=next_at)

    async def answered(self, id: int) -> bool:
        """Somebody, or something, has answered. False: it was taken back."""
        return await self._change(id, ("open",), state="asking")

    async def again(self, id: int, next_at: float) -> bool:
        """What had answered was no person. False: it is over."""
        return await self._change(id, ("open", "asking"), state="open", next_at=next_at)

    async def close(self, id: int, result: FollowupResult, answers: Mapping[str, str] | None = None) -> bool:
        """It is over, and the number is forgotten; `answers`: masked, by question. False: it was over."""
        values: dict[str, Any] = {"state": "closed", "result": result, "ended": time.time(), "sealed": None}
        values["told"] = True  # by whoever closes it
        values["answers"] = json.dumps(answers or {}, ensure_ascii=False)
        if result != "never":
            values["name"] = None
        return await self._change(id, ("open", "asking"), **values)

    async def withdraw(self, id: int) -> bool:
        """Nobody is called. False for one that is over, or that is being asked."""
        forgotten = {"sealed": None, "name": None}
        over = {"state": "closed", "result": "withdrawn", "ended": time.time()}
        return await self._change(id, ("open",), **over, **forgotten)

    async def allow(self, number: str, left: Left) -> bool:
        """Whoever wanted never to be called again may be; `left` tells of it. False: they never said so."""
        if (name := self.name_of(number)) is None:
            return False
        said = (FOLLOWUPS.c.name == name) & (FOLLOWUPS.c.result == "never")
        async with self._transaction() as connection:
            done = await connection.execute(update(FOLLOWUPS).where(said).values(name=None))
            if done.rowcount > 0:
                await leave(connection, [left])
            return done.rowcount > 0

    async def forget(self, before: float) -> int:
        """Deletes answers and masked numbers of those that ended before that moment; returns of how many.
        References and results stay."""
        old = (FOLLOWUPS.c.state == "closed") & (FOLLOWUPS.c.ended < before) & (FOLLOWUPS.c.masked != "")
        async with self._transaction() as connection:
            done = await connection.execute(update(FOLLOWUPS).where(old).values(answers="{}", masked=""))
            return done.rowcount

    async def close_left(self, node: str) -> None:
        """Who was being asked when a service of that node died is not called once more."""
        left = (FOLLOWUPS.c.state == "asking") & (FOLLOWUPS.c.node == node)
        values = {"result": "interrupted", "ended": time.time(), "sealed": None, "name": None}
        async with self._transaction() as connection:
            await connection.execute(update(FOLLOWUPS).where(left).values(state="closed", **values))

    def _row(self, node: str, one: Wanted) -> FollowupRow:
        key = caller_key(one.number)
        if key is None:
            raise ValueError("nobody can be called under this number")
        return FollowupRow(
            id=0,
            node=node,
            name=self._seal.name(key),
            sealed=self._seal.close(json.dumps([key, one.topic], ensure_ascii=False)),
            masked=mask_number(key),
            ref=one.ref,
            questions=one.questions,
            created=time.time(),
        )

    @staticmethod
    async def _known(connection: AsyncConnection, names: Sequence[str]) -> dict[str, set[str | None]]:
        """How those of these names went so far; of those that are over only `never` has a name still."""
        found: dict[str, set[str | None]] = {}
        for at in range(0, len(names), AT_ONCE):
            some = FOLLOWUPS.c.name.in_(names[at : at + AT_ONCE])
            for name, result in await connection.execute(
                select(FOLLOWUPS.c.name, FOLLOWUPS.c.result).where(some)
            ):
                found.setdefault(name, set()).add(result)
        return found

    async def _change(self, id: int, states: Sequence[str], **values: Any) -> bool:
        async with self._transaction() as connection:
            still = (FOLLOWUPS.c.id == id) & FOLLOWUPS.c.state.in_(states)
            return (await connection.execute(update(FOLLOWUPS).where(still).values(values))).rowcount > 0

    async def _rows(self, query: Select[Any]) -> list[FollowupRow]:
        async with self._transaction() as connection:
            return [FollowupRow(**row._mapping) for row in await connection.execute(query)]
