"""Past calls for the desk: who called before, what was said; who looked."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from agent_assist.history.port import PastCall, Sought
from agent_assist.settings import DeskSettings
from contracts import CallEnded, CallQueued, EarlierCallsSeen, Event, HistorySearched
from hotline.machine.tasks import background
from hotline.records.again import Again
from hotline.records.bus import EventBus
from hotline.records.database.past.store import PURPOSE, PastRow, PastStore
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.refused import refused
from hotline.records.masking.masking import mask_said
from hotline.records.sealing import Seal

log = logging.getLogger(__name__)

MOST_EARLIER = 20
"""Earlier calls of a caller that are shown."""
SOON_S = 2.0
"""An agent who asks waits for no writing longer than that."""
DAY_S, TIDY_S = 86_400.0, 3600.0
"""TIDY_S: how often it is forgotten by which telephones old calls came."""


class PastCallBook:
    """Implements `agent_assist.history.port.PastCalls`. Made by `opened`."""

    def __init__(
        self,
        store: PastStore,
        keep_days: int,
        number_of: Callable[[str], str],
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._keep_days = keep_days
        self._number_of = number_of
        self._publish = publish
        self._writing = Again()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, secret: str, settings: DeskSettings, number_of: Callable[[str], str], bus: EventBus
    ) -> AsyncIterator[PastCallBook]:
        """In the records' database at `url`; `number_of` a call: the caller's number in full, or empty."""
        async with PastStore.opened(url, Seal(secret, PURPOSE)) as store:
            book = cls(store, settings.earlier_days, number_of, bus.publish)
            bus.listen(book.take)
            async with background(book.tidy(), "earlier calls"):
                try:
                    yield book
                finally:
                    await book._writing.end()

    def take(self, event: Event) -> None:
        """Hears of every event of the bus; when a call starts its number is not known here yet."""
        if not isinstance(event, CallQueued | CallEnded) or self._keep_days == 0:
            return
        note = partial(self._store.note, event.call, self._number_of(event.call), event.at)
        self._writing.put(note, f"call {event.call} is missing among its caller's earlier calls")

    async def settled(self) -> None:
        """Waits until what is to be written is written, or given up."""
        await self._writing.settled()

    async def tidy(self) -> None:
        """For as long as the service runs."""
        while True:
            try:
                await self._store.forget(time.time() - self._keep_days * DAY_S)
            except RecordsUnavailable as error:
                log.warning("it cannot be forgotten by which telephones old calls came: %s", error)
            await asyncio.sleep(TIDY_S)

    async def search(self, sought: Sought, by: str) -> list[PastCall]:
        with refused():
            rows = await self._store.search(sought.words, sought.since, sought.agent, sought.limit)
        self._publish(HistorySearched(agent=by, words=sought.words, found=len(rows)))
        return _shown(rows)

    async def earlier(self, call: str, by: str) -> list[PastCall]:
        await self._writing.settled(SOON_S)
        with refused():
            rows = await self._store.earlier(call, MOST_EARLIER)
        if rows:
            self._publish(EarlierCallsSeen(call=call, agent=by, calls=tuple(row.call.id for row in rows)))
        return _shown(rows)


def _shown(rows: Sequence[PastRow]) -> list[PastCall]:
    return [
        PastCall(
            id=row.call.id,
            caller=row.call.caller,
            started=row.call.started,
            ended=row.call.ended,
            queue=row.call.queue,
            intent=row.call.intent,
            agent=row.call.agent,
            code="" if row.wrapped_up is None else row.wrapped_up.code,
            note="" if row.wrapped_up is None else mask_said(row.wrapped_up.note),
            said=mask_said(row.said),
        )
        for row in rows
    ]
