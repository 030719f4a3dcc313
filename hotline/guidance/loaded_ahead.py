"""What takes longest at the start of a service, loaded in threads while everything else is imported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

# Both threads want it: two that import a package at once may see half of it.
import scipy.sparse  # noqa: F401

from asr import Recogniser
from contracts import Event
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.recognisers import usual_recogniser
from hotline.machine.paths import State

if TYPE_CHECKING:
    from ivr import Understanding


class LoadedAhead:
    """Made by `loading`."""

    def __init__(self, config: HotlineConfig, state: State, before_calls: Callable[[], None]) -> None:
        self.before_calls = before_calls
        """What is to be done when all is loaded, and nobody calls yet."""
        self._faults: list[Event] = []
        self._recogniser = asyncio.create_task(usual_recogniser(config, self._faults.append))
        self._understanding = asyncio.create_task(_understood(config, state))
        self._taken = False

    @classmethod
    @asynccontextmanager
    async def loading(
        cls, config: HotlineConfig, state: State, before_calls: Callable[[], None] = lambda: None
    ) -> AsyncIterator[LoadedAhead]:
        """Begun when the context is. A recogniser that nobody took is closed at its end."""
        ahead = cls(config, state, before_calls)
        await asyncio.sleep(0)  # the threads begin, though the event loop is held by imports from here on
        try:
            yield ahead
        finally:
            await ahead._close()

    async def usual(self, publish: Callable[[Event], None]) -> Recogniser:
        """The usual recogniser, from now on the caller's to close. What kept it from being loaded is told."""
        found = await asyncio.shield(self._recogniser)
        self._taken = True
        for fault in self._faults:
            publish(fault)
        return found

    async def understanding(self) -> Understanding:
        """What was learned of the configuration."""
        return await asyncio.shield(self._understanding)

    async def _close(self) -> None:
        recogniser, _ = await asyncio.gather(self._recogniser, self._understanding, return_exceptions=True)
        if not self._taken and not isinstance(recogniser, BaseException):
            recogniser.close()


async def _understood(config: HotlineConfig, state: State) -> Understanding:
    # Late: the recogniser's thread begins before, and with it the process that takes longest.
    from hotline.configuration.generations.kept_understanding import KeptUnderstanding

    return await asyncio.to_thread(KeptUnderstanding(state).read_or_learn, config.ivr)
