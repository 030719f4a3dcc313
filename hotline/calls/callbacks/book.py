"""The book of call-backs: who is to be called when, and which calls are under way."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
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
from hotline.calls.callbacks.came import Came
from hotline.calls.callbacks.lines import Lines
from hotline.calls.callbacks.round import begun
from hotline.calls.callbacks.session import CallBackSession
from hotline.guidance.live import Live
from hotline.nodes.left_behind import LeftBehind
from hotline.records.database.callbacks.store import PURPOSE, CallbackStore, to_dial
from hotline.records.database.callbacks.table import CallbackRow
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.screening.table import caller_key
from hotline.records.sealing import Seal, SealError
from ivr.settings.distribution.calendar import minutes
from ivr.settings.distribution.callbacks import CallbackSettings
from telephony.ari.client import Ari
from telephony.calls.dialler import Dialler
from telephony.calls.place import Place

log = logging.getLogger(__name__)

REFRESH_S = 2.0
"""After so long what a command, or another process, changed has its effect."""
SOON_S = 30.0
"""Whom we could not even dial is called again after so long."""


class CallbackBook:
    """Of one node. Implements hotline.calls.callbacks.round.Book."""

    def __init__(
        self,
        store: CallbackStore,
        dialler: Dialler,
        live: Live,
        node: str,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self.dialler = dialler
        self._live = live
        self._node = node
        self._publish = publish
        self._open: dict[int, CallbackRow] = {}
        self._elsewhere: dict[str | None, CallbackRow] = {}
        """By name of the number: those whom another node is to call."""
        self._running: dict[int, CallBackSession] = {}
        self._over: set[int] = set()
        """Those that are over for us, whatever the database says yet."""
        self._unwritten: dict[int, tuple[CallbackRow, CallbackResult]] = {}
        """Of those that are over: what the database must be told yet, so that nobody is called once more."""
        self.came = Came(store.name_of)
        self._look = asyncio.Event()
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
        publish: Callable[[Event], None],
    ) -> AsyncIterator[CallbackBook]:
        """The book in the records' database at `url`, sealed with `secret`. `run` calls."""
        settings = live.guide.config.telephony  # as for all else, that of the start
        async with CallbackStore.opened(url, Seal(secret, PURPOSE)) as store:
            yield cls(store, Dialler(ari, settings), live, settings.node, publish)

    async def run(self, lines: Lines) -> None:
        """Calls citizens whose time has come, for as long as the service runs."""
        lines.on_end = self._look.set  # who is to be called may have hung up
        while True:
            await lines.ready.wait()
            self._look.clear()
            await self._refresh(lines)
            rows = list(self._open.values())
            may = bool(rows) and self.may_dial() and await self.dialler.free()
            for row in rows:
                await self._see_to(row, lines, may=may)
            try:
                await asyncio.wait_for(self._look.wait(), REFRESH_S)
            except TimeoutError:
                continue

    # who is in it

    @property
    def settings(self) -> CallbackSettings:
        """Those that are live."""
        return self._live.guide.config.ivr.callbacks

    @property
    def able(self) -> bool:
        """Whether citizens are called back at all."""
        return self.settings.enabled and self.dialler.able

    def may_call(self, number: str) -> bool:
        """Whether that number, as a caller shows it, may be called back."""
        key = caller_key(number)
        return key is not None and self.dialler.may(to_dial(key))

    @property
    def open(self) -> list[CallbackRow]:
        """Everybody who is to be called."""
        return list(self._open.values())

    def running(self, row: CallbackRow) -> CallBackSession | None:
        """The call that is under way for it."""
        return self._running.get(row.id)

    def of_call(self, call: str) -> list[CallbackRow]:
        """Those that were written down in that call and are not over."""
        return [row for row in self._open.values() if row.call == call]

    def of_caller(self, number: str) -> CallbackRow | None:
        """That of this number, if one is not over, whichever node is to call."""
        if (name := self._store.name_of(number)) is None:
            return None
        own = (row for row in self._open.values() if row.name == name)
        return next(own, self._elsewhere.get(name))

    async def write_down(
        self, kind: CallbackKind, call: str, number: str, place: Place, priority: int
    ) -> CallbackRow | None:
        """Whoever is in it already stays as they are. None while the database is away."""
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
            self._unwritten.pop(row.id, None)
            self._keep_newer(row)
            self._look.set()
        return row

    def take_over(self, left: Sequence[LeftBehind]) -> None:
        """They waited at a node that is lost, and are written down for this one. Looks at once."""
        for one in left:
            self._publish(
                CallbackBooked(
                    call=one.call,
                    callback=str(one.id),
                    kind="lost",
                    number=one.masked,
                    queue=one.queue,
                    queued_at=one.queued_at,
                )
            )
        self._look.set()

    def forget(self, row: CallbackRow) -> None:
        """It is over for us from now on: a call that is under way for it is cancelled. `close` tells."""
        self._open.pop(row.id, None)
        self._elsewhere.pop(row.name, None)
        self._over.add(row.id)
        session = self._running.pop(row.id, None)
        if session is not None:
            session.cancel()

    async def close(self, row: CallbackRow, result: CallbackResult) -> None:
        """It is over, with that result."""
        self.forget(row)
        if row.node == self._node:  # else whoever was to call finds and tells it
            self._told(row, result)
        self._unwritten[row.id] = row, result
        await self._try(self._write_ends())

    # a call that is under way (hotline.calls.callbacks.round.Book)

    def may_dial(self) -> bool:
        hours = self.settings.hours
        return self.able and hours.start <= minutes(datetime.now().time()) < hours.end

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
        await self.close(replace(row, attempts=row.attempts + 1), "reached")

    async def declined(self, row: CallbackRow) -> None:
        self._running.pop(row.id, None)
        await self.close(replace(row, attempts=row.attempts + 1), "declined")

    async def failed(self, row: CallbackRow, call: str, why: Tried) -> None:
        if not self._over_now(row, call):
            return
        attempts = row.attempts + 1
        last = attempts >= self.settings.attempts or why == "wrong number"
        next_at = None if last else time.time() + self.settings.retry_s
        tried = CallbackTried(call=call, callback=str(row.id), outcome=why, attempt=attempts, next_at=next_at)
        self._publish(tried)
        if next_at is None:
            await self.close(replace(row, attempts=attempts), "not reached")
            return
        await self._again(row, attempts, next_at)

    async def put_off(self, row: CallbackRow, call: str) -> None:
        if self._over_now(row, call):
            await self._again(row, row.attempts, time.time() + SOON_S)

    # the work behind it

    async def _refresh(self, lines: Lines) -> None:
        """What the database says: it is changed by commands, too. While it is away, the last known holds."""
        known = set(self._open)
        try:
            await self._write_ends()
            if not self._tidy:
                await self._tidy_up()
            everywhere = await self._store.open()
            rows = {row.id: row for row in everywhere if row.node == self._node}
            ended = {id: await self._store.result(id) for id in known - rows.keys()}
        except RecordsUnavailable as error:
            if not self._away:
                log.warning("call-backs cannot be read: %s", error)
            self._away = True
            return
        self._away = False
        for one in everywhere:
            if one.id not in self._over and self.came.since(one, time.time(), lines):
                await self.close(one, "called again")
        others = (row for row in everywhere if row.id not in rows and row.id not in self._over)
        self._elsewhere = {row.name: row for row in others}
        for id, result in ended.items():
            row = self._open.get(id)
            if row is not None:
                self.forget(row)
                self._told(row, result or "withdrawn")
        for row in rows.values():
            if row.id not in self._over:
                self._keep_newer(row)

    async def _write_ends(self) -> None:
        for id, (row, result) in list(self._unwritten.items()):
            # Who calls for another node may have reached them meanwhile.
            await (self._store.forget if row.node == self._node else self._store.close)(id, result)
            self._unwritten.pop(id, None)

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
        if now - row.created > self.settings.keep_h * 3600:
            await self.close(row, "not reached")
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
            await self.close(row, "not allowed")
            return
        if not self.dialler.may(number):
            await self.close(row, "not allowed")
            return
        if lines.on_line(number):
            return  # a follow-up call, perhaps
        self._running[row.id] = lines.call_back(begun(row, number, self._live.guide, self.dialler, self))

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
