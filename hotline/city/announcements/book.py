"""The announcements of a running service: published by people, given to calls, counted, ended in time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from contracts import AnnouncementEnded, AnnouncementHeard, AnnouncementPublished, Event, Fault
from hotline.city.announcements.announcement import (
    MOST_RUNNING,
    Announcement,
    AnnouncementError,
    Effect,
    Wording,
)
from hotline.city.announcements.store import AnnouncementStore
from hotline.city.live import LiveCity
from hotline.machine.tasks import background
from hotline.records.again import Again
from hotline.records.bus import EventBus
from hotline.records.database.records import RecordsUnavailable
from ivr.dialogue.hours.notices import Notice

log = logging.getLogger(__name__)

OTHERS_S = 2.0
"""After so long what another node has done has its effect here."""
LOOK_S = 600.0
"""So often a node looks that has the database for itself: it is told of what commands have done."""
AGAIN_S = 5.0
"""After so long a database that was away is tried again."""

Speak = Callable[[Sequence[str]], Awaitable[Sequence[str]]]
"""Makes the sound of those texts; returns those that nothing can say."""


class AnnouncementBook:
    """Of one node. Made by `opened`."""

    def __init__(
        self,
        store: AnnouncementStore,
        live: LiveCity,
        speak: Speak,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._live = live
        self._speak = speak
        self._publish = publish
        self._running: dict[int, Announcement] = {}
        """Those that callers hear here."""
        self._unspoken: set[int] = set()
        self._changing = asyncio.Lock()
        self._woken = asyncio.Event()
        self._counting = Again()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, live: LiveCity, speak: Speak, bus: EventBus
    ) -> AsyncIterator[AnnouncementBook]:
        """In the records' database at `url`; hears of all events."""
        async with AnnouncementStore.opened(url) as store:
            book = cls(store, live, speak, bus.publish)
            bus.listen(book.take)
            async with background(book.run(), "announcements"):
                yield book
            await book._counting.end()

    @property
    def store(self) -> AnnouncementStore:
        """For those who show it."""
        return self._store

    def notices(self, dialled: str = "") -> Sequence[Notice]:
        """What a call to that number that begins now is given, the newest first."""
        now, districts, here = time.time(), self._live.districts(), self._live.city().numbers.get(dialled, "")
        found = [one for one in self._running.values() if one.runs(now)]
        return [one.notice(districts, here) for one in sorted(found, key=lambda one: -one.id)]

    def take(self, event: Event) -> None:
        """Hears of every event of the bus, those among them that a command has left."""
        if isinstance(event, AnnouncementHeard):
            count = partial(self._store.heard, event.announcement, event.call, event.outcome, event.at)
            self._counting.put(count, f"call {event.call} is not counted with its announcement")
        elif isinstance(event, AnnouncementEnded) and event.announcement in self._running:
            self._woken.set()

    async def run(self) -> None:
        """For as long as the service runs: looks when one is over or was ended, and for what other nodes
        have done."""
        while True:
            self._woken.clear()
            try:
                await self.look()
                pause_s = self._pause_s()
            except RecordsUnavailable as error:
                log.warning("announcements go on as they are: %s", error)
                pause_s = AGAIN_S
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._woken.wait()

    async def look(self) -> None:
        """Takes over what others have done, and ends what is over. Raises `RecordsUnavailable`."""
        running: dict[int, Announcement] = {}
        async with self._changing:  # what is published or ended meanwhile is not overwritten
            for one in await self._store.running():
                if not one.runs(time.time()):
                    await self._end(one, "")
                elif one.id in self._running or await self._can_be_heard(one):
                    running[one.id] = one
            self._running = running

    async def publish(self, surge: str, district: str, wording: Wording, by: str) -> Announcement:
        """Callers hear it from now on. Raises `AnnouncementError`, `RecordsUnavailable`."""
        wording = wording.checked(time.time())
        async with self._changing:
            running = await self._store.running()
            if any(one.surge == surge for one in running):
                raise AnnouncementError("这条预警已有公告在播，请先结束它 / End the one that runs first")
            if len(running) >= MOST_RUNNING:
                raise AnnouncementError("在播的公告太多，请先结束一些 / Too many run: end some first")
            if await self._speak(self._texts(wording)):
                raise AnnouncementError(
                    "语音合成读不出这段话，没有发布 / No voice can say this: not published"
                )
            done = await self._store.publish(surge, district, wording, time.time(), by)
            self._running[done.id] = done
        self._woken.set()  # to look again when it is over
        log.info("announcement %d is heard (by %s)", done.id, by)
        self._publish(
            AnnouncementPublished(
                by=by,
                announcement=done.id,
                surge=surge,
                district=district,
                text=wording.text,
                ends=wording.ends,
            )
        )
        return done

    async def end(self, id: int, by: str) -> None:
        """Nobody hears it any more. Raises `AnnouncementError`, `RecordsUnavailable`."""
        async with self._changing:
            found = next((one for one in await self._store.running() if one.id == id), None)
            done = found is not None and await self._end(found, by)
        if not done:
            raise AnnouncementError("这条公告已经结束 / It has ended already")

    async def settled(self) -> None:
        """Waits until all that was heard is counted."""
        await self._counting.settled()

    def _pause_s(self) -> float:
        """Until there may be something to be seen."""
        over = min((one.wording.ends for one in self._running.values()), default=math.inf) - time.time()
        return max(0.0, min(over, OTHERS_S if self._store.shared else LOOK_S))

    async def _end(self, one: Announcement, by: str) -> bool:
        """False: another node was faster."""
        self._running.pop(one.id, None)
        if not await self._store.end(one.id, time.time(), by):
            return False
        effect = (await self._store.effects([one.id])).get(one.id, Effect())
        log.info("announcement %d has ended", one.id)
        self._publish(ended(one, effect, by))
        return True

    async def _can_be_heard(self, one: Announcement) -> bool:
        """Whether there is a voice for it here; where there is none that is told once, and callers are put
        through as if there were no announcement."""
        if not await self._speak(self._texts(one.wording)):
            self._unspoken.discard(one.id)
            return True
        if one.id not in self._unspoken:
            self._unspoken.add(one.id)
            message = f"announcement {one.id}: no voice can say it"
            self._publish(Fault(part="announcements", message=message, done="its callers are put through"))
        return False

    def _texts(self, wording: Wording) -> list[str]:
        return [wording.text, self._live.ivr().dialogue.prompts.want_human]


def ended(one: Announcement, effect: Effect, by: str) -> AnnouncementEnded:
    """The event that tells so."""
    return AnnouncementEnded(
        by=by,
        announcement=one.id,
        surge=one.surge,
        told=effect.told,
        answered=effect.answered,
        human=effect.human,
    )
