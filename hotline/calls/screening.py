"""Who is on the list, asked at the start of every call: answered from memory, so that no call waits."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from agent_assist.refusal import ActionRefused
from agent_assist.screening.port import ListedCaller, Verdict
from contracts import Event, Screened, Standing
from hotline.machine.tasks import background
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.refused import refused
from hotline.records.database.screening.store import PURPOSE, NotPossible, ScreeningStore
from hotline.records.database.screening.table import Entry
from hotline.records.masking.masking import mask_number
from hotline.records.sealing import Seal
from ivr.settings.callers.screening import ScreeningSettings

log = logging.getLogger(__name__)

REFRESH_S = 5.0
"""After so long what another process (`hotline screening`, another node) changed has its effect."""

REMEMBERED = 2000
"""Calls whose number is known, for agents who mark a caller during or after a call."""


class ScreeningList:
    """The list as the running service knows it, and what desks do with it (agent_assist.screening.port)."""

    def __init__(
        self,
        store: ScreeningStore,
        settings: Callable[[], ScreeningSettings],
        publish: Callable[[Event], None],
    ) -> None:
        """`settings` are those of the configuration that is live."""
        self._store = store
        self._settings = settings
        self._publish = publish
        self._active: dict[str, Entry] = {}
        self._numbers: OrderedDict[str, str] = OrderedDict()
        self._away = False

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        url: str,
        secret: str,
        settings: Callable[[], ScreeningSettings],
        publish: Callable[[Event], None],
    ) -> AsyncIterator[ScreeningList]:
        """The list in the records' database at `url`, sealed with `secret`, looked at every few seconds."""
        async with ScreeningStore.opened(url, Seal(secret, PURPOSE)) as store:
            gate = cls(store, settings, publish)
            async with background(gate.watch(), "nuisance callers"):
                yield gate

    def meet(self, call: str, number: str) -> Standing | None:
        """The standing of a caller whose call begins; publishes it when there is one."""
        self.know(call, number)
        name = self._store.name_of(number)
        entry = self._active.get(name) if name is not None and self._settings().enabled else None
        if entry is None or (entry.until or 0) <= time.time():
            return None
        log.info("call %s: %s is on the %s list (entry %d)", call, entry.masked, entry.standing, entry.id)
        self._publish(Screened(call=call, standing=entry.standing, reason=entry.reason))
        return entry.standing

    def know(self, call: str, number: str) -> None:
        """That call is one with that number: also one that we make, or that was there before us."""
        self._numbers[call] = number
        while len(self._numbers) > REMEMBERED:
            self._numbers.popitem(last=False)

    async def watch(self) -> None:
        """For as long as the service runs."""
        while True:
            await self.look()
            await asyncio.sleep(REFRESH_S)

    async def look(self) -> None:
        """Takes over the list as it is now; while the database is away, the last known one stays."""
        try:
            entries = await self._store.listed(("active",))
        except RecordsUnavailable as error:
            if not self._away:
                log.warning("the list of nuisance callers cannot be read: %s", error)
            self._away = True
            return
        self._away = False
        self._active = {entry.name: entry for entry in entries if entry.name is not None}

    def number_of(self, call: str) -> str:
        """The caller's number in full; empty when it is not known any more."""
        return self._numbers.get(call, "")

    # what desks may do

    async def propose(self, call: str, reason: str, by: str) -> None:
        if not self._settings().enabled:
            raise ActionRefused("骚扰来电名单已停用 / The list is switched off")
        number = self._numbers.get(call)
        if number is None:
            raise ActionRefused("这通电话的号码已不可查，请在下次来电时标记 / The number is no longer known")
        with _refused():
            await self._store.propose(number, reason, by, call)
        log.info("%s proposes %s (call %s) for the list", by, mask_number(number), call)

    async def listed(self) -> Sequence[ListedCaller]:
        with _refused():
            entries = await self._store.listed()
        return [
            ListedCaller(
                id=entry.id,
                number=entry.masked,
                standing=entry.standing,
                proposed=entry.state == "proposed",
                reason=entry.reason,
                call=entry.call,
                by=entry.proposed_by,
                at=entry.proposed_at,
                until=entry.until,
            )
            for entry in entries
        ]

    async def decide(self, entry: int, verdict: Verdict, by: str) -> None:
        with _refused():
            match verdict:
                case "grey" | "black":
                    await self._store.confirm(entry, verdict, by, self._settings().days)
                case "reject":
                    await self._store.reject(entry, by)
                case "remove":
                    await self._store.remove(entry, by)
        log.info("%s decides on entry %d of the list: %s", by, entry, verdict)
        await self.look()


@contextmanager
def _refused() -> Iterator[None]:
    """What the store refuses, as desks say it."""
    try:
        with refused():
            yield
    except NotPossible as error:
        raise ActionRefused(str(error)) from error
