"""What the city's view keeps of one person, found and deleted on request; how many called stays."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import SurgeTold
from hotline.city.feed.table import CITY_FED
from hotline.city.kept.rows import last_of
from hotline.city.kept.tables import CITY_CALLS, CITY_TOPICS, CITY_WARNINGS
from hotline.city.kept.written import warning_json, warning_of, without_sentences
from hotline.records.database.tables import EVENTS, read_event

Row = dict[str, Any]


async def kept_of(
    connection: AsyncConnection, caller: str, calls: Collection[str]
) -> tuple[list[Row], list[Row]]:
    """Calls and messages of other channels that were taken in, and messages that wait: of that caller (a
    keyed hash; empty: nobody knows), and those among `calls`. Without the hash."""
    found = []
    for table in (CITY_CALLS, CITY_FED):
        shown = [column for column in table.columns if column.name != "caller"]
        mine: ColumnElement[bool] = table.c.call.in_(list(calls))
        if caller:
            mine = or_(mine, table.c.caller == caller)
        rows = await connection.execute(select(*shown).where(mine).order_by(table.c.at))
        found.append([dict(row) for row in rows.mappings()])
    return found[0], found[1]


async def forget_person(connection: AsyncConnection, caller: str, calls: Collection[str]) -> None:
    """Deletes those calls and messages. Warnings count the caller as somebody whom nobody knows; topics that
    these calls are of show no sentence until the next call, and one that has no other call is gone."""
    mine = list(calls)
    of = select(CITY_CALLS.c.topic).where(CITY_CALLS.c.call.in_(mine) & CITY_CALLS.c.topic.is_not(None))
    topics = set((await connection.scalars(of)).all())
    for table in (CITY_CALLS, CITY_FED):
        await connection.execute(delete(table).where(table.c.call.in_(mine)))
    await _forget_in_topics(connection, topics)
    for row in (await connection.execute(select(CITY_WARNINGS))).all():
        warning = warning_of(row.json)
        if warning.forget(caller, calls):
            this = update(CITY_WARNINGS).where(CITY_WARNINGS.c.id == row.id)
            await connection.execute(this.values(json=warning_json(warning)))
    await _forget_in_events(connection, frozenset(calls))


async def _forget_in_events(connection: AsyncConnection, calls: frozenset[str]) -> None:
    """Whose sentence a warning's event quotes is not known: it goes where one of the calls is behind it."""
    told = EVENTS.c.type == SurgeTold.TYPE
    for row in (await connection.execute(select(EVENTS).where(told))).all():
        event = read_event(row.json)
        if not isinstance(event, SurgeTold) or calls.isdisjoint(event.calls):
            continue
        others = tuple(one for one in event.calls if one not in calls)
        without = event.model_copy(update={"sentence": "", "calls": others})
        this = update(EVENTS).where((EVENTS.c.call == row.call) & (EVENTS.c.seq == row.seq))
        await connection.execute(this.values(json=without.to_json()))


async def _forget_in_topics(connection: AsyncConnection, topics: Collection[int]) -> None:
    """Which of the sentences that are kept was whose is not known: all of them go."""
    own = CITY_TOPICS.c
    rows = await connection.execute(select(own.id, own.into).where(own.into.is_not(None)))
    into = {row.id: row.into for row in rows.all()}
    wanted = {*topics, *(last_of(one, into) for one in topics)}
    for row in (await connection.execute(select(own.id, own.state).where(own.id.in_(wanted)))).all():
        empty = {"sentence": "", "state": without_sentences(row.state)}
        await connection.execute(update(CITY_TOPICS).where(own.id == row.id).values(empty))
    called = select(CITY_CALLS.c.call).where(CITY_CALLS.c.topic == own.id).exists()
    lone = own.id.in_(wanted - set(into.values())) & ~called & (own.name == "") & own.pinned.is_(False)
    await connection.execute(delete(CITY_TOPICS).where(lone))
