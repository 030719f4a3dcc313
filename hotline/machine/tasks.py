"""Work that goes on beside everything else: for as long as a part is open, or until it is done."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

log = logging.getLogger(__name__)

Result = TypeVar("Result")


@asynccontextmanager
async def background(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """A task for as long as the context lasts; its failure is logged, not raised."""

    async def guarded() -> None:
        try:
            await work
        except Exception:
            log.exception("%s stopped", name)

    task = asyncio.create_task(guarded(), name=name)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        work.close()  # cancelled before it began, it would be taken for forgotten


def start_task(
    work: Coroutine[Any, Any, Result], among: set[asyncio.Task[Result]], name: str | None = None
) -> asyncio.Task[Result]:
    """A task that is `among` those until it is done: the event loop alone would not keep it alive."""
    task = asyncio.create_task(work, name=name)
    among.add(task)
    task.add_done_callback(among.discard)
    return task
