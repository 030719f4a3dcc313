"""The service's heartbeat: sent from its event loop to the process that supervises it, with what is stuck.

Whoever supervises gives the number of a pipe in the environment; without it there is no heart.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from contracts.processor_time import Given, given
from hotline.instance.alive.pulse import WELL
from hotline.machine.tasks import background

PIPE = "HOTLINE_HEARTBEAT"
"""Environment variable with the file descriptor that takes a line a beat."""
BEAT_S = 0.5
STUCK_S = 2.0
"""A thread that neither ran nor waited for the processor for so long, in the midst of its work, is stuck."""
IDLE_SHARE = 0.1
MEDIA_S = 2.0
DUMP = signal.SIGUSR1
"""Makes the process write the stacks of all its threads, whatever it is stuck in."""


class StuckThreads:
    """Finds threads that stand still in the midst of a piece of work."""

    def __init__(self, working: Callable[[], Mapping[int, float]]) -> None:
        """`working`: thread id -> when it began what it does now (`time.monotonic()`), idle ones left out."""
        self._working = working
        self._seen: dict[int, tuple[float, float, Given]] = {}

    def any(self, now: float) -> bool:
        """To be asked every beat; `now` in seconds, of any clock."""
        stuck = False
        seen: dict[int, tuple[float, float, Given]] = {}
        for thread, began in self._working().items():
            account = given(os.getpid(), thread)
            if account is None:
                continue
            known = self._seen.get(thread)
            if known is None or known[0] != began or _progressed(known[2], account, now - known[1]):
                known = (began, now, account)
            seen[thread] = known
            stuck = stuck or now - known[1] >= STUCK_S
        self._seen = seen
        return stuck


def _progressed(before: Given, now: Given, passed: float) -> bool:
    """Whether the thread ran, or was ready to, for a part of the time that is worth the name."""
    return (now.ran - before.ran) + (now.waited - before.waited) > max(IDLE_SHARE * passed, 0.02)


@asynccontextmanager
async def heartbeat(
    stacks: Path, media_port: int, working: Callable[[], Mapping[int, float]]
) -> AsyncIterator[None]:
    """Beats for as long as the context lasts, if somebody listens. `stacks`: the file of the dumps."""
    pipe = os.environ.get(PIPE)
    if pipe is None:
        yield
        return
    with stacks.open("a") as file:
        faulthandler.register(DUMP, file=file, all_threads=True)
        try:
            async with background(_beat(int(pipe), media_port, StuckThreads(working)), "heartbeat"):
                yield
        finally:
            faulthandler.unregister(DUMP)
            with contextlib.suppress(OSError):
                os.close(int(pipe))


async def _beat(pipe: int, media_port: int, threads: StuckThreads) -> None:
    os.set_blocking(pipe, False)
    media = asyncio.create_task(_media_answers(media_port))
    media_well = True
    while True:
        if media.done():
            media_well = media.result()
            media = asyncio.create_task(_media_answers(media_port))
        state = WELL
        if threads.any(asyncio.get_running_loop().time()):
            state = "a thread of the recogniser stands still"
        elif not media_well:
            state = "the media server does not answer"
        with contextlib.suppress(OSError):
            os.write(pipe, f"{state}\n".encode())
        await asyncio.sleep(BEAT_S)


async def _media_answers(port: int) -> bool:
    """Whether Asterisk could reach our media server: it refuses us politely, but it answers."""
    try:
        async with asyncio.timeout(MEDIA_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(b"GET /media HTTP/1.0\r\n\r\n")
                return bool(await reader.readline())
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
