"""Whoever asks a start to stop is heard at any moment of it."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from hotline.instance.alive.stopping import Stopped, asked, unless
from tests.waiting import in_time


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_each_signal_asks_for_it(number: int) -> None:
    stop = asked()
    os.kill(os.getpid(), number)
    await in_time(stop.wait())


async def test_work_that_is_done_before_gives_its_result() -> None:
    async def work() -> int:
        return 12345

    assert await unless(asyncio.Event(), work()) == 12345


async def test_work_that_fails_before_raises() -> None:
    async def work() -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        await unless(asyncio.Event(), work())


@pytest.mark.parametrize("before", [True, False])
async def test_work_that_is_not_done_is_cancelled(before: bool) -> None:
    stop, begun, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    if before:
        stop.set()
    waiting = asyncio.create_task(unless(stop, work()))
    await in_time(begun.wait())
    stop.set()
    with pytest.raises(Stopped):
        await in_time(waiting)
    assert ended.is_set()
