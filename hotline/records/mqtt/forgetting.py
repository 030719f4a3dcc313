"""What the records have let go of does not wait for the broker either: calls of a person who was deleted, and
what is older than is kept. In the file and in memory; by the records, so that no list of it is kept."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Collection, Mapping

from contracts import Assisted, CallStarted
from hotline.records.database.records import NOT_KEPT, Records, RecordsUnavailable
from hotline.records.database.retention import DAY_S, LOOK_S, Retention
from hotline.records.database.tables import StoredEvent
from hotline.records.mqtt.unsent import Unsent

log = logging.getLogger(__name__)

AGAIN_S = 60.0
"""After so long a database that was away is asked again."""
GRACE_S = 60.0
"""What is younger than that may not be in the records yet."""
_NEVER = frozenset(one.TYPE for one in (*NOT_KEPT, Assisted))
"""Types of which the records may have none while they have the call."""


class Forgetting:
    """Of one service."""

    def __init__(self, records: Records, retention: Retention, keep_days: int | None) -> None:
        """`keep_days` as in `records:` of the configuration; None: however old."""
        self._records = records
        self._retention = retention
        self._keep_days = keep_days
        self._asked = asyncio.Event()

    def soon(self) -> None:
        """Somebody was deleted."""
        self._asked.set()

    async def run(self, unsent: Unsent) -> None:
        """For as long as the service runs: now, when it is asked for, and every six hours."""
        while True:
            self._asked.clear()
            try:
                done = await self.look(unsent)
            except (RecordsUnavailable, OSError) as error:
                log.warning("what was deleted may still wait for the broker: %s", error)
                done = False
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S if done else AGAIN_S):
                    await self._asked.wait()

    async def look(self, unsent: Unsent) -> bool:
        """Once; False: the records are not complete now. Raises `RecordsUnavailable`, `OSError`."""
        now = time.time()
        if not await self._records.flush():
            return False
        kept = await self._retention.types_of(await unsent.calls())
        oldest = 0.0 if self._keep_days is None else now - self._keep_days * DAY_S
        unsent.forget(lambda row: row.at < oldest or (row.at < now - GRACE_S and _is_gone(row, kept)))
        return True


def _is_gone(row: StoredEvent, kept: Mapping[str, Collection[str]]) -> bool:
    """The records have none of its type and call; traces stay there, and so they do here."""
    return bool(row.call) and (CallStarted.TYPE if row.type in _NEVER else row.type) not in kept.get(
        row.call, ()
    )
