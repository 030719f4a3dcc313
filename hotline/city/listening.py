"""Calls of this node that run, by their events: each is handed on when it is known what it is about."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from contracts import CallEnded, CallQueued, CallStarted, Decided, Event, TranscriptFinal
from hotline.city.call import CityCall
from hotline.city.heard import Heard
from hotline.city.kept.store import CityStore
from hotline.city.live import LiveCity
from hotline.records.again import Again

log = logging.getLogger(__name__)

MOST_HEARD = 5000
"""Calls that run, of which it is known what was said; and calls that wait to be taken in."""


class Listening:
    """Notes each call in `store`, so that one that is not taken in is known after a restart."""

    def __init__(self, store: CityStore, live: LiveCity, number_of: Callable[[str], str]) -> None:
        """`number_of` a call: the caller's number in full, or empty."""
        self.waiting: asyncio.Queue[tuple[str, Heard | CityCall]] = asyncio.Queue(MOST_HEARD)
        """Calls that are to be taken in."""
        self.noting = Again()
        self._store = store
        self._live = live
        self._number_of = number_of
        self._heard: OrderedDict[str, Heard] = OrderedDict()
        self._dialled: OrderedDict[str, str | None] = OrderedDict()
        """None: the call counts where it came in, at another machine."""

    def take(self, event: Event) -> None:
        """One of any call. A call is handed on as soon as it is known what it is about, and it waits for an
        agent; else when it is over."""
        if isinstance(event, CallStarted):
            self._dialled[event.call] = None if event.moved_from is not None else event.dialled
            while len(self._dialled) > MOST_HEARD:
                self._dialled.popitem(last=False)
        if not isinstance(event, TranscriptFinal | Decided | CallQueued | CallEnded):
            return
        if self._dialled.get(event.call, "") is None:
            if isinstance(event, CallEnded):
                del self._dialled[event.call]
            return
        heard = self._heard.get(event.call)
        if heard is None:
            heard = self._heard[event.call] = Heard(event.at, self._dialled.pop(event.call, "") or "")
            note = partial(self._store.note, event.call, self._number_of(event.call), event.at)
            self.noting.put(note, f"call {event.call} is missing in the city's view")
            while len(self._heard) > MOST_HEARD:
                self._heard.popitem(last=False)
        heard.take(event, self._addresses())
        match event:
            case CallQueued() if heard.understood:
                self._hand_on(event.call, heard)
            case CallEnded():
                self._hand_on(event.call, heard)
                del self._heard[event.call]

    async def catch_up(self, call: str) -> None:
        """A call of which the last process heard, and which it did not take in. Raises RecordsUnavailable."""
        events = await self._store.events(call)
        heard = self._heard.get(call) or Heard(events[0].at if events else time.time())
        for event in events:
            heard.take(event, self._addresses())
        if any(isinstance(event, CallEnded) for event in events):
            self._hand_on(call, heard)
        else:
            self._heard.setdefault(call, heard)

    def _hand_on(self, call: str, heard: Heard) -> None:
        try:
            self.waiting.put_nowait((call, heard))
        except asyncio.QueueFull:
            log.error("the city's view has no room for call %s: it comes when the service starts again", call)

    def _addresses(self) -> set[str]:
        return {one.id for one in self._live.ivr().questions if one.kind == "address"}
