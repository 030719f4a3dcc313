"""What those who wait are offered where nobody answers: to leave a message, which becomes a case."""

from __future__ import annotations

import functools
from datetime import datetime

from hotline.calls.call.parts import Elsewhere
from hotline.calls.call.queue.offers import Offer
from hotline.cases.book import CaseBook
from hotline.guidance.live import Live
from ivr.dialogue.cases.draft import Draft
from ivr.dialogue.cases.message import CaseMessage
from ivr.dialogue.short.in_danger import UntilDanger
from ivr.settings.distribution.cases import CaseSettings
from telephony.calls.place import Place
from telephony.distributor.floor import Floor

SHORTEST = 7
"""Digits of a number that a citizen can be reached under."""


class Messages:
    """Of one node. Implements hotline.calls.call.parts.Messages."""

    def __init__(self, book: CaseBook, live: Live, floor: Floor, elsewhere: Elsewhere) -> None:
        """`elsewhere`: who may take callers at other machines."""
        self._book = book
        self._live = live
        self._floor = floor
        self._elsewhere = elsewhere

    @property
    def key(self) -> str:
        return self._settings.key if self._able else ""

    @property
    def nobody_after_s(self) -> float:
        return self._settings.nobody_after_s

    def due(self, place: Place, waited_s: float) -> bool:
        after_s = self._settings.offer_after_s if self._staffed(place.queue) else self.nobody_after_s
        return self._able and waited_s >= after_s

    def offer(self, call: str, caller: str, place: Place, *, asked_for: bool) -> Offer | None:
        guide, config = self._live.guide, self._live.guide.config
        if not self._able or place.foreign or place.queue in config.desk.emergency_queues:
            return None
        judge, now = guide.understanding, datetime.now()
        message = CaseMessage(
            config.ivr,
            judge,
            Draft(guide.gazetteer, now, self._book.known(call)),
            caller if len(caller.removeprefix("+")) >= SHORTEST else "",
            asked_for=asked_for,
            nobody=not self._staffed(place.queue),
        )
        machine = UntilDanger(message, guide.machine(call, caller, now), config.ivr, judge)
        return Offer(machine, write_case=functools.partial(self._book.write, call, caller, place.queue))

    def _staffed(self, queue: str) -> bool:
        return self._floor.staffed(queue) or self._elsewhere.staffed(queue)

    @property
    def _able(self) -> bool:
        return self._settings.enabled and self._settings.messages

    @property
    def _settings(self) -> CaseSettings:
        return self._live.guide.config.ivr.cases
