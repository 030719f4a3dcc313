"""The book of call-backs: who is to be called when, and which calls are under way."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contracts import (
    CallbackBooked,
    CallbackClosed,
    CallbackKind,
    CallbackResult,
    CallbackTried,
    Event,
    Fault,
    Tried,
)
from hotline.calls.call.parts import Offer
from hotline.calls.callbacks.round import Round
from hotline.calls.callbacks.session import CallBackSession
from hotline.guidance.live import Live
from hotline.records.database.callbacks import PURPOSE, CallbackStore, to_dial
from hotline.records.database.callbacks_table import CallbackRow
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.screening_table import caller_key
from hotline.records.sealing import Seal, SealError
from ivr.dialogue.callbacks.in_danger import UntilDanger
from ivr.dialogue.callbacks.offer import CallbackOffer
from ivr.dialogue.callbacks.reached import Reached
from ivr.settings.calendar import Span, minutes
from ivr.settings.callbacks import CallbackSettings
from telephony.ari.client import Ari
from telephony.calls.dialler import Dialler
from telephony.calls.names import call_out
from telephony.calls.place import Place
from telephony.distributor.floor import Floor

log = logging.getLogger(__name__)

REFRESH_S = 2.0
"""After so long what a command, or another process, changed has its effect."""


class Lines(Protocol):
    """All calls of the node (hotline.calls.running_calls.RunningCalls)."""

    ready: asyncio.Event
    """Set while calls can be made."""

    def call_back(self, round: Round) -> CallBackSession:
        """Begins one."""


class Callbacks:
    """Of one node. Implements hotline.calls.call.parts.CallBacks and hotline.calls.callbacks.round.Book."""

    def __init__(
        self,
        store: CallbackStore,
        dialler: Dialler,
        live: Live,
        floor: Floor,
        node: str,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._dialler = dialler
        self._live = live
        self._floor = floor
        self._node = node
        self._publish = publish
        self._open: dict[int, CallbackRow] = {}
        self._running: dict[int, CallBackSession] = {}
        self._over: set[int] = set()
        """Those that are over for us, whatever the database says yet."""
        self._look = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._away = False

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        url: str,
        secret: str,
        ari: Ari,
        live: Live,
        floor: Floor,
        publish: Callable[[Event], None],
    ) -> AsyncIterator[Callbacks]:
        """The book in the records' database at `url`, sealed with `secret`. `run` calls."""
        settings = live.guide.config.telephony  # as for all else, that of the start
        async with CallbackStore.opened(url, Seal(secret, PURPOSE)) as store:
            yield cls(store, Dialler(ari, settings), live, floor, settings.node, publish)

    async def run(self, lines: Lines) -> None:
        """Calls citizens whose time has come, for as long as the service runs."""
        while True:
            await lines.ready.wait()
            self._look.clear()
            await self._refresh()
            for row in list(self._open.values()):
                await self._see_to(row, lines)
            try:
                await asyncio.wait_for(self._look.wait(), REFRESH_S)
            except TimeoutError:
                continue

    # those who wait (hotline.calls.call.parts.CallBacks)

    @property
    def offer_after_s(self) -> float:
        return self._settings.offer_after_s

    @property
    def key(self) -> str:
        return self._settings.key

    def offer(self, call: str, caller: str, place: Place, *, asked_for: bool) -> Offer | None:
        guide, config = self._live.guide, self._live.guide.config
        possible = self._able and _by_day(self._settings.hours) and not place.foreign
        if not possible or place.queue in config.desk.emergency_queues:
            return None
        offer = CallbackOffer(
            config.ivr,
            guide.understanding.normaliser,
            caller if self._may_call(caller) else "",
            asked_for=asked_for,
        )
        usual = guide.machine(call, caller, datetime.now())
        machine = UntilDanger(offer, usual, config.ivr, guide.understanding)
        return Offer(machine, functools.partial(self._keep, call, place))

    def missed(self, call: str, caller: str, place: Place) -> None:
        after_s = self._settings.missed_after_s
        late = after_s is not None and time.time() - place.since >= after_s
        if late and self._able and self._may_call(caller):
            self._later(self._missed(call, caller, place))

    def stays(self, call: str) -> None:
        for row in [row for row in self._open.values() if row.call == call]:
            self._forget(row)
            self._later(self._close(row, "withdrawn"))

    def calls_again(self, caller: str) -> float | None:
        name = self._store.name_of(caller)
        row = next((one for one in self._open.values() if name is not None and one.name == name), None)
        if row is None:
            return None
        self._forget(row)
        self._later(self._close(row, "called again"))
        return max(0.0, time.time() - row.queued_at) if row.kind == "kept" else None

    # a call that is under way (hotline.calls.callbacks.round.Book)

    async def answered(self, row: CallbackRow) -> bool:
        if row.id not in self._running:
            return False
        self._open.pop(row.id, None)
        self._over.add(row.id)
        try:
            return await self._store.answered(row.id, row.attempts + 1)
        except RecordsUnavailable as error:
            self._fault(error, "the citizen is put through; it may be that they are called once more")
            return True

    async def reached(self, row: CallbackRow) -> None:
        self._running.pop(row.id, None)
        self._told(row, "reached", row.attempts + 1)
        await self._try(self._store.forget(row.id, "reached"))

    async def declined(self, row: CallbackRow) -> None:
        self._running.pop(row.id, None)
        self._told(row, "declined", row.attempts + 1)
        await self._try(self._store.forget(row.id, "declined"))

    async def failed(self, row: CallbackRow, call: str, why: Tried) -> None:
        if self._running.pop(row.id, None) is None:
            return  # it was over before
        attempts = row.attempts + 1
        last = attempts >= self._settings.attempts or why == "wrong number"
        next_at = None if last else time.time() + self._settings.retry_s
        tried = CallbackTried(call=call, callback=str(row.id), outcome=why, attempt=attempts, next_at=next_at)
        self._publish(tried)
        if next_at is None:
            self._forget(row)
            self._told(row, "not reached", attempts)
            await self._try(self._store.forget(row.id, "not reached"))
            return
        self._over.add(row.id)
        await self._try(self._store.again(row.id, attempts, next_at))
        self._over.discard(row.id)
        self._open[row.id] = replace(row, attempts=attempts, next_at=next_at)

    async def ended(self, row: CallbackRow, call: str) -> None:
        if row.id in self._running:
            await self.failed(row, call, "network")

    # the work behind it

    @property
    def _settings(self) -> CallbackSettings:
        return self._live.guide.config.ivr.callbacks

    @property
    def _able(self) -> bool:
        return self._settings.enabled and self._dialler.able

    def _may_call(self, number: str) -> bool:
        key = caller_key(number)
        return key is not None and self._dialler.may(to_dial(key))

    async def _keep(self, call: str, place: Place, number: str) -> bool:
        if not self._may_call(number) or not await self._book("kept", call, number, place, place.priority):
            return False
        # The place is taken over; whoever was being rung for them is free again.
        self._floor.leave(call)
        return True

    async def _missed(self, call: str, caller: str, place: Place) -> None:
        await self._book("missed", call, caller, place, self._settings.missed_priority)

    async def _book(self, kind: CallbackKind, call: str, number: str, place: Place, priority: int) -> bool:
        try:
            row, new = await self._store.book(self._node, kind, call, number, place, priority)
        except RecordsUnavailable as error:
            self._fault(error, "no call-back is written down; the caller is told so")
            return False
        if new:
            self._publish(
                CallbackBooked(
                    call=call,
                    callback=str(row.id),
                    kind=kind,
                    number=row.masked,
                    queue=row.queue,
                    queued_at=row.queued_at,
                )
            )
            self._open[row.id] = row
            self._look.set()
        return True

    async def _refresh(self) -> None:
        """What the database says: it is changed by commands, too. While it is away, the last known holds."""
        known = set(self._open)
        try:
            rows = {row.id: row for row in await self._store.open(self._node)}
        except RecordsUnavailable as error:
            if not self._away:
                log.warning("call-backs cannot be read: %s", error)
            self._away = True
            return
        self._away = False
        for id in known - rows.keys():
            row = self._open.get(id)
            if row is not None:
                self._forget(row)
                self._told(row, "withdrawn", row.attempts)
        self._open |= {id: row for id, row in rows.items() if id not in self._over}

    async def _see_to(self, row: CallbackRow, lines: Lines) -> None:
        now = time.time()
        if row.id in self._running:
            return
        if now - row.created > self._settings.keep_h * 3600:
            await self._close(row, "not reached")
            return
        if row.next_at > now or not self._able or not _by_day(self._settings.hours):
            return
        try:
            number = self._store.number_of(row)
        except SealError as error:
            self._fault(error, "this citizen is not called back")
            await self._close(row, "not allowed")
            return
        if not self._dialler.may(number):
            await self._close(row, "not allowed")
            return
        guide = self._live.guide
        machine = Reached(
            guide.config.ivr, guide.understanding.normaliser, row.queue, missed=row.kind == "missed"
        )
        id = call_out(self._node, f"cb{row.id}.{time.time_ns() // 1_000_000}")
        self._running[row.id] = lines.call_back(
            Round(row, id, number, self._settings.ring_s, machine, self._dialler, self)
        )

    def _forget(self, row: CallbackRow) -> None:
        self._open.pop(row.id, None)
        self._over.add(row.id)
        session = self._running.pop(row.id, None)
        if session is not None:
            session.cancel()

    async def _close(self, row: CallbackRow, result: CallbackResult) -> None:
        self._forget(row)
        self._told(row, result, row.attempts)
        await self._try(self._store.forget(row.id, result))

    def _told(self, row: CallbackRow, result: CallbackResult, attempts: int) -> None:
        self._publish(CallbackClosed(callback=str(row.id), kind=row.kind, result=result, attempts=attempts))

    async def _try(self, change: Coroutine[object, object, object]) -> None:
        try:
            await change
        except RecordsUnavailable as error:
            self._fault(error, "a call-back is not written down as it is now")

    def _fault(self, error: Exception, done: str) -> None:
        self._publish(Fault(part="database", message=str(error), done=done))

    def _later(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _by_day(hours: Span) -> bool:
    """Whether citizens are called at this hour."""
    return hours.start <= minutes(datetime.now().time()) < hours.end
