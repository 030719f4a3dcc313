"""Records without an end: of callers who left, or went to people, while no service was there to write it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from contracts import GONE_UNSEEN, HANDED_OVER, CallEnded, Event
from hotline.records.database.records import CallRow, RecordsUnavailable

log = logging.getLogger(__name__)


class PastCalls(Protocol):
    """The records (hotline.records.database.records.Records). Both raise RecordsUnavailable."""

    async def running(self) -> list[CallRow]:
        """Calls without an end."""

    async def history(self, call: str) -> Sequence[Event]:
        """All events of a call in the order they happened."""


class Unended:
    """Of one node: several may share a database."""

    def __init__(self, records: PastCalls, node: str, publish: Callable[[Event], None]) -> None:
        self._records = records
        self._prefix = f"{node}-"
        self._publish = publish
        self._done = False

    async def end(self, standing: Collection[str], ours: Collection[str]) -> None:
        """Ends the records of all calls that the service before us has left open, once.

        `standing`: ids of all channels in Asterisk; `ours`: calls that this service leads. When a call
        ended nobody knows; its record ends with the last that is known of it.
        """
        if self._done:
            return
        try:
            for row in await self._records.running():
                if row.id.startswith(self._prefix) and row.id not in ours:
                    past = await self._records.history(row.id)
                    self._end(row, past[-1].at if past else row.started, there=row.id in standing)
            self._done = True
        except RecordsUnavailable as error:
            log.warning("records of calls that were left open are not ended: %s", error)

    def _end(self, row: CallRow, at: float, *, there: bool) -> None:
        cause = f"{HANDED_OVER} while no service was there" if there else f"{GONE_UNSEEN}; when, nobody knows"
        self._publish(CallEnded(call=row.id, at=at, by="service" if there else "network", cause=cause))
