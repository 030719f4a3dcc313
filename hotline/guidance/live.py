"""The configuration that new calls get, replaced as a whole while running calls keep theirs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from hotline.configuration.generations.effective import of
from hotline.configuration.generations.store import Generation, GenerationError, Generations
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide

log = logging.getLogger(__name__)

POLL_S = 0.25
"""How often a running service looks whether something was published."""


class Live:
    """Watches the store; on a new generation it prepares everything, then new calls get it."""

    def __init__(
        self,
        guide: CallGuide,
        store: Generations,
        build: Callable[[int, HotlineConfig], CallGuide],
        prepare: Callable[[HotlineConfig], Awaitable[None]],
        preparing: Callable[[Generation], None],
        took: Callable[[CallGuide, Generation], None],
        refused: Callable[[Generation, str], None],
    ) -> None:
        """`build` runs in a thread. `prepare` makes what a configuration needs before a caller may hear it:
        recordings of prompts. That may take minutes; it is cancelled when something else is published.

        `preparing` is told of each change, then `took` once it is live, or `refused` if it cannot be.
        """
        self.guide = guide
        self._store = store
        self._build = build
        self._prepare = prepare
        self._preparing = preparing
        self._took = took
        self._refused = refused
        self._seen = guide.generation
        self._trouble = ""

    async def watch(self) -> None:
        """For as long as the service runs."""
        while True:
            await asyncio.sleep(POLL_S)
            await self.look()

    async def look(self) -> None:
        """Takes over what has been published since the last look, if anything has."""
        active = await self._active()
        if active is None or active.number == self._seen:
            return
        self._seen = active.number
        self._preparing(active)
        making = asyncio.create_task(self._make(active))
        try:
            while True:
                ready, _ = await asyncio.wait([making], timeout=POLL_S)
                if await self._is_replaced(active):  # a rollback does not wait for what it takes back
                    log.info("generation %d was replaced before it was ready", active.number)
                    return  # the next look takes the newer one
                if ready:  # before the store was read: it was still the one to take
                    break
            guide = making.result()
        except Exception as error:  # whatever it is, calls go on and the next publication is looked at
            log.error("generation %d is not used: %s", active.number, error)
            self._refused(active, str(error))
            return
        finally:
            await _ended(making)
        self.guide = guide
        self._took(guide, active)

    async def _make(self, active: Generation) -> CallGuide:
        config = await asyncio.to_thread(of, active, self._store)
        guide = await asyncio.to_thread(self._build, active.number, config)
        await self._prepare(guide.config)
        return guide

    async def _is_replaced(self, generation: Generation) -> bool:
        now = await self._active()
        return now is not None and now.number != generation.number

    async def _active(self) -> Generation | None:
        """What was published last; None when nothing was, or it cannot be read."""
        try:
            active = await asyncio.to_thread(self._store.active)
        except (GenerationError, OSError) as error:
            if str(error) != self._trouble:
                log.error("%s", error)
            self._trouble = str(error)
            return None
        self._trouble = ""
        return active


async def _ended(task: asyncio.Task[CallGuide]) -> None:
    """Cancels the task if it still runs, and waits for its end."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
