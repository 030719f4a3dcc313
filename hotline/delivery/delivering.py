"""Deliveries of a running service: changes of cases are handed to their receivers, each sent by its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from contracts import CaseChanged, CaseCompleted, CaseDue, CaseOpened, Event
from hotline.cases.table import CaseRow
from hotline.configuration.delivery import DeliverySettings
from hotline.delivery.sender import FIRST_PAUSE_S, LOOK_S, Sender
from hotline.delivery.store import DeliveryStore
from hotline.machine.tasks import background
from hotline.records.bus import EventBus
from hotline.records.database.records import RecordsUnavailable
from hotline.records.sealing import Seal

log = logging.getLogger(__name__)


@asynccontextmanager
async def delivering(
    settings: DeliverySettings,
    url: str,
    seal: Seal,
    bus: EventBus,
    base: Path,
    *,
    first_pause_s: float = FIRST_PAUSE_S,
) -> AsyncIterator[None]:
    """For as long as the context lasts. `seal` is that of cases, `base` the folder that names of files count
    from.

    Without receivers changes are taken off all the same: who is configured later is not told of old ones.
    """

    def telephone_of(row: CaseRow) -> str | None:
        return None if row.sealed is None else seal.open(row.sealed)

    async with DeliveryStore.opened(url) as store, AsyncExitStack() as stack:
        senders = [
            Sender(
                hook,
                store,
                telephone_of,
                base=base,
                give_up_s=settings.give_up_h * 3600,
                on_fault=bus.publish,
                first_pause_s=first_pause_s,
            )
            for hook in settings.webhooks
        ]
        spreader = Spreader(settings, store, senders)
        bus.listen(spreader.take)
        await stack.enter_async_context(background(spreader.run(), "changes of cases"))
        for hook, sender in zip(settings.webhooks, senders, strict=True):
            await stack.enter_async_context(background(sender.run(), f"webhook {hook.id}"))
        yield


class Spreader:
    """Hands what changes to those who are to be told."""

    def __init__(self, settings: DeliverySettings, store: DeliveryStore, senders: Sequence[Sender]) -> None:
        self._settings = settings
        self._store = store
        self._senders = senders
        self._woken = asyncio.Event()

    def take(self, event: Event) -> None:
        """Hears of every event of the bus."""
        if isinstance(event, CaseOpened | CaseCompleted | CaseChanged | CaseDue):
            self._woken.set()

    async def run(self) -> None:
        """For as long as the service runs."""
        while True:
            self._woken.clear()
            try:
                while await self._store.spread(self._settings.webhooks, self._settings.most_waiting):
                    for sender in self._senders:
                        sender.woken.set()
            except RecordsUnavailable as error:
                log.warning("changes of cases are handed on later: %s", error)
            try:
                await asyncio.wait_for(self._woken.wait(), LOOK_S)
            except TimeoutError:
                continue
