"""Traces in the records: found by time, person and kind; masked; that somebody looked is one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agent_assist.refusal import ActionRefused
from agent_assist.rights.table import RIGHTS
from agent_assist.traces.port import SoughtTraces
from contracts import CallLookedUp, CaseChanged, Event, HistorySearched, RecordingPlayed, TracesSeen
from hotline.desk.past.traces import KINDS, TraceBook
from hotline.machine.paths import State
from hotline.records.bus import EventBus
from hotline.records.database.past.traces import TraceStore
from hotline.records.database.records import Records, RecordsUnavailable

pytestmark = pytest.mark.usefixtures("database")

ALL = SoughtTraces(person=None, kind=None, since=0, until=100, limit=10)


@asynccontextmanager
async def kept(folder: Path, *events: Event) -> AsyncIterator[tuple[TraceBook, list[Event]]]:
    state, told = State(folder), list[Event]()
    async with (
        Records.opened(state.database_url, EventBus(), state.spill) as records,
        TraceStore.opened(state.database_url) as store,
    ):
        for event in events:
            records.write(event)
        await records.flush()
        yield TraceBook(store, told.append), told


EVENTS = (
    HistorySearched(at=10, agent="8001", words="13812348000", found=1),
    CallLookedUp(at=20, agent="8001", call="c1"),
    RecordingPlayed(at=30, agent="root", call="c1", recording="c1.1", where="terminal"),
    CaseChanged(at=40, by="9001", case="202611290001", state="closed"),
)


async def test_the_newest_first_and_masked(tmp_path: Path) -> None:
    async with kept(tmp_path, *EVENTS) as (book, told):
        found = await book.find(ALL, "sun")
    assert [(one.who, one.kind, one.where, one.call, one.about) for one in found] == [
        ("9001", "changed", "desk", None, "202611290001 · closed"),
        ("root", "heard", "terminal", "c1", "c1.1"),
        ("8001", "seen", "desk", "c1", ""),
        ("8001", "seen", "desk", None, "138****8000"),
    ]
    [look] = told
    assert isinstance(look, TracesSeen)
    assert (look.agent, look.found) == ("sun", 4)


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ({"person": "8001"}, [20, 10]),
        ({"person": "9001"}, [40]),
        ({"person": "800"}, []),
        ({"person": '"%'}, []),
        ({"kind": "heard"}, [30]),
        ({"since": 20, "until": 40}, [30, 20]),
        ({"limit": 1}, [40]),
    ],
)
async def test_by_person_kind_and_time(tmp_path: Path, over: dict[str, object], found: list[float]) -> None:
    fields = {name: getattr(ALL, name) for name in ("person", "kind", "since", "until", "limit")}
    async with kept(tmp_path, *EVENTS) as (book, _):
        traces = await book.find(SoughtTraces(**{**fields, **over}), "sun")
    assert [one.at for one in traces] == found


async def test_a_database_that_is_away_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_arguments: object) -> None:
        raise RecordsUnavailable("the database is away")

    monkeypatch.setattr(TraceStore, "find", away)
    async with kept(tmp_path) as (book, told):
        with pytest.raises(ActionRefused):
            await book.find(ALL, "sun")
    assert not told


def test_every_trace_of_the_table_has_a_kind() -> None:
    assert {event for right in RIGHTS for event in right.traced} <= KINDS.keys()
