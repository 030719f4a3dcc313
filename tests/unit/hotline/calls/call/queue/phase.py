"""A caller who waits in a queue, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from contracts import Event
from contracts.dialogue import Route
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.dialogue.speaker import Speaker
from hotline.calls.call.inbox import CallEndedError, CallerGone, CallInbox, Message
from hotline.calls.call.parts import CallParts
from hotline.calls.call.queue.waiting import Waiting
from hotline.calls.foreseen.foreseen import WaitRange
from telephony.ari.switchboard import Ownership, Switchboard
from telephony.calls.place import Meant
from telephony.distributor.floor import Floor
from telephony.settings import TelephonySettings
from tests.unit.hotline.calls.asterisk_doubles import ID, FakeCall
from tests.unit.hotline.calls.doubles import (
    FakeCallBacks,
    FakeGuide,
    FakeHearings,
    FakeMessages,
    FakePrompts,
    FakeWaitTalks,
)
from tests.unit.telephony.distributor.seats import seated

ANNOUNCE_S = 30.0
ROUTE = Route("urban", 0)
SEATS = {"wang": ("1001", "*"), "li": ("1002", "*")}


class Queue:
    """One waiting caller."""

    def __init__(self, *phones: str, seats: Mapping[str, tuple[str, str]] = SEATS) -> None:
        """`phones`: those that can be rung; `seats`: agent -> telephone and queue."""
        self.call = FakeCall()
        self.events: list[Event] = []
        self.inbox = CallInbox()
        self.prompts = FakePrompts()
        self.floor = Floor(*seated(seats, ["urban", "emergency"], 10), self.events.append)
        for phone in phones:
            self.floor.device(f"PJSIP/{phone}", "NOT_INUSE")
        self.board = Switchboard(lambda _incoming: None, self.floor.device)
        self.speaker: Speaker | None = None
        self.foresees: WaitRange | None = None
        self.callbacks, self.messages = FakeCallBacks(), FakeMessages()
        self.talks = FakeWaitTalks()
        self.hearings = FakeHearings()
        parts = CallParts(
            self.floor,
            self.prompts,
            TelephonySettings(ring_s=20, announce_s=ANNOUNCE_S),
            self.hearings,
            FakeGuide({}),
            self.events.append,
            lambda _call: self.foresees,
            self.callbacks,
            messages=self.messages,
            wait_talks=self.talks,
        )
        self.waiting = Waiting(
            CallContext(self.call, self.inbox, self.events.append),
            Ownership(self.board, lambda _event: None),
            parts,
            CallHearings(parts.hearings, ID, 8000),
        )
        self.task: asyncio.Task[str | None] | None = None

    async def start(
        self, route: Route = ROUTE, *, meant: Meant | None = None, lost: str | None = None
    ) -> None:
        run = self.waiting.run(route, self.speaker, "138", meant=meant, lost=lost)
        self.task = asyncio.create_task(run)
        await asyncio.sleep(0.001)

    async def put(self, message: Message) -> None:
        self.inbox.put(message)
        await asyncio.sleep(0.001)

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    async def stop(self) -> None:
        self.inbox.put(CallerGone(""))
        assert self.task is not None
        with pytest.raises(CallEndedError):
            await self.task
