"""The city's view of a running service: fed from calls beside the event loop, kept, and told as events."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

from contracts import Event, PersonDeleted, SurgeTold
from hotline.city.call import CityCall
from hotline.city.feed.inbox import FeedInbox
from hotline.city.heard import Heard
from hotline.city.kept.rows import Known, Written
from hotline.city.kept.store import CALLERS_DAYS, DAY_S, PURPOSE, CityStore
from hotline.city.listening import Listening
from hotline.city.live import LiveCity
from hotline.city.place import district_of
from hotline.city.surges.cell import LONGEST_S
from hotline.city.surges.thresholds import Thresholds
from hotline.city.surges.warning import Warning
from hotline.city.topics.segmenting import telling_words
from hotline.city.topics.topics import Topics
from hotline.city.view import CityView
from hotline.machine.tasks import background
from hotline.records.bus import EventBus
from hotline.records.database.records import RecordsUnavailable
from hotline.records.masking.masking import mask_said
from hotline.records.sealing import Seal
from ivr.dialogue.hours.calendar import Calendar

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Calls that are taken in and written in one go."""
AGAIN_S = 5.0
"""After so long a database that was away is tried again."""
LOOK_S = 10.0
"""After so long what a command has named or merged has its effect."""
KEEP_S = 600.0
"""How often what is common and usual is kept."""
FETCH_S = 1.0
"""So often messages of other channels are looked for."""
FETCHED_AT_ONCE = 200
OLD_S = 6 * 3600.0
"""What comes later than that is learned from, and raises no warning."""


