"""What those who wait are offered: to be called back instead."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Coroutine
from datetime import datetime

from contracts import CallbackResult
from hotline.calls.call.queue.offers import Offer
from hotline.calls.callbacks.book import CallbackBook
from hotline.guidance.live import Live
from hotline.machine.tasks import start_task
from hotline.records.database.callbacks.table import CallbackRow
from hotline.records.database.screening.table import caller_key
from ivr.dialogue.callbacks.offer import CallbackOffer
from ivr.dialogue.short.in_danger import UntilDanger
from telephony.calls.place import Place
from telephony.distributor.floor import Floor


class Callbacks:
    """Of one node. Implements hotline.calls.call.parts.CallBacks."""

    def __init__(self, book: CallbackBook, live: Live, floor: Floor) -> None:
        self._book = book
        self._live = live
        self._floor = floor
        self._tasks: set[asyncio.Task[object]] = set()

    def due(self, place: Place, waited_s: float) -> bool:
        return waited_s >= self._book.settings.offer_after_s

    @property
    def key(self) -> str:
        return self._book.settings.key

    def offer(self, call: str, caller: str, place: Place, *, asked_for: bool) -> Offer | None:
        guide, config = self._live.guide, self._live.guide.config
        if not self._book.may_dial() or place.foreign or place.queue in config.desk.emergency_queues:
            return None
        offer = CallbackOffer(
            config.ivr,
            guide.understanding.normaliser,
            caller if self._book.may_call(caller) else "",
            asked_for=asked_for,
        )
        usual = guide.machine(call, caller, datetime.now())
        machine = UntilDanger(offer, usual, config.ivr, guide.understanding)
        return Offer(machine, functools.partial(self._keep, call, place))

    def missed(self, call: str, caller: str, place: Place, *, lost: bool) -> None:
        settings = self._book.settings
        if lost:
            if self._keeps(caller):
                self._later(self._book.write_down("lost", call, caller, place, place.priority))
            return
        after_s = settings.missed_after_s
        late = after_s is not None and time.time() - place.since >= after_s
        if late and self._book.able and self._book.may_call(caller):
            self._later(self._book.write_down("missed", call, caller, place, settings.missed_priority))

    def stays(self, call: str) -> None:
        for row in self._book.of_call(call):
            self._withdraw(row, "withdrawn")

    def calls_again(self, call: str, caller: str) -> None:
        self._book.came.note(call, caller, time.time())
        row = self._book.of_caller(caller)
        if row is not None:
            self._withdraw(row, "called again")
            self._book.came.keep(call, row)

    def waited_s(self, call: str) -> float | None:
        return self._book.came.waited_s(call, time.time())

    async def _keep(self, call: str, place: Place, number: str) -> bool:
        if not self._book.may_call(number):
            return False
        row = await self._book.write_down("kept", call, number, place, place.priority)
        if row is None:
            return False
        if self._floor.position(call) == 0 and self._floor.queue(call) is not None:
            await self._book.close(row, "withdrawn")  # an agent has answered them while it was written down
            return False
        # The place is taken over; whoever was being rung for them is free again.
        self._floor.leave(call)
        return True

    def _keeps(self, caller: str) -> bool:
        """Whether the place of who was lost is written down: also where nobody is called, in case that they
        call again."""
        return self._book.may_call(caller) if self._book.able else caller_key(caller) is not None

    def _withdraw(self, row: CallbackRow, result: CallbackResult) -> None:
        self._book.forget(row)  # at once: nobody is called any more
        self._later(self._book.close(row, result))

    def _later(self, work: Coroutine[object, object, object]) -> None:
        start_task(work, self._tasks)
