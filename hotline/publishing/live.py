"""The configuration that new calls get, replaced as a whole while running calls keep theirs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from hotline.config import HotlineConfig
from hotline.publishing.effective import of
from hotline.publishing.guidance import Guidance
from hotline.publishing.store import Generation, GenerationError, Generations

log = logging.getLogger(__name__)

POLL_S = 0.25
"""How often a running service looks whether something was published."""


class Live:
    """Watches the store; on a new generation it prepares everything, then new calls get it."""

    def __init__(
        self,
        guidance: Guidance,
        store: Generations,
        build: Callable[[int, HotlineConfig], Guidance],
        prepare: Callable[[HotlineConfig], Awaitable[None]],
        took: Callable[[Guidance, Generation], None],
        refused: Callable[[Generation, str], None],
    ) -> None:
        """`build` runs in a thread. `prepare` makes what a configuration needs before a caller may hear it:
        recordings of prompts.

        `took` is told of each change once it is live, `refused` of one that cannot be.
        """
        self.guidance = guidance
        self._store = store
        self._build = build
        self._prepare = prepare
        self._took = took
        self._refused = refused
        self._seen = guidance.generation
        self._trouble = ""

    async def watch(self) -> None:
        """For as long as the service runs."""
        while True:
            await asyncio.sleep(POLL_S)
            await self.look()

    async def look(self) -> None:
        """Takes over what has been published since the last look, if anything has."""
        try:
            active = await asyncio.to_thread(self._store.active)
        except (GenerationError, OSError) as error:
            if str(error) != self._trouble:
                log.error("%s", error)
            self._trouble = str(error)
            return
        self._trouble = ""
        if active is None or active.number == self._seen:
            return
        self._seen = active.number
        try:
            config = await asyncio.to_thread(of, active, self._store)
            guidance = await asyncio.to_thread(self._build, active.number, config)
            await self._prepare(config)
        except Exception as error:  # whatever it is, calls go on and the next publication is looked at
            log.error("generation %d is not used: %s", active.number, error)
            self._refused(active, str(error))
            return
        self.guidance = guidance
        self._took(guidance, active)
