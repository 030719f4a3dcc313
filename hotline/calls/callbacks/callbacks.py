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
from hotline.calls.callbacks.lines import Lines
from hotline.calls.callbacks.round import begun
from hotline.calls.callbacks.session import CallBackSession
from hotline.guidance.live import Live
from hotline.records.database.callbacks import PURPOSE, CallbackStore, to_dial
from hotline.records.database.callbacks_table import CallbackRow
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.screening_table import caller_key
from hotline.records.sealing import Seal, SealError
from ivr.dialogue.callbacks.in_danger import UntilDanger
from ivr.dialogue.callbacks.offer import CallbackOffer
from ivr.settings.calendar import minutes
from ivr.settings.callbacks import CallbackSettings
from telephony.ari.client import Ari
from telephony.calls.dialler import Dialler
from telephony.calls.place import Place
from telephony.distributor.floor import Floor

log = logging.getLogger(__name__)

REFRESH_S = 2.0
"""After so long what a command, or another process, changed has its effect."""
SOON_S = 30.0
"""Whom we could not even dial is called again after so long."""


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
        self._tasks: set[asyncio.Task[object]] = set()
        self._away = False
        self._tidy = False
        """Whether nothing is left of a service before us, which may have died at any moment."""

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
        lines.on_end = self._look.set  # who is to be called may have hung up
        while True:
            await lines.ready.wait()
            self._look.clear()
            await self._refresh()
            rows = list(self._open.values())
            may = bool(rows) and self.may_dial() and await self._dialler.free()
            for row in rows:
                await self._see_to(row, lines, may=may)
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
        if not self.may_dial() or place.foreign or place.queue in config.desk.emergency_queues:
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
            self._later(self._book("missed", call, caller, place, self._settings.missed_priority))

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

    def may_dial(self) -> bool:
        hours = self._settings.hours
        return self._able and hours.start <= minutes(datetime.now().time()) < hours.end

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
        await self._close(replace(row, attempts=row.attempts + 1), "reached")

    async def declined(self, row: CallbackRow) -> None:
        self._running.pop(row.id, None)
        await self._close(replace(row, attempts=row.attempts + 1), "declined")

    async def failed(self, row: CallbackRow, call: str, why: Tried) -> None:
        if not self._over_now(row, call):
            return
        attempts = row.attempts + 1
        last = attempts >= self._settings.attempts or why == "wrong number"
        next_at = None if last else time.time() + self._settings.retry_s
        tried = CallbackTried(call=call, callback=str(row.id), outcome=why, attempt=attempts, next_at=next_at)
        self._publish(tried)
        if next_at is None:
            await self._close(replace(row, attempts=attempts), "not reached")
            return
        await self._again(row, attempts, next_at)

    async def put_off(self, row: CallbackRow, call: str) -> None:
        if self._over_now(row, call):
            await self._again(row, row.attempts, time.time() + SOON_S)

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
        if not self._may_call(number):
            return False
        row = await self._book("kept", call, number, place, place.priority)
        if row is None:
            return False
        if self._floor.position(call) == 0 and self._floor.queue(call) is not None:
            await self._close(row, "withdrawn")  # an agent has answered them while it was written down
            return False
        # The place is taken over; whoever was being rung for them is free again.
        self._floor.leave(call)
        return True

    async def _book(
        self, kind: CallbackKind, call: str, number: str, place: Place, priority: int
    ) -> CallbackRow | None:
        try:
            row, new = await self._store.book(self._node, kind, call, number, place, priority)
        except RecordsUnavailable as error:
            self._fault(error, "no call-back is written down; the caller is told so")
            return None
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
        if row.node == self._node and row.id not in self._running:
            self._over.discard(row.id)  # the database may not have been told that it was over
            self._keep_newer(row)
            self._look.set()
        return row

    async def _refresh(self) -> None:
        """What the database says: it is changed by commands, too. While it is away, the last known holds."""
        known = set(self._open)
        try:
            if not self._tidy:
                await self._tidy_up()
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
                self._told(row, "withdrawn")
        for row in rows.values():
            if row.id not in self._over:
                self._keep_newer(row)

    async def _tidy_up(self) -> None:
        for row in await self._store.forget_left(self._node, but=self._over):
            self._told(row, row.result or "reached")
        self._tidy = True

    def _keep_newer(self, row: CallbackRow) -> None:
        """The database may have been away, or asked before the last attempt."""
        known = self._open.get(row.id)
        if known is None or (known.attempts, known.next_at) <= (row.attempts, row.next_at):
            self._open[row.id] = row

    async def _see_to(self, row: CallbackRow, lines: Lines, *, may: bool) -> None:
        """`may`: citizens are called now, and a line is free; else those in line for an agent wait at home
        without one, and nobody is rung for them."""
        now = time.time()
        session = self._running.get(row.id)
        if self._open.get(row.id) is not row or (session is not None and session.dials):
            return
        if now - row.created > self._settings.keep_h * 3600:
            await self._close(row, "not reached")
            return
        if session is not None and not may:
            del self._running[row.id]
            session.cancel()
        if session is not None or not may or row.next_at > now or row.call in lines.sessions:
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
        self._running[row.id] = lines.call_back(begun(row, number, self._live.guide, self._dialler, self))

    def _over_now(self, row: CallbackRow, call: str) -> bool:
        """Ends that call for us. False when it was over before."""
        session = self._running.get(row.id)
        if session is None or session.id != call:
            return False
        del self._running[row.id]
        return True

    async def _again(self, row: CallbackRow, attempts: int, next_at: float) -> None:
        self._open.pop(row.id, None)
        self._over.add(row.id)
        await self._try(self._store.again(row.id, attempts, next_at))
        self._over.discard(row.id)
        self._open[row.id] = replace(row, attempts=attempts, next_at=next_at)

    def _forget(self, row: CallbackRow) -> None:
        self._open.pop(row.id, None)
        self._over.add(row.id)
        session = self._running.pop(row.id, None)
        if session is not None:
            session.cancel()

    async def _close(self, row: CallbackRow, result: CallbackResult) -> None:
        self._forget(row)
        self._told(row, result)
        await self._try(self._store.forget(row.id, result))

    def _told(self, row: CallbackRow, result: CallbackResult) -> None:
        id = str(row.id)
        self._publish(CallbackClosed(callback=id, kind=row.kind, result=result, attempts=row.attempts))

    async def _try(self, change: Coroutine[object, object, object]) -> None:
        try:
            await change
        except RecordsUnavailable as error:
            self._fault(error, "a call-back is not written down as it is now")

    def _fault(self, error: Exception, done: str) -> None:
        self._publish(Fault(part="database", message=str(error), done=done))

    def _later(self, work: Coroutine[object, object, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
