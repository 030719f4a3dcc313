"""The service's connection to Asterisk: calls come by it, and what stands is put right when it is back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from contracts import Event, Fault
from hotline.calls.phones.states import PhoneStates
from hotline.calls.running_calls import RunningCalls
from hotline.calls.unended import Unended
from hotline.machine.tasks import background, start_task
from telephony.ari.client import Ari

log = logging.getLogger(__name__)

AGAIN_S = 1.0
"""Between two looks at an Asterisk that is connected and does not answer, as one that is very busy."""

Past = Callable[[str], Awaitable[Sequence[Event]]]
"""(id of a call) -> its record."""


class Connection:
    """Asterisk may go and come back at any time; running calls go on in it meanwhile."""

    def __init__(
        self,
        ari: Ari,
        lines: RunningCalls,
        phones: PhoneStates,
        past: Past,
        unended: Unended,
        publish: Callable[[Event], None],
    ) -> None:
        """`past` is asked about conversations that are found running."""
        self._ari = ari
        self._lines = lines
        self._phones = phones
        self._past = past
        self._unended = unended
        self._publish = publish
        self._settling: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Takes calls for as long as the context lasts; then every caller is left in safe hands."""
        events = self._lines.switchboard.handle
        async with background(self._ari.listen(events, self._connected, self._lost), "ari"):
            try:
                yield
            finally:
                # Events still come: whoever leaves a call waits for what Asterisk says about it.
                await self._lines.leave()

    def _connected(self) -> None:
        log.info("connected to Asterisk")
        # A task of its own: the event socket must be read while we look.
        start_task(self._settle(), self._settling)

    def _lost(self, why: str) -> None:
        for looking in self._settling:
            looking.cancel()  # it begins anew with the next connection
        if self._lines.standing:
            self._lines.stand(False)
            self._publish(
                Fault(part="ari", message=why, done="trying again; running calls go on in Asterisk")
            )

    async def _settle(self) -> None:
        """What must be known before agents can be rung: who stands in Asterisk, whose phone is there. Until
        Asterisk has told: a conversation that is not found is one that nobody leads any more."""
        standing = await self._lines.reconcile(self._past)
        while standing is None:
            await asyncio.sleep(AGAIN_S)
            standing = await self._lines.reconcile(self._past)
        await self._unended.end(standing, self._lines.sessions)
        unknown = await self._phones.look_at_all()
        self._lines.stand(True)
        while unknown:
            await asyncio.sleep(AGAIN_S)
            unknown = await self._phones.look_at_all(unknown)
