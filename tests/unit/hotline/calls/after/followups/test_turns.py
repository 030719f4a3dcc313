"""The book of follow-up calls at virtual time: whose turn it is, and what an absent database is told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from contracts import Event, FollowupClosed, FollowupResult
from hotline.calls.after.followups import book as book_module
from hotline.calls.after.followups.book import REFRESH_S, FollowupBook
from hotline.calls.after.followups.round import FollowupRound
from hotline.calls.after.followups.session import FollowUpSession
from hotline.guidance.live import Live
from hotline.records.database.followups.store import FollowupStore
from hotline.records.database.followups.table import FollowupRow
from hotline.records.database.records import RecordsUnavailable
from ivr import IvrSettings, Understanding
from telephony.calls.dialler import Dialler
from tests.virtualtime import at_virtual_time

NOON = 12 * 60
SETTINGS = {"enabled": True, "calls": 1, "retry_s": 5, "keep_h": 720}
IVR = IvrSettings.model_validate(
    {
        "queues": [{"id": "general", "name": "综合"}],
        "intents": [{"id": "noise", "name": "噪声", "queue": "general", "sayings": ["施工太吵"]}],
        "dialogue": {"human_queue": "general"},
        "followups": SETTINGS,
    }
)
UNDERSTANDING = Understanding(IVR)
NUMBERS = {1: "13912345678", 2: "13912345679"}


class Store(FollowupStore):
    """Rows in memory; no database is set up."""

    def __init__(self, now: float) -> None:
        row = FollowupRow(1, "n1", "name", "sealed", "139****5678", "GD-1", "default", now)
        self.rows = {1: row, 2: replace(row, id=2)}
        self.away = False

    def _ask(self) -> None:
        if self.away:
            raise RecordsUnavailable("away")

    def opened_of(self, row: FollowupRow) -> tuple[str, str]:
        return NUMBERS[row.id], ""

    async def close_left(self, node: str) -> None:
        self._ask()

    async def untold(self, node: str) -> list[FollowupRow]:
        self._ask()
        return []

    async def due(self, node: str, now: float, limit: int) -> list[FollowupRow]:
        self._ask()
        open = [row for row in self.rows.values() if row.state == "open" and row.next_at <= now]
        return open[:limit]

    async def tries(self, id: int, next_at: float) -> bool:
        return self._change_row(id, attempts=self.rows[id].attempts + 1, next_at=next_at)

    async def answered(self, id: int) -> bool:
        return self._change_row(id, state="asking")

    async def again(self, id: int, next_at: float) -> bool:
        return self._change_row(id, state="open", next_at=next_at)

    async def close(self, id: int, result: FollowupResult, answers: Mapping[str, str] | None = None) -> bool:
        return self._change_row(id, state="closed", result=result)

    def _change_row(self, id: int, **values: object) -> bool:
        self._ask()
        if self.rows[id].state == "closed":
            return False
        self.rows[id] = replace(self.rows[id], **values)  # type: ignore[arg-type]
        return True


class Outside(Dialler):
    """Dials nothing."""

    able = True

    def __init__(self) -> None:
        pass

    def may(self, number: str) -> bool:
        return True

    async def free(self) -> bool:
        return True


class Running:
    """The node's calls."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.ready.set()
        self.begun: list[FollowupRound] = []
        self.talks_with: set[str] = set()

    def on_line(self, number: str) -> bool:
        return number in self.talks_with

    def follow_up(self, round: FollowupRound) -> FollowUpSession:
        self.begun.append(round)
        return cast(FollowUpSession, None)

    @property
    def called(self) -> list[int]:
        return [round.row.id for round in self.begun]


class Town:
    """A book among doubles, at noon."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(book_module, "minutes", lambda _now: NOON)
        patch.setattr(book_module, "time", SimpleNamespace(time=self.now))
        self.store, self.lines = Store(self.now()), Running()
        self.events: list[Event] = []
        guide = SimpleNamespace(
            config=SimpleNamespace(ivr=IVR), understanding=UNDERSTANDING, machine=lambda *_of: None
        )
        live = cast(Live, SimpleNamespace(guide=guide))
        self.book = FollowupBook(self.store, Outside(), live, "n1", self.events.append)
        self.task: asyncio.Task[None] | None = None

    @staticmethod
    def now() -> float:
        return 1_795_000_000.0 + asyncio.get_running_loop().time()

    async def look(self) -> None:
        """The book looks once, at least."""
        if self.task is None:
            self.task = asyncio.create_task(self.book.run(self.lines))
        await asyncio.sleep(REFRESH_S + 0.1)


@pytest.mark.parametrize("result", ["never", "answered"])
@at_virtual_time
async def test_what_came_of_it_is_written_down_when_the_database_is_back(
    monkeypatch: pytest.MonkeyPatch, result: FollowupResult
) -> None:
    """别再打了 must not get lost, and nobody may be asked twice."""
    town = Town(monkeypatch)
    await town.look()
    [round] = town.lines.begun
    assert await town.book.answered(round.row)
    town.store.away = True
    await town.book.closed(round.row, result, ())
    await town.look()
    assert town.store.rows[1].result is None
    town.store.away = False
    await town.look()
    assert town.store.rows[1].result == result
    assert [event.result for event in town.events if isinstance(event, FollowupClosed)] == [result]
    assert town.lines.called == [1, 2]


@at_virtual_time
async def test_a_machine_is_called_again_though_the_database_was_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = Town(monkeypatch)
    await town.look()
    [round] = town.lines.begun
    await town.book.answered(round.row)
    town.store.away = True
    await town.book.failed(round.row, round.id, "machine")
    town.store.away = False
    await asyncio.sleep(10)
    assert town.store.rows[1].state == "open"


@at_virtual_time
async def test_no_more_are_called_at_once_than_are_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(monkeypatch)
    for _ in range(5):
        await town.look()
    assert town.lines.called == [1], "its telephone rings longer than the time to the next attempt"


@at_virtual_time
async def test_who_is_on_the_line_already_is_called_afterwards_and_others_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = Town(monkeypatch)
    town.lines.talks_with.add(NUMBERS[1])
    await town.look()
    assert town.lines.called == [2]
    assert town.store.rows[1].attempts == 0
    await town.book.closed(town.lines.begun[0].row, "answered", ())
    town.lines.talks_with.clear()
    await town.look()
    assert town.lines.called == [2, 1]