class CityBook:
    """Of one node. Made by `opened`."""

    def __init__(
        self,
        store: CityStore,
        live: LiveCity,
        number_of: Callable[[str], str],
        publish: Callable[[Event], None],
        inbox: FeedInbox | None = None,
        node: str = "",
    ) -> None:
        """`number_of` a call: the caller's number in full, or empty. `inbox`: messages of other channels,
        those of `node` are taken in."""
        self._inbox = inbox
        self._node = node
        self._store = store
        self._live = live
        self._publish = publish
        self._view: CityView | None = None
        self._calls = Listening(store, live, number_of)
        self._deleted = False
        """Of somebody all was deleted in the database, and not yet here."""
        self._named: frozenset[int] = frozenset()
        self._looked = self._kept = 0.0

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        url: str,
        secret: str,
        live: LiveCity,
        number_of: Callable[[str], str],
        bus: EventBus,
        inbox: FeedInbox | None = None,
        node: str = "",
        after_s: float = 0.0,
    ) -> AsyncIterator[CityBook]:
        """In the records' database at `url`, sealed with `secret`; hears of all events, and begins `after_s`
        seconds later."""
        async with CityStore.opened(url, Seal(secret, PURPOSE)) as store:
            book = cls(store, live, number_of, bus.publish, inbox, node)
            bus.listen(book.take)
            feed = background(book.fetch(), "messages of other channels, taken in")
            async with background(book.run(after_s), "the city's view"), feed:
                yield book
            await book._calls.noting.end()
            await book.keep()

    @property
    def store(self) -> CityStore:
        """For those who show it."""
        return self._store

    def take(self, event: Event) -> None:
        """Hears of every event of the bus."""
        if isinstance(event, PersonDeleted):
            self._deleted = True
        self._calls.take(event)

    async def run(self, after_s: float) -> None:
        """For as long as the service runs."""
        await asyncio.sleep(after_s)
        self._view = await self._began()
        while True:
            batch = [await self._calls.waiting.get()]
            while len(batch) < AT_ONCE and not self._calls.waiting.empty():
                batch.append(self._calls.waiting.get_nowait())
            try:
                if self._deleted:
                    self._view = await self._anew(self._view)
                await self._take_in(self._view, batch)
            except Exception:  # one text that nobody thought of is not the end of it
                log.exception("%d calls are missing in the city's view", len(batch))
            for _ in batch:
                self._calls.waiting.task_done()

    async def fetch(self) -> None:
        """Messages of other channels, for as long as the service runs; calls go before."""
        tidied = False
        while self._inbox is not None:
            try:
                if not tidied:
                    await self._inbox.tidy()
                    tidied = True
                found = await self._inbox.waiting(self._node, FETCHED_AT_ONCE)
                for one in found:
                    await self._calls.waiting.put((one.call, one))
                await self._calls.waiting.join()
                if found:
                    await self._inbox.taken([one.call for one in found])
            except RecordsUnavailable as error:
                log.warning("messages of other channels wait for the database: %s", error)
            await asyncio.sleep(FETCH_S)

    async def settled(self) -> None:
        """Waits until all calls that are over are taken in."""
        await self._calls.noting.settled()
        await self._calls.waiting.join()

    async def keep(self) -> None:
        """Writes down what is common and what is usual."""
        if self._view is None:
            return
        view = self._view
        try:
            await self._store.keep(view.topics.common, view.surges.shares, view.hours, view.surges.now)
        except RecordsUnavailable as error:
            log.warning("what is usual in the city is not kept: %s", error)

    async def _began(self) -> CityView:
        """As the last process left it, and what that did not take in."""
        while True:
            now = time.time()
            try:
                known = await self._store.known(now - LONGEST_S)
                self._named = frozenset(await self._store.named())
                left = await self._store.left(now - LONGEST_S)
                for call in left:
                    await self._calls.catch_up(call)
                break
            except RecordsUnavailable as error:
                log.warning("the city's view waits for the database: %s", error)
                await asyncio.sleep(AGAIN_S)
        self._kept = self._looked = now
        return await self._view_of(known)

    async def _anew(self, view: CityView) -> CityView:
        """As the database has it now, where all of somebody was deleted; while it is away, as it was."""
        await self.keep()
        try:
            known = await self._store.known(time.time() - LONGEST_S)
        except RecordsUnavailable as error:
            log.warning("the city's view still knows who was deleted: %s", error)
            return view
        self._deleted = False
        return await self._view_of(known)

    async def _view_of(self, known: Known) -> CityView:
        topics = await asyncio.to_thread(Topics, known.topics, known.common, known.next_topic)
        await asyncio.to_thread(telling_words, "")  # the first one reads a dictionary: no call waits for it
        view = CityView(
            self._kind_of, topics, known.shares, known.warnings, known.hours, named=lambda: self._named
        )
        view.surges.thresholds = self._thresholds()
        for one, topic in known.recent:
            view.again(one, topic)
        return view

    async def _take_in(self, view: CityView, batch: list[tuple[str, Heard | CityCall]]) -> None:
        """Written once the database is there; what is told stands in it before."""
        once = dict(batch)  # what comes while the last process is caught up with comes twice
        calls = [one for call, heard in once.items() if (one := await self._call(call, heard)) is not None]
        calls.sort(key=lambda one: one.at)
        old = time.time() - OLD_S
        taken = await asyncio.to_thread(lambda: [view.take(one, quiet=one.at < old) for one in calls])
        written = Written.of(view, calls, taken)
        while True:
            try:
                await self._store.write(written, view.topics.common)
                break
            except RecordsUnavailable as error:
                log.warning("the city's view waits for the database: %s", error)
                await asyncio.sleep(AGAIN_S)
        for told in (one.seen.told for one in taken):
            if told is not None:
                await self._tell(told)
        await self._look(view)

    async def _call(self, call: str, heard: Heard | CityCall) -> CityCall | None:
        """None: it is taken in already."""
        communities = self._live.communities()
        if isinstance(heard, CityCall):
            named = district_of(heard.place, communities) or district_of(heard.text, communities)
            return replace(heard, community=named)
        await self._calls.noting.settled()
        try:
            caller = await self._store.caller_of(call)
        except RecordsUnavailable:
            caller = ""
        if caller is None:
            return None
        return CityCall(
            call,
            heard.at,
            caller,
            mask_said(heard.said),
            heard.district(self._live.districts(), self._live.city()),
            mask_said(heard.place),
            heard.queue,
            heard.community(communities),
            heard.dialled,
            self._live.units().get(heard.intent, ""),
        )

    async def _tell(self, warning: Warning) -> None:
        try:
            titles = await self._store.titles([warning.topic])
        except RecordsUnavailable:
            titles = {}
        name, words, sentence = titles.get(warning.topic, ("", "", ""))
        log.warning("more calls than usual: %s %s", name or words or "all matters", warning.district)
        self._publish(
            SurgeTold(
                surge=warning.id, matter=None if warning.of_all else warning.topic,
                words=name or words, sentence=sentence, district=warning.district, place=warning.place,
                since=warning.since, people=len(warning.callers), expected=warning.expected,
                odds=warning.odds, humble=warning.humble, calls=tuple(warning.calls),
            )
        )  # fmt: skip

    async def _look(self, view: CityView) -> None:
        """Takes over what commands have named and merged; keeps what is usual; forgets who called long
        ago."""
        now = time.time()
        try:
            if now - self._looked >= LOOK_S:
                self._looked = now
                view.surges.thresholds = self._thresholds()
                self._named = frozenset(await self._store.named())
                for old, into in (await self._store.merged()).items():
                    if view.topics.get(old) is not None and view.topics.get(into) is not None:
                        view.topics.merge(old, into)
                        view.surges.rename(old, into)
            if now - self._kept >= KEEP_S:
                self._kept = now
                await self._store.keep(view.topics.common, view.surges.shares, view.hours, view.surges.now)
                await self._store.forget(now - CALLERS_DAYS * DAY_S)
        except RecordsUnavailable as error:
            log.warning("the city's view cannot be looked after: %s", error)

    def _thresholds(self) -> Thresholds:
        settings = self._live.city()
        return Thresholds(settings.people, math.log(settings.odds), 3600 * settings.quiet_hours)

    def _kind_of(self, day: date) -> str:
        return Calendar(self._live.ivr().special_days).kind(day)
