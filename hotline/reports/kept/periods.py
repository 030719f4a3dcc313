"""What the city called about in days, weeks and months: counted once when they are over, and kept."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from hotline.city.book import CALLERS_DAYS, DAY_S
from hotline.city.kept.store import CityStore, last_of
from hotline.city.kept.tables import CITY_CALLS, CITY_TOPICS
from hotline.city.surges.cell import LONGEST_S
from hotline.city.topics.topics import WORDLESS
from hotline.records.sealing import Seal
from hotline.reports.counts import TopicCounts
from hotline.reports.kept.table import REPORT_PERIODS
from hotline.reports.period import Period
from hotline.reports.public.atoms import FEW

HOUR_S = 3600
SETTLED_S = LONGEST_S + DAY_S
"""So long after its end a period is counted for good: a call that was cut off by a kill is taken in later."""
ANEW_S = 300.0
"""So often a week or a month is counted that is not over for so long."""
MOST_LATELY = 8
"""Of them that are remembered."""
WHERES = ("district", "community", "number", "queue", "unit")
"""By what else calls are counted: columns of their table."""
MOST_TOPICS = 200
"""Of a period, whose names are looked up."""
AT_ONCE = 1000
"""Topics in one question."""


@dataclass(slots=True)
class PeriodCounts:
    """Of one period."""

    contacts: Counter[int] = field(default_factory=Counter)
    """By hour, in whole hours since the Unix epoch."""
    calls: Counter[int] = field(default_factory=Counter)
    """By topic; those that have become parts of others count there."""
    wheres: dict[str, Counter[str]] = field(default_factory=dict)
    """Calls by name, by each of `WHERES`; those of which it is not known are not among them."""
    topics: list[TopicCounts] = field(default_factory=list)
    """Those with `FEW` calls or more, the most first; hidden ones are not among them."""


@dataclass(frozen=True, slots=True)
class _Raw:
    """As it was counted."""

    hours: Mapping[int, int]
    wheres: Mapping[str, Mapping[str, int]]
    topics: Sequence[tuple[int, int, int | None]]


class PeriodStore(CityStore):
    """Made by `opened`, with the seal of the city's view. Every method raises `RecordsUnavailable`."""

    def __init__(self, engine: AsyncEngine, seal: Seal) -> None:
        super().__init__(engine, seal)
        self._lately: dict[str, tuple[float, _Raw]] = {}
        """By name, with when it was counted."""

    async def counts(self, periods: Sequence[Period], now: float) -> list[PeriodCounts]:
        """Of each, as it stands now; a week or a month that is not settled as it stood up to ANEW_S ago."""
        raw = await self._raw(periods, now)
        merged = await self.merged()
        found = await asyncio.to_thread(_joined, [raw[one.name] for one in periods], merged)
        large = [
            [topic for topic, calls in counts.calls.most_common(MOST_TOPICS) if calls >= FEW]
            for counts, _ in found
        ]
        titles = await self._titles({topic for topics in large for topic in topics})
        for (counts, people), topics in zip(found, large, strict=True):
            shown = [
                TopicCounts(topic, titles[topic], counts.calls[topic], people.get(topic))
                for topic in topics
                if topic in titles
            ]
            counts.topics = sorted(shown, key=lambda one: (-one.calls, one.id))
        return [counts for counts, _ in found]

    async def together(self, periods: Sequence[Period], now: float) -> PeriodCounts:
        """Of all of them, without topics."""
        found = PeriodCounts(wheres={kind: Counter() for kind in WHERES})
        for raw in (await self._raw(periods, now, topics=False)).values():
            found.contacts.update(raw.hours)
            for kind, counts in raw.wheres.items():
                found.wheres[kind].update(counts)
        return found

    async def present(self, begin: float, end: float) -> int:
        """How many calls there are from one moment to another, those that nobody has taken in as well."""
        of = CITY_CALLS.c
        query = select(func.count()).select_from(CITY_CALLS).where((of.at >= begin) & (of.at < end))
        (row,) = await self._all(query)
        return int(row[0])

    async def _raw(self, periods: Sequence[Period], now: float, *, topics: bool = True) -> dict[str, _Raw]:
        """By the names of the periods. One that is over is counted once; again only where calls have come
        since."""
        begun = [one for one in periods if one.begin <= now]
        kept = await self._kept(begun, topics=topics)
        present = await self._present([one for one in begun if one.name in kept])
        found = {one.name: _Raw({}, {}, ()) for one in periods}
        for one in begun:
            if one.name in kept and kept[one.name][0] >= present[one.name]:
                found[one.name] = kept[one.name][1]
            else:
                found[one.name] = await self._counted(one, now)
        return found

    async def _counted(self, period: Period, now: float) -> _Raw:
        """A week or a month that is not settled changes little from one look to the next, and takes long."""
        if period.kind == "day" or period.end + SETTLED_S <= now:
            return await self._count(period, now)
        at, raw = self._lately.pop(period.name, (now, None))
        if raw is None or not 0 <= now - at < ANEW_S:
            at, raw = now, await self._count(period, now)
        self._lately[period.name] = at, raw
        while len(self._lately) > MOST_LATELY:
            del self._lately[next(iter(self._lately))]
        return raw

    async def _kept(self, periods: Iterable[Period], *, topics: bool) -> dict[str, tuple[int, _Raw]]:
        own = REPORT_PERIODS.c
        columns = (own.name, own.calls, own.hours, own.wheres, *((own.topics,) if topics else ()))
        rows = await self._all(select(*columns).where(own.name.in_([one.name for one in periods])))
        return await asyncio.to_thread(lambda: {row.name: (row.calls, _raw_of(row)) for row in rows})

    async def _present(self, periods: Sequence[Period]) -> dict[str, int]:
        """How many calls lie in each of those periods now."""
        if not periods:
            return {}
        counts = [
            select(func.count()).where(_within(one)).scalar_subquery().label(f"p{at}")
            for at, one in enumerate(periods)
        ]
        (row,) = await self._all(select(*counts))
        return {one.name: count for one, count in zip(periods, row, strict=True)}

    async def _count(self, period: Period, now: float) -> _Raw:
        of = CITY_CALLS.c
        present = (await self._present([period]))[period.name]  # before: what comes meanwhile counts as new
        taken = _within(period) & of.topic.is_not(None) & (of.topic != WORDLESS)
        hour = self._whole(of.at / HOUR_S)
        hours = {
            int(at): n for at, n in await self._all(select(hour, func.count()).where(taken).group_by(hour))
        }
        wheres = await self._wheres(taken)
        who = case((of.caller == "", of.district), else_=of.caller)
        query = select(of.topic, func.count(), func.count(distinct(who))).where(taken).group_by(of.topic)
        known = period.begin >= now - CALLERS_DAYS * DAY_S
        topics = [
            (topic, calls, people if known else None) for topic, calls, people in await self._all(query)
        ]
        raw = _Raw(hours, wheres, topics)
        if hours and period.end + SETTLED_S <= now:
            await self._keep(period, raw, present)
        return raw

    async def _wheres(self, taken: ColumnElement[bool]) -> dict[str, dict[str, int]]:
        """By each of `WHERES`, the most first. In one question: each would read all calls again."""
        columns = [CITY_CALLS.c[kind] for kind in WHERES]
        found: dict[str, Counter[str]] = {kind: Counter() for kind in WHERES}
        for *names, count in await self._all(select(*columns, func.count()).where(taken).group_by(*columns)):
            for kind, name in zip(WHERES, names, strict=True):
                if name:
                    found[kind][name] += count
        return {kind: dict(counts.most_common()) for kind, counts in found.items()}

    async def _keep(self, period: Period, raw: _Raw, present: int) -> None:
        row = {
            "name": period.name,
            "calls": present,
            "hours": json.dumps(list(raw.hours.items())),
            "wheres": json.dumps(raw.wheres, ensure_ascii=False),
            "topics": json.dumps(raw.topics),
        }
        async with self._transaction() as connection:
            await connection.execute(self._upsert(REPORT_PERIODS, row), [row])

    async def _titles(self, topics: Iterable[int]) -> dict[int, str]:
        """Name or telling words of those that are not hidden."""
        own, wanted = CITY_TOPICS.c, sorted(topics)
        found: dict[int, str] = {}
        for at in range(0, len(wanted), AT_ONCE):
            mine = own.id.in_(wanted[at : at + AT_ONCE]) & own.hidden.is_(False)
            for row in await self._all(select(own.id, own.name, own.words).where(mine)):
                found[row.id] = row.name or row.words
        return found

    def _whole(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """Without what stands behind the point: a cast rounds in PostgreSQL, and SQLite may have no floor."""
        if self._engine.url.get_backend_name() == "sqlite":
            return cast(value, BigInteger)
        return func.floor(value)


def _within(period: Period) -> ColumnElement[bool]:
    return and_(CITY_CALLS.c.at >= period.begin, CITY_CALLS.c.at < period.end)


def _joined(
    periods: Sequence[_Raw], merged: Mapping[int, int]
) -> list[tuple[PeriodCounts, dict[int, int | None]]]:
    """With people by topic; None: they are not known."""
    found = []
    for raw in periods:
        calls = Counter({topic: count for topic, count, _ in raw.topics})
        people = {topic: persons for topic, _, persons in raw.topics}
        for topic in calls.keys() & merged.keys():  # few; the others stay as they are
            count, persons = calls.pop(topic), people.pop(topic)
            kept = last_of(topic, merged)
            before = people.get(kept, 0)
            calls[kept] += count
            people[kept] = None if persons is None or before is None else before + persons
        wheres = {kind: Counter(raw.wheres.get(kind, {})) for kind in WHERES}
        found.append((PeriodCounts(Counter(raw.hours), calls, wheres), people))
    return found


def _raw_of(row: Any) -> _Raw:
    topics = json.loads(row.topics) if "topics" in row._mapping else ()
    return _Raw(dict(json.loads(row.hours)), json.loads(row.wheres), topics)


def shares(usual: PeriodCounts) -> dict[str, dict[str, float]]:
    """Of all calls the share that each had, 0 to 1, by each of `WHERES`."""
    every = usual.contacts.total()
    return {
        kind: {name: count / every for name, count in counts.items()} for kind, counts in usual.wheres.items()
    }
