"""Who is called when: the rows are the truth, whoever changes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from contracts import Event, FollowupAnswer, FollowupClosed, FollowupTried
from hotline.calls.after.followups.book import FollowupBook
from hotline.calls.after.followups.round import FollowupRound
from hotline.calls.after.followups.session import FollowUpSession
from hotline.guidance.live import Live
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.machine.tasks import background
from hotline.records.database.followups.store import PURPOSE, FollowupStore, Wanted
from hotline.records.sealing import Seal
from ivr import IvrSettings
from ivr.settings.after.followups import FollowupSettings
from ivr.settings.distribution.calendar import Span
from telephony.calls.dialler import Dialler
from tests.unit.hotline.calls.after.followups.test_session import IVR, UNDERSTANDING
from tests.waiting import eventually

NUMBER = "13912345678"
SETTINGS = FollowupSettings(enabled=True, attempts=2, retry_s=5).model_copy(
    update={"hours": Span(start=0, end=24 * 60)}
)


class Outside(Dialler):
    """Has lines for numbers that begin with 139."""

    def __init__(self) -> None:
        self.able_now = True

    @property
    def able(self) -> bool:
        return self.able_now

    def may(self, number: str) -> bool:
        return number.startswith("139")

    async def free(self) -> bool:
        return True


class Lines:
    """Keeps what is begun; nothing rings."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.ready.set()
        self.begun: list[FollowupRound] = []
        self.cancelled: list[str] = []

    def on_line(self, number: str) -> bool:
        return False

    def follow_up(self, round: FollowupRound) -> FollowUpSession:
        self.begun.append(round)
        return cast(FollowUpSession, SimpleNamespace(cancel=lambda: self.cancelled.append(round.id)))


class Node:
    """A book at work."""

    def __init__(self, store: FollowupStore, settings: FollowupSettings) -> None:
        self.store, self.lines, self.events = store, Lines(), list[Event]()
        ivr = cast(IvrSettings, IVR.model_copy(update={"followups": settings}))
        guide = SimpleNamespace(
            config=SimpleNamespace(ivr=ivr), understanding=UNDERSTANDING, machine=lambda *_: None
        )
        live = cast(Live, SimpleNamespace(guide=cast(Any, guide)))
        self.book = FollowupBook(store, Outside(), live, "n1", self.events.append)

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, found: Callable[[], object]) -> None:
        await eventually(found, seen=lambda: [self.events, self.lines.begun])


@asynccontextmanager
async def node(folder: Path, settings: FollowupSettings = SETTINGS) -> AsyncIterator[Node]:
    state = State(folder)
    seal = Seal(load_or_create(state.secrets, ()).seal, PURPOSE)
    async with FollowupStore.opened(state.database_url, seal) as store:
        await store.open()  # makes the tables, before two ask for them at once
        found = Node(store, settings)
        async with background(found.book.run(found.lines), "follow-ups"):
            yield found


async def test_who_is_due_is_called_and_what_they_say_is_told_and_kept_masked(
    tmp_path: Path,
) -> None:
    async with node(tmp_path) as one:
        await one.store.add("n1", [Wanted(NUMBER, "default", "GD-1", "路灯")])
        await one.until(lambda: one.lines.begun)
        [round] = one.lines.begun
        assert (round.number, round.row.attempts) == (NUMBER, 1)
        assert await one.book.answered(round.row)
        said = FollowupAnswer(question="remarks", value="打我电话13800138000")
        await one.book.closed(round.row, "answered", [said])
        [closed] = one.of(FollowupClosed)
        assert isinstance(closed, FollowupClosed)
        assert (closed.ref, closed.result, closed.attempts) == ("GD-1", "answered", 1)
        [row] = await one.store.closed()
        assert "13800138000" not in row.answers
        await asyncio.sleep(0)
        assert len(one.of(FollowupClosed)) == 1


async def test_who_is_not_reached_is_tried_again_and_then_no_more(tmp_path: Path) -> None:
    async with node(tmp_path, SETTINGS.model_copy(update={"retry_s": 0})) as one:
        await one.store.add("n1", [Wanted(NUMBER, "default")])
        for attempt in (1, 2):
            await one.until(lambda: len(one.lines.begun) == attempt)  # noqa: B023
            round = one.lines.begun[-1]
            await one.book.failed(round.row, round.id, "busy")
        tried = [event.next_at is None for event in one.of(FollowupTried) if isinstance(event, FollowupTried)]
        assert tried == [False, True]
        assert [event.result for event in one.of(FollowupClosed) if isinstance(event, FollowupClosed)] == [
            "not reached"
        ]


async def test_what_is_taken_back_while_it_rings_is_cancelled_and_told_once(tmp_path: Path) -> None:
    async with node(tmp_path) as one:
        await one.store.add("n1", [Wanted(NUMBER, "default")])
        await one.until(lambda: one.lines.begun)
        [round] = one.lines.begun
        assert await one.store.withdraw(round.row.id)
        await one.until(lambda: one.lines.cancelled)
        await one.book.failed(round.row, round.id, "network")
        await one.until(lambda: one.of(FollowupClosed))
        assert [event.result for event in one.of(FollowupClosed) if isinstance(event, FollowupClosed)] == [
            "withdrawn"
        ]
        assert one.of(FollowupTried) == []


async def test_a_number_that_may_not_be_dialled_any_more_is_not(tmp_path: Path) -> None:
    async with node(tmp_path) as one:
        await one.store.add("n1", [Wanted("16812345678", "default")])
        await one.until(lambda: one.of(FollowupClosed))
        assert [event.result for event in one.of(FollowupClosed) if isinstance(event, FollowupClosed)] == [
            "not allowed"
        ]
        assert one.lines.begun == []


async def test_no_more_are_called_at_once_than_the_configuration_says(tmp_path: Path) -> None:
    async with node(tmp_path) as one:
        await one.store.add("n1", [Wanted(f"1391234567{last}", "default") for last in range(3)])
        await one.until(lambda: one.lines.begun)
        await one.book._look(one.lines)
        assert len(one.lines.begun) == 1


async def test_switched_off_nobody_is_called(tmp_path: Path) -> None:
    async with node(tmp_path, SETTINGS.model_copy(update={"enabled": False})) as one:
        await one.store.add("n1", [Wanted(NUMBER, "default")])
        await one.book._look(one.lines)
        assert not one.book.may_dial()
        assert one.lines.begun == []
