"""Cases in the database: kept over a restart, telephones sealed, found again by number and by place."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contracts import FoundCase
from contracts.case_numbers import is_case_number
from hotline.cases.store import CaseStore
from hotline.machine.paths import State
from hotline.records.database.records import RecordsUnavailable
from tests.databases import dump, sql
from tests.unit.hotline.cases.opened import NUMBER, OTHER, OUTAGE, opened

pytestmark = pytest.mark.usefixtures("database")

DAY_S = 86_400.0


async def found(
    store: CaseStore, call: str = "call-9", telephone: str = "", same_caller_s: float = DAY_S, **told: str
) -> list[FoundCase]:
    matter = replace(OUTAGE, **{"place": "", **told})
    return await store.found(call, telephone, matter, same_caller_s=same_caller_s, same_place_s=DAY_S)


async def test_a_case_outlives_the_service_with_all_that_was_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        case = await store.open("call-1", NUMBER, OUTAGE, "wang", day=date(2026, 11, 29))
    assert is_case_number(case.number)
    assert case.number.startswith("261129")
    async with opened(tmp_path) as store:
        row = await store.get(case.number)
        assert row == case
        assert (row.place, row.topic, row.state, row.complete) == ("幸福路12号翠竹小区", "停水", "open", True)
        assert store.telephone_of(row) == NUMBER
        assert [(call.call, call.by) for call in await store.calls(case.number)] == [("call-1", "wang")]


async def test_telephones_lie_sealed_and_what_was_said_is_masked(tmp_path: Path) -> None:
    told = replace(
        OUTAGE,
        place_said=f"幸福路十二号，电话是{NUMBER}",
        happened=f"昨天，打过{NUMBER}",
        place=f"某处 {NUMBER}",
    )
    async with opened(tmp_path) as store:
        case = await store.open("call-1", NUMBER, told)
        await store.tell(case.number, NUMBER, told, complete=True)
    written = dump(State(tmp_path).database_url)
    assert NUMBER not in written
    assert "停水三天了" in written
    assert case.masked == "139****5678"


async def test_a_later_call_of_the_same_telephone_finds_it_however_the_number_is_written(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as store:
        case = await store.open("call-1", NUMBER, OUTAGE)
        [one] = await found(store, telephone="+86 139 1234 5678", place="")
        assert (one.case, one.why, one.calls, one.topic) == (case.number, "number", 1, "停水")
        assert await found(store, telephone=OTHER) == []
        assert await found(store, telephone="anonymous") == []
        assert await found(store, telephone=NUMBER, same_caller_s=0) == []


@pytest.mark.parametrize(
    ("place", "intent", "same"),
    [
        ("幸福路12号翠竹小区", "water", True),
        ("幸福路12号", "water", True),
        ("幸福路12号翠竹小区3栋", "water", True),
        ("翠竹小区", "water", True),
        ("幸福路12号翠竹小区3栋停水了", "water", True),
        ("小区", "water", False),
        ("幸福路1号", "water", False),
        ("幸福路1", "water", False),
        ("滨河路12号翠竹小区", "water", False),
        ("幸福路12号翠竹小区", "noise", False),
        ("", "water", False),
    ],
)
async def test_a_call_about_the_same_place_and_topic_finds_it(
    tmp_path: Path, place: str, intent: str, same: bool
) -> None:
    async with opened(tmp_path) as store:
        case = await store.open("call-1", NUMBER, OUTAGE)
        cases = await found(store, telephone=OTHER, place=place, intent=intent)
        assert [one.case for one in cases] == [case.number] * same
        assert all(one.why == "place" for one in cases)


async def test_calls_that_were_joined_are_counted_once_each(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        case = await store.open("call-1", NUMBER, OUTAGE)
        assert await store.join(case.number, "call-2", "li")
        assert not await store.join(case.number, "call-2", "li")
        assert not await store.join("261129000009", "call-2", "li")
        [one] = await found(store, telephone=NUMBER)
        assert one.calls == 2
        [one] = await found(store, call="call-2", telephone=NUMBER)
        assert (one.calls, one.why) == (1, "call")


async def test_what_is_closed_is_not_found_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        case = await store.open("call-1", NUMBER, OUTAGE)
        assert await store.set_state(case.number, "in work", "li")
        assert not await store.set_state(case.number, "in work", "li")
        assert [one.state for one in await found(store, telephone=NUMBER)] == ["in work"]
        assert await store.set_state(case.number, "closed", "li")
        assert await found(store, telephone=NUMBER) == []
        assert await store.listed(["open", "in work"]) == []
        [row] = await store.listed()
        assert (row.state, row.changed_by) == ("closed", "li")


async def test_nobody_is_told_of_a_case_under_another_telephone(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        case = await store.open("call-1", NUMBER, OUTAGE)
        without = await store.open("call-2", "anonymous", OUTAGE)
        assert [row.number for row in await store.of_telephone(NUMBER)] == [case.number]
        assert [row.number for row in await store.of_telephone(NUMBER, case.number)] == [case.number]
        assert await store.of_telephone(OTHER, case.number) == []
        for nobody in ("anonymous", ""):
            assert await store.of_telephone(nobody, without.number) == []


async def test_a_message_grows_until_it_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        case = await store.open("call-1", "", replace(OUTAGE, place=""), complete=False)
        [row] = await store.listed()
        assert (row.complete, row.secret, row.masked) == (False, None, "anonymous")
        assert await store.tell(case.number, NUMBER, replace(OUTAGE, secret=True), complete=True)
        [row] = await store.listed()
        assert (row.complete, row.secret, row.place) == (True, True, OUTAGE.place)
        assert store.telephone_of(row) == NUMBER
        await store.set_state(case.number, "closed", "li")
        assert not await store.tell(case.number, OTHER, OUTAGE, complete=True)


async def test_telephones_of_cases_long_closed_are_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        closed = await store.open("call-1", NUMBER, OUTAGE)
        running = await store.open("call-2", NUMBER, OUTAGE)
        await store.set_state(closed.number, "closed", "li")
        assert await store.forget(time.time() - DAY_S) == 0
        assert await store.forget(time.time() + 1) == 1
        sealed = {row.number: row.sealed is not None for row in await store.listed()}
        assert sealed == {closed.number: False, running.number: True}


async def test_a_number_that_is_taken_is_not_given_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(["261129000009", "261129000009", "261129000017"])
    monkeypatch.setattr("hotline.cases.store.new_case_number", lambda _day: next(numbers))
    async with opened(tmp_path) as store:
        first, second = [await store.open(f"call-{n}", NUMBER, OUTAGE) for n in (1, 2)]
    assert (first.number, second.number) == ("261129000009", "261129000017")


async def test_a_table_of_an_earlier_version_is_widened(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        case = await store.open("call-1", NUMBER, replace(OUTAGE, secret=True))
    later = ("secret", "category", "due", "urgent", "traced")
    sql(State(tmp_path).database_url, *(f"ALTER TABLE cases DROP COLUMN {column}" for column in later))
    async with opened(tmp_path) as store:
        row = await store.get(case.number)
        assert row is not None
        assert (row.secret, row.place) == (None, OUTAGE.place)
        assert (row.category, row.due, row.urgent, row.traced) == ("", None, False, "")
        assert (await store.open("call-2", NUMBER, replace(OUTAGE, secret=False))).secret is False


@pytest.mark.sqlite
async def test_a_file_that_is_no_database_is_an_outage(tmp_path: Path) -> None:
    State(tmp_path).database.write_bytes(b"this is a letter, not a database. " * 100)
    async with opened(tmp_path) as store:
        with pytest.raises(RecordsUnavailable, match="not a database"):
            await store.open("call-1", NUMBER, OUTAGE)


async def test_two_who_ask_at_once_at_the_beginning_both_get_an_answer(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        assert await asyncio.gather(*(store.listed() for _ in range(5))) == [[]] * 5
