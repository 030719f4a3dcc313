"""The book of call-backs among doubles, at virtual time: rows in memory, a dialler that dials nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from contracts import CallbackClosed, CallbackKind, CallbackResult, CallbackTried, Choice, Event
from hotline.calls.call.session import CallSession
from hotline.calls.callbacks import book as book_module
from hotline.calls.callbacks import callbacks as callbacks_module
from hotline.calls.callbacks import listed as listed_module
from hotline.calls.callbacks import round as round_module
from hotline.calls.callbacks.book import REFRESH_S, CallbackBook
from hotline.calls.callbacks.callbacks import Callbacks
from hotline.calls.callbacks.round import Round
from hotline.calls.callbacks.session import CallBackSession
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.live import Live
from hotline.records.database.callbacks.store import CallbackStore
from hotline.records.database.callbacks.table import CallbackRow
from hotline.records.database.records import RecordsUnavailable
from telephony.calls.dialler import Dialler
from telephony.calls.place import Place
from telephony.distributor.floor import Floor
from telephony.distributor.people.state import Lease
from tests.unit.telephony.distributor.seats import seated

NOON, NIGHT = 12 * 60, 23 * 60
NUMBER = "13912345678"
BEGAN = 1_795_000_000.0
PLACE = Place(queue="urban", since=BEGAN)
LOOK_S = REFRESH_S + 0.1


def now() -> float:
    """The wall clock, which jumps with that of the loop."""
    return BEGAN + asyncio.get_running_loop().time()


class Store(CallbackStore):
    """Rows in memory; no database is set up."""

    def __init__(self) -> None:
        self.rows: dict[int, CallbackRow] = {}
        self.away = False
        self.meanwhile: asyncio.Event | None = None
        """What is written down waits for it."""

    def add(self, **fields: object) -> CallbackRow:
        id = len(self.rows) + 1
        row = CallbackRow(
            id, "n1", "kept", "booked", "name", "sealed", "139****5678", "urban", 0, None, BEGAN, BEGAN
        )
        self.rows[id] = replace(row, **fields)  # type: ignore[arg-type]
        return self.rows[id]

    def _ask(self) -> None:
        if self.away:
            raise RecordsUnavailable("away")

    def name_of(self, number: str) -> str | None:
        return "name"

    def number_of(self, row: CallbackRow) -> str:
        return NUMBER

    async def book(
        self, node: str, kind: CallbackKind, call: str, number: str, place: Place, priority: int
    ) -> tuple[CallbackRow, bool]:
        self._ask()
        if self.meanwhile is not None:
            await self.meanwhile.wait()
        for row in self.rows.values():
            if row.state == "open":
                return row, False
        return self.add(call=call, kind=kind, queued_at=place.since, priority=priority), True

    async def open(self, node: str | None = None) -> list[CallbackRow]:
        self._ask()
        return [replace(row) for row in self.rows.values() if row.state == "open"]

    async def result(self, id: int) -> CallbackResult | None:
        return self.rows[id].result

    async def answered(self, id: int, attempts: int) -> bool:
        self._ask()
        self.rows[id] = replace(self.rows[id], state="closed", result="reached", attempts=attempts)
        return True

    async def again(self, id: int, attempts: int, next_at: float) -> None:
        self._ask()
        self.rows[id] = replace(self.rows[id], state="open", attempts=attempts, next_at=next_at)

    async def forget(self, id: int, result: CallbackResult) -> None:
        self._ask()
        self.rows[id] = replace(self.rows[id], state="closed", result=result, name=None, sealed=None)

    async def close(self, id: int, result: CallbackResult) -> bool:
        self._ask()
        still = self.rows[id].state == "open"
        if still:
            await self.forget(id, result)
        return still

    async def forget_left(self, node: str, but: Collection[int] = ()) -> list[CallbackRow]:
        self._ask()
        left = [row for row in self.rows.values() if row.state == "closed" and row.sealed]
        for row in left:
            self.rows[row.id] = replace(row, name=None, sealed=None)
        return left


class Outside(Dialler):
    """Dials nothing."""

    able = True

    def __init__(self) -> None:
        self.is_free = True

    def may(self, number: str) -> bool:
        return True

    async def free(self) -> bool:
        return self.is_free


class Begun(CallBackSession):
    """A round that goes as a test says."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self.ringing = self.cancelled = False

    @property
    def id(self) -> str:
        return self.round.id

    @property
    def dials(self) -> bool:
        return self.ringing

    def cancel(self) -> None:
        self.cancelled = True


class Running:
    """The node's calls."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.ready.set()
        self.on_end: Callable[[], None] = lambda: None
        self.sessions: dict[str, CallSession] = {}
        self.begun: list[Begun] = []
        self.talks_with: set[str] = set()

    def on_line(self, number: str) -> bool:
        return number in self.talks_with

    def call_back(self, round: Round) -> CallBackSession:
        self.begun.append(Begun(round))
        return self.begun[-1]


class Agents:
    """A taker that rings nobody."""

    lease: Lease | None = None

    def offered(self, lease: Lease, choice: Choice) -> None:
        self.lease = lease

    def withdrawn(self, lease: Lease, why: str) -> None:
        self.lease = None


class Town:
    """A book among doubles."""

    def __init__(self, guide: CallGuide, patch: pytest.MonkeyPatch) -> None:
        self.minute = NOON
        patch.setattr(book_module, "minutes", lambda _now: self.minute)
        for module in (book_module, callbacks_module, listed_module):
            patch.setattr(module, "time", SimpleNamespace(time=now))
        patch.setattr(round_module, "time", SimpleNamespace(time_ns=lambda: int(now() * 1e9)))
        self.store, self.outside, self.lines = Store(), Outside(), Running()
        self.events: list[Event] = []
        self.floor = Floor(*seated({"wang": ("1001", "*")}, ["urban"], 10), self.events.append)
        live = cast(Live, SimpleNamespace(guide=guide))
        self.book = CallbackBook(self.store, self.outside, live, "n1", self.events.append)
        self.callbacks = Callbacks(self.book, live, self.floor)
        self.task: asyncio.Task[None] | None = None

    def calls_again(self, call: str) -> float | None:
        """For how long they have waited already, as far as is known at once."""
        self.callbacks.calls_again(call, NUMBER)
        return self.callbacks.waited_s(call)

    async def look(self) -> None:
        """The book looks once, at least."""
        if self.task is None:
            self.task = asyncio.create_task(self.book.run(self.lines))
        await asyncio.sleep(LOOK_S)

    @property
    def closed(self) -> list[CallbackResult]:
        return [event.result for event in self.events if isinstance(event, CallbackClosed)]

    @property
    def tried(self) -> list[int]:
        return [event.attempt for event in self.events if isinstance(event, CallbackTried)]
