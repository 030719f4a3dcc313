"""Announcements in the records' database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from contracts.events.city import AnnouncementOutcome
from hotline.city.announcements.announcement import Announcement, Effect, Wording
from hotline.city.announcements.tables import CITY_ANNOUNCED, CITY_ANNOUNCEMENTS
from hotline.records.database.connection import insert_of
from hotline.records.database.outbox import Left, leave
from hotline.records.database.store import PlainStore

_OWN = CITY_ANNOUNCEMENTS.c


class AnnouncementStore(PlainStore):
    """Made by `opened`. Every method raises `RecordsUnavailable` while the database is away."""

    @property
    def shared(self) -> bool:
        """Whether other nodes may have the same database."""
        return self._engine.url.get_backend_name() != "sqlite"

    async def publish(self, surge: str, district: str, wording: Wording, now: float, by: str) -> Announcement:
        """Callers hear it from now on."""
        lists = {name: json.dumps(getattr(wording, name)) for name in ("words", "intents", "places")}
        row: dict[str, Any] = {"surge": surge, "district": district, "text": wording.text, **lists}
        row |= {"unplaced": wording.unplaced, "published_at": now, "by": by, "ends": wording.ends}
        async with self._transaction() as connection:
            done = await connection.execute(insert(CITY_ANNOUNCEMENTS).values(row))
            (id,) = done.inserted_primary_key or (0,)
        return Announcement(id, surge, district, wording, now, by)

    async def running(self) -> list[Announcement]:
        """Those that nobody has ended, and that have not ended by themselves; oldest first."""
        return await self._found(select(CITY_ANNOUNCEMENTS).where(_OWN.ended_at.is_(None)))

    async def of(self, surges: Collection[str]) -> list[Announcement]:
        """Made of those warnings, oldest first."""
        return await self._found(select(CITY_ANNOUNCEMENTS).where(_OWN.surge.in_(list(surges))))

    async def listed(self, since: float) -> list[Announcement]:
        """Those that run, or ended later than that; oldest first."""
        late = _OWN.ended_at.is_(None) | (_OWN.ended_at >= since)
        return await self._found(select(CITY_ANNOUNCEMENTS).where(late))

    async def end(self, id: int, now: float, by: str, left: Sequence[Left] = ()) -> bool:
        """Nobody hears it any more; `left` tells so. False: it does not run, or there is none."""
        this = update(CITY_ANNOUNCEMENTS).where((_OWN.id == id) & _OWN.ended_at.is_(None))
        async with self._transaction() as connection:
            done = await connection.execute(this.values(ended_at=now, ended_by=by))
            if done.rowcount:
                await leave(connection, left)
            return done.rowcount > 0

    async def heard(self, id: int, call: str, outcome: AnnouncementOutcome, at: float) -> None:
        """It was played in that call, or its caller says what they make of it, at that moment (seconds since
        the Unix epoch); what was said last counts, in whatever order it is written."""
        row = {"announcement": id, "call": call, "outcome": outcome, "at": at}
        statement = insert_of(self._engine.url)(CITY_ANNOUNCED)
        if outcome == "told":
            statement = statement.on_conflict_do_nothing()
        else:
            earlier = (CITY_ANNOUNCED.c.outcome == "told") | (CITY_ANNOUNCED.c.at <= at)
            statement = statement.on_conflict_do_update(
                index_elements=["announcement", "call"], set_={"outcome": outcome, "at": at}, where=earlier
            )
        async with self._transaction() as connection:
            await connection.execute(statement, [row])

    async def effects(self, ids: Collection[int]) -> dict[int, Effect]:
        """What became of each."""
        own = CITY_ANNOUNCED.c
        query = select(own.announcement, own.outcome, func.count()).where(own.announcement.in_(list(ids)))
        counts: Counter[tuple[int, str]] = Counter()
        for id, outcome, count in await self._all(query.group_by(own.announcement, own.outcome)):
            counts[id, outcome] += count
            counts[id, "all"] += count
        return {id: Effect(counts[id, "all"], counts[id, "answered"], counts[id, "human"]) for id in ids}

    async def forget(self, before: float) -> None:
        """Deletes what ended before that time, with its calls."""
        old = select(_OWN.id).where(_OWN.ended_at < before)
        async with self._transaction() as connection:
            await connection.execute(delete(CITY_ANNOUNCED).where(CITY_ANNOUNCED.c.announcement.in_(old)))
            await connection.execute(delete(CITY_ANNOUNCEMENTS).where(_OWN.ended_at < before))

    async def _found(self, query: Select[Any]) -> list[Announcement]:
        return [_announcement(row) for row in await self._all(query.order_by(_OWN.id))]


def _announcement(row: Any) -> Announcement:
    words, intents, places = (tuple(json.loads(text)) for text in (row.words, row.intents, row.places))
    wording = Wording(row.text, words, intents, places, row.unplaced, row.ends)
    who = row.published_at, row.by, row.ended_at, row.ended_by
    return Announcement(row.id, row.surge, row.district, wording, *who)
