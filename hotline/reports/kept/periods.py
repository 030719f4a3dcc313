"""What the city called about in days, weeks and months: counted once when they are over, and kept."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, case, cast, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from hotline.city.kept.rows import last_of
from hotline.city.kept.store import CALLERS_DAYS, DAY_S, CityStore
from hotline.city.kept.tables import CITY_CALLS, CITY_TOPICS
from hotline.city.topics.topics import WORDLESS
from hotline.records.sealing import Seal
from hotline.reports.counts import TopicCounts
from hotline.reports.kept.present import SETTLED_S, PresentCalls, within
from hotline.reports.kept.table import REPORT_PERIODS
from hotline.reports.period import Period
from hotline.reports.public.atoms import FEW

HOUR_S = 3600
ANEW_S = 300.0
"""So often what is not over for so long is counted, but for the day that runs."""
MOST_LATELY = 16
"""Of them that are remembered."""
MOST_READ = 120
"""Periods whose topics are remembered as they were read: a day's by some kB, a month's by some 200."""
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
    topics: NDArray[np.int64]
    """Rows of topic, calls and people; _UNKNOWN: people are not known."""


_UNKNOWN = -1
_NO_TOPICS = np.zeros((0, 3), np.int64)


class PeriodStore(CityStore):
    """Made by `opened`, with the seal of the city's view. Every method raises `RecordsUnavailable`."""

    def __init__(self, engine: AsyncEngine, seal: Seal) -> None:
        super().__init__(engine, seal)
        self._lately: dict[str, tuple[float, _Raw]] = {}
        """By name, with when it was counted."""
        self._read: OrderedDict[str, tuple[int, _Raw]] = OrderedDict()
        """Kept periods by name, with how many calls they were counted of."""
        self._present = PresentCalls(self._all)

    async def counts(self, periods: Sequence[Period], now: float) -> list[PeriodCounts]:
        """Of each, as it stands now; what is not settled as it stood up to ANEW_S ago, but for the day that
        runs."""
        raw = await self._raw(periods, now)
        merged = await self.merged()
        found = await asyncio.to_thread(_joined, [raw[one.name] for one in periods], merged)
        titles = await self._titles({topic for _, large in found for topic in large})
        for counts, large in found:
            shown = [
                TopicCounts(topic, titles[topic], counts.calls[topic], people)
                for topic, people in large.items()
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

    async def present(self, begin: float, end: float, now: float) -> int:
        """How many calls there are from one moment to another, those that nobody has taken in as well."""
        return (await self._present.counts([(begin, end)], now))[0]

    async def _raw(self, periods: Sequence[Period], now: float, *, topics: bool = True) -> dict[str, _Raw]:
        """By the names of the periods. One that is over is counted once; again only where calls have come
        since."""
        begun = [one for one in periods if one.begin <= now]
        kept = await self._kept(begun, topics=topics)
        asked = [one for one in begun if one.name in kept]
        counts = await self._present.counts([(one.begin, one.end) for one in asked], now)
        present = dict(zip([one.name for one in asked], counts, strict=True))
        found = {one.name: _Raw({}, {}, _NO_TOPICS) for one in periods}
        for one in begun:
            if one.name in kept and kept[one.name][0] >= present[one.name]:
                found[one.name] = kept[one.name][1]
            else:
                found[one.name] = await self._counted(one, now)
        return found

    async def _counted(self, period: Period, now: float) -> _Raw:
        """What is not settled changes little from one look to the next, and takes long; the day that runs is
        what people look at."""
        if (period.kind == "day" and period.end > now) or period.end + SETTLED_S <= now:
            return await self._count(period, now)
        at, raw = self._lately.pop(period.name, (now, None))
        if raw is None or not 0 <= now - at < ANEW_S:
            at, raw = now, await self._count(period, now)
        self._lately[period.name] = at, raw
        while len(self._lately) > MOST_LATELY:
            del self._lately[next(iter(self._lately))]
        return raw

    async def _kept(self, periods: Iterable[Period], *, topics: bool) -> dict[str, tuple[int, _Raw]]:
        """Those with topics are remembered: reading them takes longer than all else."""
        own, names = REPORT_PERIODS.c, [one.name for one in periods]
        columns = (own.name, own.calls, own.hours, own.wheres)
        if not topics:
            rows = await self._all(select(*columns).where(own.name.in_(names)))
            return {row.name: (row.calls, _raw_of(row)) for row in rows}
        stamps = {
            row.name: row.calls
            for row in await self._all(select(own.name, own.calls).where(own.name.in_(names)))
        }
        known = {
            name: one for name, calls in stamps.items() if (one := self._read.get(name)) and one[0] == calls
        }
        news = select(*columns, own.topics).where(own.name.in_(stamps.keys() - known.keys()))
        rows = await self._all(news) if len(known) < len(stamps) else ()
        found = known | await asyncio.to_thread(lambda: {row.name: (row.calls, _raw_of(row)) for row in rows})
        self._read |= found
        for name in found:
            self._read.move_to_end(name)
        while len(self._read) > MOST_READ:
            self._read.popitem(last=False)
        return found

    async def _count(self, period: Period, now: float) -> _Raw:
        of = CITY_CALLS.c
        settled = period.end + SETTLED_S <= now
        # Before: what comes meanwhile counts as new.
        present = await self.present(period.begin, period.end, now) if settled else 0
        taken = within(period.begin, period.end) & of.topic.is_not(None) & (of.topic != WORDLESS)
        hour = self._whole(of.at / HOUR_S)
        hours = {
            int(at): n for at, n in await self._all(select(hour, func.count()).where(taken).group_by(hour))
        }
        wheres = await self._wheres(taken)
        who = case((of.caller == "", of.district), else_=of.caller)
        query = select(of.topic, func.count(), func.count(distinct(who))).where(taken).group_by(of.topic)
        known = period.begin >= now - CALLERS_DAYS * DAY_S
        topics = [
            (topic, calls, people if known else _UNKNOWN) for topic, calls, people in await self._all(query)
        ]
        raw = _Raw(hours, wheres, np.array(topics, np.int64).reshape(-1, 3))
        if hours and settled:
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
        topics = raw.topics.tolist()
        row = {
            "name": period.name,
            "calls": present,
            "hours": json.dumps(list(raw.hours.items())),
            "wheres": json.dumps(raw.wheres, ensure_ascii=False),
            "topics": json.dumps([(*one, None if people == _UNKNOWN else people) for *one, people in topics]),
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


def _joined(
    periods: Sequence[_Raw], merged: Mapping[int, int]
) -> list[tuple[PeriodCounts, dict[int, int | None]]]:
    """With people by topic, of those that are large enough to be shown; None: they are not known."""
    found = []
    for raw in periods:
        topics, numbers, persons = raw.topics.T.tolist()
        calls = Counter(dict(zip(topics, numbers, strict=True)))
        people = dict(zip(topics, persons, strict=True))
        for topic in calls.keys() & merged.keys():  # few; the others stay as they are
            kept = last_of(topic, merged)
            calls[kept] += calls.pop(topic)
            both = people.pop(topic), people.get(kept, 0)
            people[kept] = _UNKNOWN if _UNKNOWN in both else sum(both)
        large = Counter({topic: count for topic, count in calls.items() if count >= FEW})
        shown = [topic for topic, _ in large.most_common(MOST_TOPICS)]
        wheres = {kind: Counter(raw.wheres.get(kind, {})) for kind in WHERES}
        found.append(
            (
                PeriodCounts(Counter(raw.hours), calls, wheres),
                {topic: None if people[topic] == _UNKNOWN else people[topic] for topic in shown},
            )
        )
    return found


def _raw_of(row: Any) -> _Raw:
    topics = json.loads(row.topics) if "topics" in row._mapping else ()
    rows = [(topic, calls, _UNKNOWN if people is None else people) for topic, calls, people in topics]
    numbers = np.array(rows, np.int64).reshape(-1, 3)
    return _Raw(dict(json.loads(row.hours)), json.loads(row.wheres), numbers)


def shares(usual: PeriodCounts) -> dict[str, dict[str, float]]:
    """Of all calls the share that each had, 0 to 1, by each of `WHERES`."""
    every = usual.contacts.total()
    return {
        kind: {name: count / every for name, count in counts.items()} for kind, counts in usual.wheres.items()
    }
