"""Whoever asks a start to stop: Ctrl-C, SIGTERM, a terminal that is closed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable
from typing import TypeVar

Result = TypeVar("Result")


class Stopped(Exception):
    """Somebody asked for it before the work was done."""


def asked() -> asyncio.Event:
    """Set with the first such signal from now on, for as long as this loop runs."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    return stop


async def unless(stop: asyncio.Event, work: Awaitable[Result]) -> Result:
    """What the work gives. Raises `Stopped` when somebody asks for it before; the work is cancelled then."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        working.cancel()
        await asyncio.wait({working})
        raise Stopped
    finally:
        working.cancel()
        stopping.cancel()
