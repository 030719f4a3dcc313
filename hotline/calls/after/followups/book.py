"""The book of follow-up calls: who is to be called when, and which calls are under way."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contracts import Event, Fault, FollowupAnswer, FollowupClosed, FollowupResult, FollowupTried, Tried
from hotline.calls.after.followups.round import FollowupRound, begun
from hotline.calls.after.followups.session import FollowUpSession
from hotline.guidance.live import Live
from hotline.machine.tasks import background
from hotline.records.database.followups.store import PURPOSE, FollowupStore
from hotline.records.database.followups.table import FollowupRow
from hotline.records.database.records import RecordsUnavailable
from hotline.records.masking.outbound import outbound
from hotline.records.sealing import Seal, SealError
from ivr.settings.after.followups import FollowupSettings
from ivr.settings.distribution.calendar import minutes
from telephony.ari.client import Ari
from telephony.calls.dialler import Dialler

log = logging.getLogger(__name__)

DAY_S, FORGET_S = 86_400.0, 3600.0
"""FORGET_S: how often old answers are looked for."""
REFRESH_S = 2.0
"""After so long what a command has changed has its effect."""
SOON_S = 30.0
"""Whom we could not even dial is called again after so long."""
LOOKED_AT = 100
"""Of those whose time has come: some may be on the telephone with us."""


Change = Callable[[], Awaitable[bool]]
"""Of a row: whether it still could be made."""


class Lines(Protocol):
    """The running calls, as the book needs them (hotline.calls.running_calls.RunningCalls)."""

    ready: asyncio.Event
    """Set while calls can be made."""

    def on_line(self, number: str) -> bool:
        """Whether that citizen is in a call of ours."""

    def follow_up(self, round: FollowupRound) -> FollowUpSession:
        """Begins one."""


class FollowupBook:
    """Of one node. Implements round.Book; the rows of the database are the truth."""

    def __init__(
        self, store: FollowupStore, dialler: Dialler, live: Live, node: str, publish: Callable[[Event], None]
    ) -> None:
        self._store = store
        self._dialler = dialler
        self._live = live
        self._node = node
        self._publish = publish
        self._running: dict[int, FollowUpSession] = {}
        self._unwritten: dict[int, Change] = {}
        """By follow-up: what the database must be told yet, above all who wants no more calls."""
        self._away = False
        self._forget_at = 0.0
        """When old answers are looked for next, in seconds since the Unix epoch."""
        self._tidy = False
        """Whether nothing is left of a service before us, which may have died at any moment."""

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, secret: str, ari: Ari, live: Live, publish: Callable[[Event], None], lines: Lines
    ) -> AsyncIterator[FollowupBook]:
        """The book in the records' database at `url`, sealed with `secret`; calls until the context ends."""
        settings = live.guide.config.telephony  # as for all else, that of the start
        async with FollowupStore.opened(url, Seal(secret, PURPOSE)) as store:
            book = cls(store, Dialler(ari, settings), live, settings.node, publish)
            async with background(book.run(lines), "follow-ups"):
                yield book

    async def run(self, lines: Lines) -> None:
        """Calls citizens whose time has come, for as long as the service runs."""
        while True:
            await lines.ready.wait()
            try:
                await self._look(lines)
            except RecordsUnavailable as error:
                if not self._away:
                    log.warning("follow-up calls cannot be read: %s", error)
                self._away = True
            else:
                self._away = False
            await asyncio.sleep(REFRESH_S)

    @property
    def settings(self) -> FollowupSettings:
        """Those that are live."""
        return self._live.guide.config.ivr.followups

    # a call that is under way (hotline.calls.after.followups.round.Book)

    def may_dial(self) -> bool:
        hours = self.settings.hours
        now = minutes(datetime.now().time())
        return self.settings.enabled and self._dialler.able and hours.start <= now < hours.end

    async def answered(self, row: FollowupRow) -> bool:
        try:
            return await self._store.answered(row.id)
        except RecordsUnavailable as error:
            self._fault(error, "the citizen is asked; it may be that they are called once more")
            return True

    async def closed(
        self, row: FollowupRow, result: FollowupResult, answers: Sequence[FollowupAnswer]
    ) -> None:
        self._running.pop(row.id, None)
        masked = outbound(self._event(row, result, answers)).answers
        values = {one.question: one.value for one in masked}
        if await self._write(row.id, lambda: self._store.close(row.id, result, values)):
            self._publish(self._event(row, result, answers))

    async def failed(self, row: FollowupRow, call: str, why: Tried) -> None:
        if row.id not in self._running:
            return  # taken back
        last = row.attempts >= self.settings.attempts or why == "wrong number"
        next_at = None if last else time.time() + self.settings.retry_s
        id = str(row.id)
        self._publish(
            FollowupTried(call=call, followup=id, outcome=why, attempt=row.attempts, next_at=next_at)
        )
        if next_at is None:
            await self.closed(row, "not reached", ())
            return
        self._running.pop(row.id, None)
        await self._write(row.id, lambda: self._store.again(row.id, next_at))

    async def put_off(self, row: FollowupRow) -> None:
        if self._running.pop(row.id, None) is not None:
            await self._write(row.id, lambda: self._store.put_off(row.id, time.time() + SOON_S))

    # the work behind it

    async def _look(self, lines: Lines) -> None:
        for id, change in list(self._unwritten.items()):
            await change()
            del self._unwritten[id]
        if not self._tidy:
            await self._store.close_left(self._node)
            self._tidy = True
        for row in await self._store.untold(self._node):
            if row.id in self._running:
                self._running.pop(row.id).cancel()  # taken back by a command
            if row.result is not None:
                self._publish(self._event(row, row.result, ()))
            await self._store.told(row.id)
        await self._forget_old(time.time())
        if not self.may_dial():
            return
        for row in await self._store.due(self._node, time.time(), LOOKED_AT):
            if len(self._running) >= self.settings.calls or not await self._dialler.free():
                return
            if row.id not in self._running:
                await self._begin(row, lines)

    async def _forget_old(self, now: float) -> None:
        days = self.settings.keep_days
        if days is not None and now >= self._forget_at:
            await self._store.forget(now - days * DAY_S)
            self._forget_at = now + FORGET_S

    async def _begin(self, row: FollowupRow, lines: Lines) -> None:
        if time.time() - row.created > self.settings.keep_h * 3600:
            await self.closed(row, "not reached", ())
            return
        try:
            number, topic = self._store.opened_of(row)
            if not self._dialler.may(number):
                raise ValueError("this number is not among those that may be dialled")
            if lines.on_line(number):
                return  # when they have hung up
            tried = replace(row, attempts=row.attempts + 1)
            round = begun(tried, number, topic, self._live.guide, self._dialler, self)
        except (SealError, ValueError, KeyError) as error:
            self._fault(error, "this citizen is not called")
            await self.closed(row, "not allowed", ())
            return
        # Before it rings: a service that dies now is no reason to call at once again.
        if await self._store.tries(row.id, time.time() + self.settings.retry_s):
            self._running[row.id] = lines.follow_up(round)

    def _event(
        self, row: FollowupRow, result: FollowupResult, answers: Sequence[FollowupAnswer]
    ) -> FollowupClosed:
        return FollowupClosed(
            followup=str(row.id),
            ref=row.ref,
            questions=row.questions,
            result=result,
            answers=tuple(answers),
            attempts=row.attempts,
        )

    async def _write(self, id: int, change: Change) -> bool:
        """False when the follow-up was over already. While the database is away it is told later."""
        try:
            return await change()
        except RecordsUnavailable as error:
            self._fault(error, "what came of a follow-up call is written down when the database is back")
            self._unwritten[id] = change
            return True

    def _fault(self, error: Exception, done: str) -> None:
        self._publish(Fault(part="follow-ups", message=str(error), done=done))
