"""Work beside everything else: it ends with what it is beside."""

from __future__ import annotations

import asyncio
import inspect

from hotline.machine.tasks import background


async def test_work_that_has_not_begun_at_the_end_never_does() -> None:
    began: list[bool] = []

    async def work() -> None:
        began.append(True)

    never = work()
    async with background(never, "never"):
        pass
    assert not began
    assert inspect.getcoroutinestate(never) == inspect.CORO_CLOSED


async def test_work_that_is_under_way_is_cancelled_and_waited_for() -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("in order")

    async with background(work(), "under way"):
        await asyncio.sleep(0)
    assert ended == ["in order"]
