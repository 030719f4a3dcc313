"""The newest that is foreseen of all who wait. What is late, or rests on too little, is not said."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hotline.calls.foreseen.process import asked
from hotline.machine.line_process.errors import LineProcessError
from hotline.machine.line_process.process import LineProcess
from hotline.machine.tasks import background
from telephony.distributor.floor import Floor

log = logging.getLogger(__name__)

EVERY_S = 5.0
LATE_S = 10.0
"""Older than that it is not true any more."""
LIMIT_S = 8.0
"""For an answer, on a busy machine, with the start of the process."""
IDLE_S = 600.0
RETRY_S = 60.0


@dataclass(frozen=True, slots=True)
class WaitRange:
    """From when it was foreseen on, in seconds."""

    low_s: float
    high_s: float
    median_s: float


class Foreseen:
    """Asks a process of its own for all who wait at once, one question at a time, of the newest state."""

    def __init__(self, floor: Floor, command: Sequence[str] | None = None) -> None:
        """`command` takes the place of the process."""
        usual = (sys.executable, "-m", "hotline.calls.foreseen.process")
        self._process = LineProcess(command or usual, idle_s=IDLE_S, retry_s=RETRY_S)
        self._floor = floor
        self._waits: dict[str, WaitRange] = {}
        self._at = 0.0
        self._failing = False

    @classmethod
    @asynccontextmanager
    async def opened(cls, floor: Floor) -> AsyncIterator[Foreseen]:
        """Looks ahead until the end of the context."""
        foreseen = cls(floor)
        try:
            async with background(foreseen.run(), "waits"):
                yield foreseen
        finally:
            await foreseen.close()

    def of(self, call: str) -> WaitRange | None:
        """None: nothing can be said of this caller."""
        late = asyncio.get_running_loop().time() - self._at > LATE_S
        return None if late else self._waits.get(call)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Once; nothing is asked while nobody waits."""
        at = asyncio.get_running_loop().time()
        present = self._floor.present()
        if present is None:
            self._waits = {}
            return
        try:
            answer = await self._process.ask(asked(*present), LIMIT_S)
        except LineProcessError as error:
            if not self._failing:
                log.warning("no wait is foreseen, callers are told their place alone: %s", error)
            self._failing, self._waits = True, {}
            return
        self._failing, self._at = False, at
        self._waits = {call: WaitRange(*found) for call, found in answer["waits"].items()}

    async def close(self) -> None:
        """Ends the process."""
        await self._process.close()
