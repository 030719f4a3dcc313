"""The city's view in the records' database."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, case, delete, func, select, update

from contracts import Decided, Event
from hotline.city.call import CityCall
from hotline.city.expected.level import hour_of
from hotline.city.kept.rows import Known, TopicRow, Written, call_row, last_of, topic_row
from hotline.city.kept.tables import CITY_CALLS, CITY_STATE, CITY_TOPICS, CITY_WARNINGS
from hotline.city.kept.written import (
    frequencies_json,
    frequencies_of,
    hours_json,
    hours_of,
    shares_json,
    shares_of,
    topic_of,
    warning_json,
    warning_of,
    without_sentences,
)
from hotline.city.surges.shares import Shares
from hotline.city.surges.warning import Warning
from hotline.city.topics.frequencies import Frequencies
from hotline.city.topics.topics import MOST, WORDLESS
from hotline.records.database.connection import insert_of
from hotline.records.database.store import SealedStore
from hotline.records.database.tables import CALLS, EVENTS, read_event

PURPOSE = "city"
"""Of the seal whose keyed hash callers are told apart by."""
DELETED_AT_ONCE = 5000
"""Calls in one transaction: others write meanwhile."""
PAUSE_S = 0.2
"""Between two of them."""
CALLERS_DAYS = 40
"""By whom a call was is known so long: a month's report counts its people."""
DAY_S = 86_400.0
_WARNED = CITY_WARNINGS.c.last


