"""Samples and scores, asked and changed."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from contracts import Assisted, Bridged, CallEnded, Event, SatisfactionGiven
from hotline.records.database.connection import insert_of
from hotline.records.database.samples.table import SAMPLE_SCORES, SAMPLES, Sample, Score
from hotline.records.database.store import PlainStore
from hotline.records.database.tables import CALLS, EVENTS, CallRow, read_event

LOOKED_AT = (Assisted, Bridged, CallEnded, SatisfactionGiven)
"""Events by which calls are drawn, and that say what the machine has marked."""
AT_ONCE = 400
"""Calls in one question."""


class SampleStore(PlainStore):
    """Made by `opened`. Every method raises `RecordsUnavailable`."""

    async def talks(self, begin: float, end: float) -> list[CallRow]:
        """Calls that an agent answered and that ended in that time, in the order of their ids."""
        own = CALLS.c
        query = select(CALLS).where(own.agent.is_not(None) & (own.ended >= begin) & (own.ended < end))
        async with self._transaction() as connection:
            rows = (await connection.execute(query.order_by(own.id))).all()
        return [CallRow(**row._mapping) for row in rows]

    async def drawn(self, sheet: str, calls: Collection[str]) -> set[str]:
        """Those of the calls that were drawn for that sheet."""
        found: set[str] = set()
        for some in _pieces(list(calls)):
            query = select(SAMPLES.c.call).where((SAMPLES.c.sheet == sheet) & SAMPLES.c.call.in_(some))
            found |= {row.call for row in await self._all(query)}
        return found

    async def events(self, calls: Collection[str]) -> Mapping[str, list[Event]]:
        """Of those calls, what of `LOOKED_AT` there is, in order."""
        found: defaultdict[str, list[Event]] = defaultdict(list)
        types = [event.TYPE for event in LOOKED_AT]
        for some in _pieces(list(calls)):
            query = select(EVENTS.c.call, EVENTS.c.json)
            query = query.where(EVENTS.c.call.in_(some) & EVENTS.c.type.in_(types)).order_by(EVENTS.c.seq)
            for row in await self._all(query):
                if (event := read_event(row.json)) is not None:
                    found[row.call].append(event)
        return found

    async def put(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """New samples; returns the calls of those that nobody has drawn meanwhile."""
        done = []
        async with self._transaction() as connection:
            for row in rows:
                insert = insert_of(self._engine.url)(SAMPLES).values(**row).on_conflict_do_nothing()
                if (await connection.execute(insert)).rowcount > 0:
                    done.append(str(row["call"]))
        return done

    async def get(self, sample: int) -> Sample | None:
        """That of the number."""
        return next(iter(await self._samples(SAMPLES.c.id == sample, 1)), None)

    async def listed(self, limit: int, *, agent: str | None = None, since: float = 0.0) -> list[Sample]:
        """The newest first; of that agent alone, where one is given."""
        wanted = SAMPLES.c.drawn_at >= since
        return await self._samples(wanted if agent is None else wanted & (SAMPLES.c.agent == agent), limit)

    async def scores(self, samples: Collection[int]) -> Mapping[int, list[Score]]:
        """By sample, the oldest first."""
        found: defaultdict[int, list[Score]] = defaultdict(list)
        for some in _pieces(list(samples)):
            own = SAMPLE_SCORES.c
            query = select(SAMPLE_SCORES).where(own.sample.in_(some)).order_by(own.at, own.id)
            for row in await self._all(query):
                points = json.loads(row.points)
                found[row.sample].append(Score(row.sample, row.scorer, row.at, points, row.remark))
        return found

    async def score(self, sample: Sample, scorer: str, points: Mapping[str, int], remark: str) -> None:
        """Writes a score; one's own earlier one is replaced."""
        values = {"sample": sample.id, "call": sample.call, "scorer": scorer}
        values |= {"at": time.time(), "points": json.dumps(dict(points)), "remark": remark}
        statement = insert_of(self._engine.url)(SAMPLE_SCORES).values(**values)
        news = {name: statement.excluded[name] for name in ("at", "points", "remark")}
        async with self._transaction() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["sample", "scorer"], set_=news)
            )

    async def seen(self, samples: Collection[int]) -> None:
        """Their agent has seen their scores."""
        new = SAMPLES.c.id.in_(list(samples)) & SAMPLES.c.seen_at.is_(None)
        async with self._transaction() as connection:
            await connection.execute(update(SAMPLES).where(new).values(seen_at=time.time()))

    async def answer(self, sample: int, text: str) -> None:
        """What its agent says to it; an earlier answer is replaced."""
        values = {"answer": text, "answered_at": time.time()}
        async with self._transaction() as connection:
            await connection.execute(update(SAMPLES).where(SAMPLES.c.id == sample).values(values))

    async def remove(self, sample: int) -> None:
        """A sample that nobody has scored."""
        scored = select(SAMPLE_SCORES.c.sample)
        async with self._transaction() as connection:
            mine = (SAMPLES.c.id == sample) & SAMPLES.c.id.not_in(scored)
            await connection.execute(delete(SAMPLES).where(mine))

    async def _samples(self, wanted: ColumnElement[bool], limit: int) -> list[Sample]:
        newest = SAMPLES.c.drawn_at.desc(), SAMPLES.c.id.desc()
        query = select(SAMPLES).where(wanted).order_by(*newest).limit(limit)
        return [Sample(**row._mapping) for row in await self._all(query)]


def _pieces(ids: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
