"""Messages of other channels in the records' database, until the city's view has taken them in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from gettext import gettext as _

from sqlalchemy import delete, func, select

from contracts.errors import HotlineError
from hotline.city.call import CityCall
from hotline.city.feed.message import Message
from hotline.city.feed.table import CITY_FED
from hotline.city.kept.tables import CITY_CALLS
from hotline.city.place import district_of
from hotline.records.database.connection import insert_of
from hotline.records.database.store import SealedStore
from hotline.records.masking.masking import mask_said

AT_ONCE = 500
"""Messages in one transaction."""
MOST_WAITING = 2_000_000

_OWN = CITY_FED.c


class FeedFull(HotlineError):
    """So many wait already that no more are taken."""

    def __init__(self) -> None:
        super().__init__(_("too many messages wait: start the service, it takes them in"))


class FeedInbox(SealedStore):
    """Made by `opened`, with the seal of the city's view: a caller of both channels is one person. Every
    method raises `RecordsUnavailable` while the database is away."""

    async def put(self, messages: Sequence[Message], node: str, districts: Collection[str]) -> int:
        """Masked; how many of them are new. `node`: whose service takes them in. Raises `FeedFull`."""
        rows = {}
        for one in messages:
            text, place = mask_said(one.text), mask_said(one.place)
            district = one.district if one.district in districts else ""
            rows[one.name] = {
                "call": one.name,
                "node": node,
                "at": one.at,
                "caller": self.name_of(one.telephone) or "",
                "text": text,
                "district": district or district_of(place, districts) or district_of(text, districts),
                "place": place,
            }
        async with self._transaction() as connection:
            waiting = await connection.scalar(select(func.count()).select_from(CITY_FED)) or 0
            if waiting + len(rows) > MOST_WAITING:
                raise FeedFull
            for table in (CITY_CALLS, CITY_FED):
                known = select(table.c.call).where(table.c.call.in_(list(rows)))
                for call in (await connection.scalars(known)).all():
                    del rows[call]
            if rows:
                statement = insert_of(self._engine.url)(CITY_FED).on_conflict_do_nothing()
                await connection.execute(statement, list(rows.values()))
        return len(rows)

    async def tidy(self) -> None:
        """What was taken in before a kill does not wait any more."""
        known = select(CITY_CALLS.c.call).where(CITY_CALLS.c.call == _OWN.call).exists()
        async with self._transaction() as connection:
            await connection.execute(delete(CITY_FED).where(known))

    async def waiting(self, node: str, limit: int) -> list[CityCall]:
        """The oldest of those that this node's service is to take in."""
        query = select(CITY_FED).where(_OWN.node == node).order_by(_OWN.at, _OWN.call).limit(limit)
        async with self._transaction() as connection:
            rows = (await connection.execute(query)).all()
        return [CityCall(row.call, row.at, row.caller, row.text, row.district, row.place) for row in rows]

    async def forget(self, before: float) -> None:
        """Deletes what is of before that time and was never taken in: its node is gone."""
        async with self._transaction() as connection:
            await connection.execute(delete(CITY_FED).where(_OWN.at < before))

    async def taken(self, calls: Collection[str]) -> None:
        """These are taken in: nothing of them stays here."""
        async with self._transaction() as connection:
            await connection.execute(delete(CITY_FED).where(_OWN.call.in_(list(calls))))
