"""What the queues of past days came to: counted once, and kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

from sqlalchemy import func, select

from contracts import ALL_QUEUES
from hotline.figures.day import day_figures
from hotline.figures.half_hours import OVER_MIDNIGHT_S, bounds
from hotline.figures.recorded import RecordedDay
from hotline.figures.settings import FiguresSettings
from hotline.figures.tally import TYPES
from hotline.records.database.connection import insert_of
from hotline.records.database.store import PlainStore
from hotline.records.database.tables import EVENTS
from hotline.reports.counts import QueueCounts
from hotline.reports.kept.table import REPORT_DAYS

DayCounts = Mapping[str, QueueCounts]
"""By queue; `*`: all together."""


class DayStore(PlainStore):
    """Made by `opened`."""

    async def counts(
        self, days: Iterable[date], settings: FiguresSettings, now: float
    ) -> dict[date, DayCounts]:
        """Of those days up to now. A day that is over is counted once; again only where events have come
        since. Raises `RecordsUnavailable`."""
        wanted = [day for day in days if bounds(day)[0] <= now]
        kept = await self._kept(wanted)
        found: dict[date, DayCounts] = {}
        for day in wanted:
            events = await self._events(day)
            known = kept.get(day)
            if known is not None and known[0] >= events:
                found[day] = known[1]
                continue
            found[day] = await self._counted(day, settings, now) if events else {}
            if bounds(day)[1] + OVER_MIDNIGHT_S <= now:
                await self._keep(day, events, found[day])
        return found

    async def _kept(self, days: Iterable[date]) -> dict[date, tuple[int, DayCounts]]:
        query = select(REPORT_DAYS).where(REPORT_DAYS.c.day.in_([day.isoformat() for day in days]))
        async with self._transaction() as connection:
            rows = (await connection.execute(query)).all()
        return {date.fromisoformat(row.day): (row.events, _counts_of(row.json)) for row in rows}

    async def _events(self, day: date) -> int:
        begin, end = bounds(day)
        mine = EVENTS.c.type.in_(TYPES) & (EVENTS.c.at >= begin) & (EVENTS.c.at < end + OVER_MIDNIGHT_S)
        async with self._transaction() as connection:
            return int((await connection.execute(select(func.count()).where(mine))).scalar_one())

    async def _counted(self, day: date, settings: FiguresSettings, now: float) -> DayCounts:
        url = self._engine.url.render_as_string(hide_password=False)
        async with RecordedDay.opened(url, day, settings) as recorded:
            await recorded.read()
            figures = await asyncio.to_thread(day_figures, recorded.tally, day, (), now)
        return {one.queue: QueueCounts.of(one.day) for one in figures.queues}

    async def _keep(self, day: date, events: int, counts: DayCounts) -> None:
        text = json.dumps({queue: asdict(one) for queue, one in counts.items()})
        row = {"day": day.isoformat(), "events": events, "json": text}
        statement = insert_of(self._engine.url)(REPORT_DAYS)
        news = {name: statement.excluded[name] for name in ("events", "json")}
        async with self._transaction() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["day"], set_=news), [row]
            )


def _counts_of(text: str) -> DayCounts:
    return {queue: QueueCounts(**one) for queue, one in json.loads(text).items()}


def all_queues(counts: Iterable[DayCounts]) -> QueueCounts:
    """Of all queues in all those days."""
    return QueueCounts.sum(one[ALL_QUEUES] for one in counts if ALL_QUEUES in one)
