"""Call-backs on the supervisors' desk (agent_assist.callbacks.port)."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from agent_assist.callbacks.port import CallbackState, CallbackView
from agent_assist.refusal import ActionRefused
from hotline.calls.callbacks.book import CallbackBook
from hotline.records.database.callbacks.table import CallbackRow

log = logging.getLogger(__name__)


class DeskCallbacks:
    """Of one node's book."""

    def __init__(self, book: CallbackBook) -> None:
        self._book = book

    async def listed(self) -> Sequence[CallbackView]:
        rows = sorted(self._book.open, key=lambda row: row.queued_at)
        return [self._view(row) for row in rows]

    async def cancel(self, id: int, by: str) -> None:
        row = next((row for row in self._book.open if row.id == id), None)
        if row is None:
            raise ActionRefused("已经接通，或已不在名单里 / Reached, or not to be called any more")
        await self._book.close(row, "withdrawn")
        log.info("%s cancels the call-back %d", by, id)

    def _view(self, row: CallbackRow) -> CallbackView:
        later = row.next_at > time.time()
        return CallbackView(
            id=row.id,
            number=row.masked,
            kind=row.kind,
            queue=row.queue,
            seat=row.seat,
            queued_at=row.queued_at,
            attempts=row.attempts,
            next_at=row.next_at if later else None,
            state=self._state(row, later=later),
        )

    def _state(self, row: CallbackRow, *, later: bool) -> CallbackState:
        running = self._book.running(row)
        if running is not None:
            return "dialled" if running.dials else "in_line"
        return "later" if later else "not_now"
