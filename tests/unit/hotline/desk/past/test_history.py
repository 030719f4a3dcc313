"""Past calls in the database: found by words, note and telephone; masked; who looked is told."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agent_assist.history.port import Sought
from agent_assist.refusal import ActionRefused
from agent_assist.settings import DeskSettings
from contracts import (
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    CameBack,
    EarlierCallsSeen,
    Event,
    HistorySearched,
    TranscriptFinal,
    WrappedUp,
)
from hotline.desk.past.history import PastCallBook
from hotline.machine.paths import State
from hotline.records.bus import EventBus
from hotline.records.database import connection
from hotline.records.database.past import store as past
from hotline.records.database.records import Records, RecordsUnavailable
from tests.databases import dump
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("database")

NUMBER, OTHER = "13812348000", "13899998000"
MASKED = "138****8000"
NOW = time.time()


class House:
    """A database, what is told, and who calls under which number."""

    def __init__(self, book: PastCallBook, records: Records, told: list[Event]) -> None:
        self.book, self.records, self.told = book, records, told

    async def call(
        self, call: str, number: str, agent: str, said: str, note: str = "", ago_s: float = 0
    ) -> None:
        at = NOW - ago_s
        for event in (
            CallStarted(call=call, at=at, caller=MASKED, dialled="12345"),
            CallQueued(call=call, at=at, queue="urban", position=1),
            Bridged(call=call, at=at, agent=agent),
            TranscriptFinal(
                call=call, at=at, leg="caller", utterance=0, text=said, start_ms=0, end_ms=1, confidence=1
            ),
            WrappedUp(call=call, at=at, agent=agent, code="已答复", note=note),
            CallEnded(call=call, at=at + 60, by="caller"),
        ):
            self.records.write(event)
            NUMBERS[call] = number
            self.book.take(event)
        await self.records.flush()
        await self.book.settled()

    async def found(self, words: str, agent: str | None = None, days: int = 7) -> list[str]:
        sought = Sought(words, NOW - days * 86_400, agent, 50)
        return [one.id for one in await self.book.search(sought, "9001")]


NUMBERS: dict[str, str] = {}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path) as one:
        yield one


@asynccontextmanager
async def opened(folder: Path, keep_days: int = 90) -> AsyncIterator[House]:
    state, bus, told = State(folder), EventBus(), list[Event]()
    settings = DeskSettings(earlier_days=keep_days)
    bus.listen(told.append)
    async with (
        Records.opened(state.database_url, bus, state.spill) as records,
        PastCallBook.opened(state.database_url, "s" * 32, settings, NUMBERS.__getitem__, bus) as book,
    ):
        yield House(book, records, told)


async def test_calls_are_found_by_what_was_said_and_noted(house: House) -> None:
    await house.call("c1", NUMBER, "8001", '路灯"坏了"，我的电话是13812348000', ago_s=100)
    await house.call("c2", OTHER, "8002", "自来水停了", note="已转路灯所", ago_s=50)
    await house.call("c3", NUMBER, "8001", "噪声", ago_s=10 * 86_400)
    assert await house.found("路灯") == ["c2", "c1"]
    assert await house.found("路灯", agent="8001") == ["c1"]
    assert await house.found('"坏') == ["c1"]
    assert await house.found("噪声") == []
    assert await house.found("噪声", days=30) == ["c3"]
    assert await house.found("8000") == ["c2", "c1"], "by what is shown of the number"
    assert await house.found("") == ["c2", "c1"]
    assert await house.found("100%") == await house.found("transcript_final") == []


async def test_newer_calls_of_others_hide_none_of_an_agents_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "MOST_SENTENCES", 2)
    await house.call("own", NUMBER, "8001", "路灯坏了", ago_s=1000)
    for number in range(3):
        await house.call(f"other{number}", OTHER, "8002", "路灯坏了", ago_s=number)
    assert await house.found("路灯", agent="8001") == ["own"]


async def test_what_is_shown_is_masked_and_that_somebody_looked_is_told(house: House) -> None:
    await house.call("c1", NUMBER, "8001", "路灯坏了，我的电话是13812348000", note="回电13812348000")
    [one] = await house.book.search(Sought("路灯", 0, None, 50), "9001")
    assert NUMBER not in one.model_dump_json()
    assert (one.caller, one.code, one.said[:4]) == (MASKED, "已答复", "路灯坏了")
    [told] = [event for event in house.told if isinstance(event, HistorySearched)]
    assert (told.agent, told.words, told.found) == ("9001", "路灯", 1)


async def test_earlier_calls_are_those_of_the_same_telephone_not_of_the_same_mask(
    house: House, tmp_path: Path
) -> None:
    await house.call("c1", NUMBER, "8001", "路灯", ago_s=300)
    await house.call("c2", OTHER, "8001", "水", ago_s=200)
    await house.call("c3", NUMBER, "8002", "路灯", ago_s=100)
    assert [one.id for one in await house.book.earlier("c3", "8002")] == ["c1"]
    assert await house.book.earlier("c1", "8001") == []
    [told] = [event for event in house.told if isinstance(event, EarlierCallsSeen)]
    assert (told.call, told.agent, told.calls) == ("c3", "8002", ("c1",))
    assert NUMBER not in dump(State(tmp_path).database_url)


@pytest.mark.sqlite
async def test_a_busy_database_loses_no_call_among_the_earlier_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else writes for longer than SQLite waits."""
    monkeypatch.setattr(connection, "BUSY_S", 0.01)
    async with opened(tmp_path) as house:
        await house.call("c1", NUMBER, "8001", "路灯", ago_s=300)
        await house.call("c3", NUMBER, "8001", "路灯")
        refusals, note = list[str](), house.book._store.note

        async def watched(call: str, number: str, at: float) -> None:
            try:
                await note(call, number, at)
            except RecordsUnavailable as error:
                refusals.append(str(error))
                raise

        monkeypatch.setattr(house.book._store, "note", watched)
        other = sqlite3.connect(State(tmp_path).database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        NUMBERS["c2"] = NUMBER
        house.book.take(CallEnded(call="c2", at=NOW - 100, by="caller"))
        await eventually(lambda: refusals)
        assert "locked" in refusals[0]
        del NUMBERS["c2"]
        other.execute("ROLLBACK")
        other.close()
        await house.book.settled()
        assert "c2" in dump(State(tmp_path).database_url)


async def test_telephones_are_forgotten_in_time_or_never_known(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        await house.call("old", NUMBER, "8001", "路灯", ago_s=100 * 86_400)
        tidying = asyncio.create_task(house.book.tidy())
        await house.call("new", NUMBER, "8001", "路灯")
        for _ in range(100):
            if not await house.book.earlier("new", "8001"):
                break
            await asyncio.sleep(0.01)
        assert await house.book.earlier("new", "8001") == []
        tidying.cancel()
    async with opened(tmp_path / "never", keep_days=0) as house:
        await house.call("n1", NUMBER, "8001", "路灯", ago_s=100)
        await house.call("n2", NUMBER, "8001", "路灯")
        assert await house.book.earlier("n2", "8001") == []


@pytest.mark.sqlite
async def test_a_database_that_is_away_is_said(tmp_path: Path) -> None:
    bus = EventBus()
    (tmp_path / "file").write_text("")
    url = f"sqlite:///{tmp_path}/file/x.db"
    async with PastCallBook.opened(url, "s" * 32, DeskSettings(), lambda _call: NUMBER, bus) as book:
        with pytest.raises(ActionRefused):
            await book.search(Sought("", 0, None, 5), "9001")


async def test_the_same_calls_beginning_at_another_machine_is_no_earlier_call(house: House) -> None:
    await house.call("c1", NUMBER, "8001", "路灯", ago_s=300)
    await house.call("n1", NUMBER, "8001", "路灯", ago_s=100)
    at = NOW - 100
    goes_on = [
        CallStarted(call="s1", at=at, caller=MASKED, dialled="12345", moved_from="n1"),
        CallQueued(call="s1", at=at + 5, queue="urban", position=1),
    ]
    NUMBERS["s1"] = NUMBER
    for event in goes_on:
        house.records.write(event)
        house.book.take(event)
    await house.records.flush()
    assert [one.id for one in await house.book.earlier("s1", "8001")] == ["c1"]
    house.records.write(CallEnded(call="s1", at=NOW - 40, by="caller"))
    await house.call("c2", NUMBER, "8001", "路灯")
    assert [one.id for one in await house.book.earlier("c2", "8001")] == ["s1", "c1"], "and not n1 as well"
    assert await house.found("") == ["c2", "s1", "c1"]


async def test_a_call_that_came_back_from_a_lost_machine_is_found_with_what_an_agent_here_made_of_it(
    house: House,
) -> None:
    at = NOW - 100
    for event in [
        CallStarted(call="n1", at=at, caller=MASKED, dialled="12345"),
        CallEnded(call="n1", at=at + 5, by="service", cause="handed to another machine: south"),
        CallStarted(call="s1", at=at, caller=MASKED, dialled="12345", moved_from="n1"),
        CallEnded(call="s1", at=at + 20, by="network"),
        CameBack(call="n1", at=at + 20, node="south", answered=True),
        Bridged(call="n1", at=at + 30, agent="8001"),
        CallEnded(call="n1", at=at + 40, by="caller"),
    ]:
        house.records.write(event)
    await house.records.flush()
    assert sorted(await house.found("")) == ["n1", "s1"]
