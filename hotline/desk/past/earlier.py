"""Calls that ended before the service started: their agents see them again, from the records."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from hotline.records.database.records import Records, RecordsUnavailable

log = logging.getLogger(__name__)

MOST = 200
"""What the board keeps of calls that are over."""
PAUSE_S = 10.0
"""Between two tries while the database is away."""


async def show_earlier(records: Records, show: Callable[[str], Awaitable[object]], within_s: float) -> None:
    """Shows the calls that ended in the last `within_s` seconds, oldest first, one after the other beside the
    calls of now."""
    since = time.time() - within_s
    while True:
        try:
            found = await records.recent(MOST)
            break
        except RecordsUnavailable as error:
            log.warning("earlier calls are shown later: %s", error)
            await asyncio.sleep(PAUSE_S)
    for row in reversed(found):
        if row.ended is not None and row.ended > since:
            await show(row.id)
            await asyncio.sleep(0)
