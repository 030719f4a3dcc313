"""What must not be lost because the database was busy or away for a moment: written again, for a while."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from hotline.records.database.records import RecordsUnavailable

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
PATIENCE_S = 120.0
"""So long a writing is tried; then it is given up, and the log says so."""
END_S = 3.0
"""So long a shutdown waits for the last try of all: whoever ends us has not much more patience."""
MOST = 2000
"""Writings that wait at once; what comes beyond them is given up at once."""


class Again:
    """Small writings beside the records, each in a task of its own: nobody waits for them, and none for
    another, so that one that was put later may be written before."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Task[None]] = set()
        self._ending = asyncio.Event()

    def put(self, write: Callable[[], Awaitable[None]], lost: str) -> None:
        """Tries `write`, which raises `RecordsUnavailable` or is done; `lost`: what is logged where it is
        given up."""
        if len(self._waiting) >= MOST:
            log.error("%s: too many wait for the database", lost)
            return
        task = asyncio.create_task(self._write(write, lost))
        self._waiting.add(task)  # the event loop alone would not keep it alive
        task.add_done_callback(self._waiting.discard)

    async def settled(self, within_s: float | None = None) -> None:
        """Waits until all that was put is written or given up, no longer than that."""
        if waiting := set(self._waiting):
            await asyncio.wait(waiting, timeout=within_s)

    async def end(self) -> None:
        """Each is tried once more at once, and then given up; no later than after `END_S`."""
        self._ending.set()
        await self.settled(END_S)
        if self._waiting:
            log.error("%d writings were given up: the database does not answer", len(self._waiting))
        for late in self._waiting:
            late.cancel()

    async def _write(self, write: Callable[[], Awaitable[None]], lost: str) -> None:
        until, pause_s = time.monotonic() + PATIENCE_S, FIRST_PAUSE_S
        while True:
            last = self._ending.is_set() or time.monotonic() >= until
            try:
                await write()
                return
            except RecordsUnavailable as error:
                if last:
                    log.error("%s: %s", lost, error)
                    return
            await self._pause(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        except TimeoutError:
            pass