class CityStore(SealedStore):
    """Made by `opened`, with the seal of `PURPOSE`."""

    # the running service

    async def note(self, call: str, number: str, at: float) -> None:
        """That call came from that number, and is to be taken in; not one that came in at another machine, by
        its record: it counts there."""
        values = {"call": call, "at": at, "caller": self.name_of(number) or "", "distance": 0.0}
        row = {**values, "district": "", "place": "", "queue": ""}
        elsewhere = select(CALLS.c.moved_from).where(CALLS.c.id == call)
        async with self._transaction() as connection:
            if await connection.scalar(elsewhere) is not None:
                return
            await connection.execute(insert_of(self._engine.url)(CITY_CALLS).on_conflict_do_nothing(), [row])

    async def caller_of(self, call: str) -> str | None:
        """The keyed hash of a call that was noted; None: it was not, or it is taken in already."""
        query = select(CITY_CALLS.c.caller).where((CITY_CALLS.c.call == call) & CITY_CALLS.c.topic.is_(None))
        rows = await self._all(query)
        return rows[0].caller if rows else None

    async def left(self, since: float) -> list[str]:
        """Calls that were noted from then on and never taken in."""
        query = select(CITY_CALLS.c.call).where(CITY_CALLS.c.topic.is_(None) & (CITY_CALLS.c.at >= since))
        return [row.call for row in await self._all(query.order_by(CITY_CALLS.c.at))]

    async def events(self, call: str) -> list[Event]:
        """What the records have of a call."""
        query = select(EVENTS.c.json).where(EVENTS.c.call == call).order_by(EVENTS.c.seq)
        return [event for row in await self._all(query) if (event := read_event(row.json)) is not None]

    async def write(self, written: Written, common: Frequencies) -> None:
        """All of it, or nothing."""
        calls = [call_row(call, assigned) for call, assigned in written.calls]
        made = written.topics.values()
        topics = await asyncio.to_thread(lambda: [topic_row(topic, common) for topic in made])
        warnings = [
            {"id": one.id, "told_at": one.told_at, "last": one.last, "json": warning_json(one)}
            for one in written.warnings.values()
        ]
        async with self._transaction() as connection:
            for table, rows in ((CITY_CALLS, calls), (CITY_TOPICS, topics), (CITY_WARNINGS, warnings)):
                if rows:
                    await connection.execute(self._upsert(table, rows[0]), rows)
            for change in written.changes:
                column = "into" if change.kind == "merged" else "out_of"
                this = CITY_TOPICS.c.id == change.topic
                await connection.execute(update(CITY_TOPICS).where(this).values({column: change.other}))

    async def keep(self, common: Frequencies, shares: Shares, hours: Mapping[int, int], until: float) -> None:
        """What is common and what is usual, now and then; `hours`: calls by hour, of those until then."""
        rows = [
            {"key": "hours", "json": hours_json(hours, until)},
            {"key": "common", "json": frequencies_json(common)},
            {"key": "shares", "json": shares_json(shares)},
        ]
        async with self._transaction() as connection:
            await connection.execute(self._upsert(CITY_STATE, rows[0]), rows)

    async def known(self, since: float) -> Known:
        """`since`: from then on calls are told one by one."""
        states = {row.key: row.json for row in await self._all(select(CITY_STATE))}
        own = CITY_TOPICS.c
        alive = select(own.id, own.first, own.last, own.calls, own.state).where(own.into.is_(None))
        topics = [topic_of(*row) for row in await self._all(alive.order_by(own.last.desc()).limit(MOST))]
        last_id = (await self._all(select(func.max(CITY_TOPICS.c.id))))[0][0] or 0
        warnings = await self.warnings(since)
        calls = select(CITY_CALLS).where(CITY_CALLS.c.topic.is_not(None) & (CITY_CALLS.c.at >= since))
        into = await self.merged()
        recent = [
            (
                CityCall(row.call, row.at, row.caller, "", row.district, row.place, row.queue),
                last_of(row.topic, into),
            )
            for row in await self._all(calls.order_by(CITY_CALLS.c.at))
        ]
        return Known(
            topics=topics,
            common=frequencies_of(states["common"]) if "common" in states else Frequencies(),
            shares=shares_of(states["shares"]) if "shares" in states else Shares(),
            warnings=warnings,
            hours=await self._hours(states.get("hours")),
            recent=recent,
            next_topic=last_id + 1,
        )

    async def forget(self, before: float) -> None:
        """By which telephones calls came that came before."""
        async with self._transaction() as connection:
            old = (CITY_CALLS.c.at < before) & (CITY_CALLS.c.caller != "")
            await connection.execute(update(CITY_CALLS).where(old).values(caller=""))
            untaken = (CITY_CALLS.c.at < before) & CITY_CALLS.c.topic.is_(None)
            await connection.execute(delete(CITY_CALLS).where(untaken))
            for row in (await connection.execute(select(CITY_WARNINGS).where(before > _WARNED))).all():
                if not (warning := warning_of(row.json)).nameless:
                    warning.forget_callers()
                    this = update(CITY_WARNINGS).where(CITY_WARNINGS.c.id == row.id)
                    await connection.execute(this.values(json=warning_json(warning)))

    async def delete_before(self, before: float) -> None:
        """Deletes calls, warnings and topics of before, some at a time; what somebody has named stays without
        what callers said, and so does how many calls are usual."""
        calls, topics = CITY_CALLS.c, CITY_TOPICS.c
        some = select(calls.call).where(calls.at < before).order_by(calls.at).limit(DELETED_AT_ONCE)
        rested = topics.last < before
        nameless = (topics.name == "") & topics.pinned.is_(False)
        deleted = DELETED_AT_ONCE
        while deleted == DELETED_AT_ONCE:
            async with self._transaction() as connection:
                deleted = (await connection.execute(delete(CITY_CALLS).where(calls.call.in_(some)))).rowcount
            await asyncio.sleep(PAUSE_S)
        async with self._transaction() as connection:
            await connection.execute(delete(CITY_WARNINGS).where(before > _WARNED))
            await connection.execute(delete(CITY_TOPICS).where(rested & nameless))
            said = select(topics.id, topics.state).where(rested & (topics.sentence != ""))
            for row in (await connection.execute(said)).all():
                empty = {"sentence": "", "state": without_sentences(row.state)}
                await connection.execute(update(CITY_TOPICS).where(topics.id == row.id).values(empty))

    # what people see and say

    async def topics(self, since: float, limit: int, *, hidden: bool = False) -> list[TopicRow]:
        """Those with calls from then on, the pinned first, then those of the most people."""
        of, own = CITY_CALLS.c, CITY_TOPICS.c
        into = await self.merged()
        one = case((of.caller == "", of.district), else_=of.caller)
        counted = select(of.topic, func.count(func.distinct(one)), func.count())
        counted = counted.where((of.at >= since) & of.topic.is_not(None) & (of.topic != WORDLESS))
        people: Counter[int] = Counter()
        calls: Counter[int] = Counter()
        for topic, persons, count in await self._all(counted.group_by(of.topic)):
            people[last_of(topic, into)] += persons
            calls[last_of(topic, into)] += count
        wanted = [topic for topic, _ in people.most_common(4 * limit)]
        rows = await self._all(select(CITY_TOPICS).where(own.id.in_(wanted) | own.pinned))
        found = [
            TopicRow(
                row.id, row.name, row.words, row.sentence, row.first, row.last,
                people[row.id], calls[row.id], row.pinned, row.hidden, row.out_of,
            )
            for row in rows
            if row.into is None and (hidden or not row.hidden)
        ]  # fmt: skip
        return sorted(found, key=lambda row: (not row.pinned, -row.people, row.id))[:limit]

    async def warnings(self, since: float) -> list[Warning]:
        """Those with calls from then on, the newest first."""
        query = select(CITY_WARNINGS.c.json).where(CITY_WARNINGS.c.last >= since)
        return [
            warning_of(row.json) for row in await self._all(query.order_by(CITY_WARNINGS.c.told_at.desc()))
        ]

    async def warning(self, id: str) -> Warning | None:
        """The one of that id."""
        rows = await self._all(select(CITY_WARNINGS.c.json).where(CITY_WARNINGS.c.id == id))
        return warning_of(rows[0].json) if rows else None

    async def intents(self, calls: Iterable[str]) -> list[tuple[str, ...]]:
        """The ids of those that were found in each of these calls."""
        of = (EVENTS.c.call.in_(list(calls))) & (EVENTS.c.type == Decided.TYPE)
        found: dict[str, dict[str, None]] = {}
        for row in await self._all(select(EVENTS.c.json).where(of).order_by(EVENTS.c.seq)):
            if isinstance(event := read_event(row.json), Decided) and event.intent is not None:
                found.setdefault(event.call, {})[event.intent] = None
        return [tuple(intents) for intents in found.values()]

    async def titles(self, topics: Iterable[int]) -> dict[int, tuple[str, str, str]]:
        """(name, words, sentence) of topics."""
        own = CITY_TOPICS.c
        query = select(own.id, own.name, own.words, own.sentence).where(own.id.in_(list(topics)))
        return {row.id: (row.name, row.words, row.sentence) for row in await self._all(query)}

    async def mark(self, topic: int, **marks: Any) -> bool:
        """Names, pins, hides or merges it (`name`, `pinned`, `hidden`, `into`). False: there is no such
        topic."""
        this = update(CITY_TOPICS).where(CITY_TOPICS.c.id == topic)
        async with self._transaction() as connection:
            return (await connection.execute(this.values(marks))).rowcount > 0

    async def into(self, topic: int) -> int:
        """The topic that it has become a part of, or itself."""
        return last_of(topic, await self.merged())

    async def merged(self) -> dict[int, int]:
        """Topics that have become parts of others."""
        own = CITY_TOPICS.c
        rows = await self._all(select(own.id, own.into).where(own.into.is_not(None)))
        return {row.id: row.into for row in rows}

    async def named(self) -> set[int]:
        """Topics that somebody has named or pinned."""
        own = CITY_TOPICS.c
        return {row.id for row in await self._all(select(own.id).where(own.pinned | (own.name != "")))}

    async def hidden(self) -> set[int]:
        """Topics that are left out of lists."""
        return {row.id for row in await self._all(select(CITY_TOPICS.c.id).where(CITY_TOPICS.c.hidden))}

    async def _hours(self, kept: str | None) -> Counter[int]:
        """Those that were kept, and the calls since: all of them would take seconds to count."""
        hours, until = (Counter[int](), 0.0) if kept is None else hours_of(kept)
        query = select(CITY_CALLS.c.at).where(CITY_CALLS.c.topic.is_not(None) & (CITY_CALLS.c.at > until))
        hours.update(hour_of(row.at) for row in await self._all(query))
        return hours

    def _upsert(self, table: Table, row: dict[str, Any]) -> Any:
        statement = insert_of(self._engine.url)(table)
        keys = [column.name for column in table.primary_key]
        news = {name: statement.excluded[name] for name in row if name not in keys}
        return statement.on_conflict_do_update(index_elements=keys, set_=news)
