"""Deadlines: warned of before and at their end, once each, by whoever sees it first, also over a restart."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from agent_assist.cases.settings import Deadline, TicketSettings
from contracts import CaseDue
from hotline.cases.changes import CASE_CHANGES
from hotline.cases.due import watch
from hotline.cases.store import CaseStore
from hotline.cases.table import CaseRow
from hotline.machine.paths import State
from hotline.records.database.outbox import Outbox
from tests.unit.hotline.cases.opened import NUMBER, OUTAGE, opened
from tests.unit.hotline.cases.test_commands import run
from tests.waiting import eventually

HOUR_S = 3600.0
DAY = Deadline(id="day", name="一天", hours=24)
TICKETS = TicketSettings(deadlines=(DAY,))


async def case(store: CaseStore, left_h: float, deadline: str = "day") -> CaseRow:
    """One of whose day so many hours are left."""
    told = replace(OUTAGE, deadline=deadline, due=time.time() + left_h * HOUR_S, unit="water_company")
    return await store.open("call-1", NUMBER, told)


async def told(folder: Path) -> list[tuple[str, str]]:
    async with Outbox.opened(State(folder).database_url) as outbox:
        events = (await outbox.waiting("node-1")).values()
    return [(one.case, one.when) for one in events if isinstance(one, CaseDue)]


async def test_each_deadline_is_told_once_before_and_once_at_its_end_over_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        early, soon, over = [await case(store, hours) for hours in (12, 5, -1)]
        now = time.time()
        assert await store.warn(TICKETS, "node-1", now) == 2
        assert await store.warn(TICKETS, "node-1", now) == 0
    async with opened(tmp_path) as store:
        assert await store.warn(TICKETS, "node-1", now) == 0
        assert await store.warn(TICKETS, "node-1", now + 5.1 * HOUR_S) == 1
        assert await store.warn(TICKETS, "node-1", now + 7 * HOUR_S) == 1
        async with store._transaction() as connection:
            kinds = (await connection.scalars(select(CASE_CHANGES.c.kind))).all()
    assert await told(tmp_path) == [
        (over.number, "overdue"), (soon.number, "soon"), (soon.number, "overdue"), (early.number, "soon"),
    ]  # fmt: skip
    assert kinds[3:] == ["overdue", "due_soon", "overdue", "due_soon"], "webhooks are told the same"


async def test_two_nodes_tell_of_a_deadline_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as one, opened(tmp_path) as other:
        await case(one, -1)
        await other.listed()
        now = time.time()
        told_by = await asyncio.gather(*(store.warn(TICKETS, "node-1", now) for store in (one, other)))
    assert sorted(told_by) == [0, 1]


@pytest.mark.parametrize(("state", "count"), [("in work", 1), ("answered", 0), ("closed", 0)])
async def test_what_was_answered_is_not_warned_of(tmp_path: Path, state: str, count: int) -> None:
    async with opened(tmp_path) as store:
        row = await case(store, -1)
        await store.set_state(row.number, state, "wang")  # type: ignore[arg-type]  # a state's name
        assert await store.warn(TICKETS, "node-1", time.time()) == count
        assert len(await store.due(TICKETS, time.time())) == count


async def test_a_deadline_may_say_itself_how_long_before_and_one_that_is_gone_has_a_quarter(
    tmp_path: Path,
) -> None:
    own = TicketSettings(deadlines=(DAY.model_copy(update={"warn_hours": 1}),))
    none = TicketSettings()
    async with opened(tmp_path) as store:
        await case(store, 5)
        now = time.time()
        assert await store.due(own, now) == []
        assert await store.due(none, now) == [], "of a case that was opened with five hours, four are left"
        assert [when for _, when in await store.due(own, now + 4.5 * HOUR_S)] == ["soon"]
        assert [when for _, when in await store.due(none, now + 4 * HOUR_S)] == ["soon"]
        assert [when for _, when in await store.due(none, now + 6 * HOUR_S)] == ["overdue"]


async def test_a_service_watches_them(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        row = await case(store, -1)
        watching = asyncio.create_task(watch(store, lambda: TICKETS, "node-1"))
        found = await eventually(lambda: told(tmp_path))
        watching.cancel()
    assert found == [(row.number, "overdue")]


def test_the_command_lists_them(tmp_path: Path) -> None:
    async def two() -> tuple[CaseRow, CaseRow]:
        async with opened(tmp_path) as store:
            return await case(store, -1, "supply"), await case(store, 1, "supply")

    assert "there are no records here" in run(tmp_path, "overdue")[1]
    over, soon = asyncio.run(two())
    assert [one["number"] for one in json.loads(run(tmp_path, "overdue", "--json")[1])] == [over.number]
    both = json.loads(run(tmp_path, "overdue", "--soon", "--json")[1])
    assert [(one["number"], one["when"]) for one in both] == [(over.number, "overdue"), (soon.number, "soon")]
    assert over.number in run(tmp_path, "overdue")[1]
