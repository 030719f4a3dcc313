"""After a restart agents see the calls that ended before it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from agent_assist.board.board import Board
from agent_assist.desk.hub import Hub
from contracts import AgentAnswered, CallEnded, CallStarted, Event
from hotline.desk.past import earlier
from hotline.desk.past.earlier import show_earlier
from hotline.desk.server import Desk
from hotline.machine.paths import State
from hotline.records.bus import EventBus
from hotline.records.database.records import Records, RecordsUnavailable


@pytest.mark.usefixtures("database")
async def test_calls_that_ended_lately_are_shown_oldest_first(tmp_path: Path) -> None:
    bus, now = EventBus(), time.time()
    async with Records.opened(State(tmp_path).database_url, bus, tmp_path / "spill.jsonl") as records:
        for call, at, ended in (("old", now - 90_000, True), ("a", now - 60, True), ("b", now - 30, True),
                                ("runs", now - 20, False)):  # fmt: skip
            bus.publish(CallStarted(call=call, caller="138****8000", dialled="12345", at=at))
            bus.publish(AgentAnswered(call=call, agent="wang", at=at + 1))
            if ended:
                bus.publish(CallEnded(call=call, by="caller", at=at + 2))
        await records.flush()
        shown: list[str] = []

        async def show(call: str) -> None:
            shown.append(call)

        await show_earlier(records, show, 43_200)
    assert shown == ["a", "b"]


async def test_what_is_shown_already_does_not_come_twice() -> None:
    asked: list[str] = []

    class Past:
        async def events(self, call: str) -> list[Event]:
            asked.append(call)
            began = CallStarted(call=call, caller="138****8000", dialled="12345")
            return [began, CallEnded(call=call, by="caller")]

    hub = Hub(Board([]))
    desk = Desk(hub, Past(), None)  # type: ignore[arg-type]
    hub.publish(CallStarted(call="now", caller="138****8000", dialled="12345"))
    await desk.show_missing("now")
    await desk.show_missing("before")
    assert asked == ["before"]
    assert list(hub.board.calls) == ["now", "before"]


async def test_while_the_database_is_away_it_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier, "PAUSE_S", 0.0)
    tries: list[int] = []

    class Away:
        async def recent(self, limit: int) -> list[object]:
            tries.append(limit)
            if len(tries) < 3:
                raise RecordsUnavailable("away")
            return []

    async def show(call: str) -> None:
        raise AssertionError(call)

    await show_earlier(Away(), show, 60)  # type: ignore[arg-type]
    assert len(tries) == 3
