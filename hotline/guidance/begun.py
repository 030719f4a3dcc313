"""What takes longest at the start of a service, in threads while everything else is imported and opened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from asr import Recogniser
from contracts import Event
from hotline.configuration.generations.understood import Understood
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.recognisers import usual_recogniser
from hotline.machine.paths import State
from ivr import Understanding


class Begun:
    """Made by `beginning`."""

    def __init__(self, config: HotlineConfig, state: State) -> None:
        self._faults: list[Event] = []
        self._recogniser = asyncio.create_task(usual_recogniser(config, self._faults.append))
        learning = asyncio.to_thread(Understood(state).of, config.ivr)
        self._understanding = asyncio.create_task(learning)
        self._taken = False

    @classmethod
    @asynccontextmanager
    async def beginning(cls, config: HotlineConfig, state: State) -> AsyncIterator[Begun]:
        """A recogniser that nobody took is closed at the end."""
        begun = cls(config, state)
        try:
            yield begun
        finally:
            await begun._close()

    async def recogniser(self, publish: Callable[[Event], None]) -> Recogniser:
        """The usual one, from now on the caller's to close. What kept it from being loaded is told."""
        found = await self._recogniser
        self._taken = True
        for fault in self._faults:
            publish(fault)
        return found

    async def understanding(self) -> Understanding:
        """What was learned of the configuration."""
        return await self._understanding

    async def _close(self) -> None:
        recogniser, _ = await asyncio.gather(self._recogniser, self._understanding, return_exceptions=True)
        if not self._taken and not isinstance(recogniser, BaseException):
            recogniser.close()
