"""What callers say, encoded while they wait: in time, or not at all."""

from __future__ import annotations

import asyncio
import logging

import numpy as np
from numpy.typing import NDArray

from contracts.dialogue import Encoded
from hotline.machine.encoder.asking import encoded
from hotline.machine.line_process.errors import LineProcessError
from hotline.machine.line_process.process import LineProcess

log = logging.getLogger(__name__)

MOST_WAITING = 8
"""Sentences that may be under way; of one more there would be nothing in time."""
LIMIT_S = 10.0
"""For the start of the process, and for each sentence; one that takes longer hangs, and is ended."""
_AT_FIRST = "您好"


class SpokenSentences:
    """Asks a process that is started again when it dies. Of one event loop."""

    def __init__(self, process: LineProcess) -> None:
        self._process = process
        self._under_way: set[asyncio.Task[NDArray[np.float32]]] = set()
        self._trouble = ""

    def start(self) -> None:
        """Starts the process, so that the first caller does not wait for that."""
        if not self._under_way:
            self._ask(_AT_FIRST)

    async def vector_of(self, text: str, patience_s: float) -> Encoded:
        """What `text` means, or why that is not known, after so long at most. Never raises but for
        cancellation."""
        if len(self._under_way) >= MOST_WAITING:
            return Encoded(text, None, "late")
        asked = self._ask(text)
        await asyncio.wait({asked}, timeout=patience_s)
        if not asked.done():
            return Encoded(text, None, "late")
        if asked.cancelled() or asked.exception() is not None:
            return Encoded(text, None, "broken")
        return Encoded(text, asked.result())

    async def close(self) -> None:
        """Ends the process."""
        await self._process.close()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _ask(self, text: str) -> asyncio.Task[NDArray[np.float32]]:
        asked = asyncio.create_task(self._encode(text), name="a sentence is encoded")
        self._under_way.add(asked)
        asked.add_done_callback(self._asked)
        return asked

    async def _encode(self, text: str) -> NDArray[np.float32]:
        return (await encoded(self._process, [text], LIMIT_S))[text]

    def _asked(self, task: asyncio.Task[NDArray[np.float32]]) -> None:
        self._under_way.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        trouble = "" if error is None else str(error)
        if trouble and trouble != self._trouble:
            log.warning("sentences are understood without the encoder for now: %s", trouble)
        elif self._trouble and not trouble:
            log.info("sentences are understood with the encoder again")
        self._trouble = trouble
        if error is not None and not isinstance(error, LineProcessError):
            log.error("a sentence was not encoded", exc_info=error)
