"""Events on their way to the broker, in order: what lies on the disk goes first, then what is in memory.

While the broker is away they wait in a file, masked as they will be sent, so that they outlive the service.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from contracts import Event, TranscriptPartial
from hotline.records.bus import Subscription
from hotline.records.database.spill import Spill
from hotline.records.database.tables import StoredEvent, call_of, read_event
from hotline.records.masking.outbound import outbound

log = logging.getLogger(__name__)

MOST_BYTES = 512 << 20
"""That wait in the file: over a million events. What comes then waits in memory, and the oldest there go."""
BATCH = 200
"""Events that are read at a time."""
KEEP_S = 1.0
"""So often what waits in memory for a broker that is away, or behind, is moved to the disk."""

Unwanted = Callable[[StoredEvent], bool]
"""Whether an event is not to be sent any more."""


class _Held:
    """An event in memory; what is made of it is made once, however often the disk refuses it."""

    def __init__(self, event: Event) -> None:
        self._event = event

    @property
    def call(self) -> str:
        return call_of(self._event)

    @cached_property
    def masked(self) -> Event:
        return outbound(self._event)

    @cached_property
    def row(self) -> StoredEvent | None:
        """None: half a surrogate pair cannot be written as UTF-8."""
        try:
            return StoredEvent.of(self.masked, 0)
        except ValueError as error:
            log.error("a %s cannot be published: %s", self.masked.type, error)
            return None


class Unsent:
    """Of one publisher, whose task alone calls this. The oldest event stays `first` until it is `sent`: after
    a kill between the two it is sent once more."""

    def __init__(self, events: Subscription, file: Path, most_bytes: int = MOST_BYTES) -> None:
        self._events = events
        self._spill = Spill(file, once=True)
        self._most_bytes = most_bytes
        self._left = True
        """There may be something in the file that is not loaded: of an earlier service, at first."""
        self._loaded: deque[Event] = deque()
        self._held: deque[_Held] = deque()
        """Taken from the bus, and neither sent nor in the file: they came after all that is there."""
        self._failed = False
        self._tried = 0.0
        """When it was last tried to move what is in memory to the disk (`time.monotonic`)."""
        self._filed = 0
        self._unwanted: Unwanted | None = None
        """What is to be forgotten before the next event is sent, or laid down."""

    async def begin(self) -> None:
        """Once, before the rest: counts what an earlier service has left, and holds room on the disk."""
        try:
            self._filed = await asyncio.to_thread(self._spill.left_lines)
        except OSError as error:
            log.error("events for the broker that lie on the disk are not counted: %s", error)
        await asyncio.to_thread(self._spill.keep_reserve)

    @property
    def waiting(self) -> int:
        """Events on the disk and in memory."""
        return self._filed + len(self._held) + len(self._events)

    async def first(self) -> Event:
        """The oldest, masked; waits for one. Raises `StopAsyncIteration` when the bus is closed and nothing
        is left."""
        await self._forget()
        if not self._loaded and self._left:
            await self._load()
        if self._loaded:
            return self._loaded[0]
        if not self._held:
            self._held.append(_Held(await anext(self._events)))
        return self._held[0].masked

    async def sent(self) -> None:
        """The broker has taken it."""
        if not self._loaded:
            self._held.popleft()
        else:
            self._loaded.popleft()
            self._filed -= 1
            if not self._loaded:
                await asyncio.to_thread(self._spill.advance)
        pressed = 2 * len(self._events) >= self._events.size  # they come faster than the broker takes them
        due = time.monotonic() >= self._tried + KEEP_S
        if (due and (pressed or self._loaded or self._left)) or (pressed and not self._failed):
            await self.keep()

    async def keep(self) -> None:
        """Moves what is in memory to the disk, but for partials: finals replace them."""
        await self._forget()
        self._tried = time.monotonic()
        if len(self._held) <= 1:
            taken = self._events.taken()
            self._held.extend(_Held(one) for one in taken if not isinstance(one, TranscriptPartial))
        if not self._held:
            return
        laying = asyncio.create_task(self._lay_down(list(self._held)))
        try:
            await asyncio.shield(laying)
        except asyncio.CancelledError:  # by a connection that breaks: half done, they would be written twice
            while not laying.done():
                with contextlib.suppress(asyncio.CancelledError):  # and once more, by the service's end
                    await asyncio.wait([laying])
            raise

    async def _lay_down(self, held: Sequence[_Held]) -> None:
        try:
            written = await asyncio.to_thread(self._append, held)
        except OSError as error:
            if not self._failed:
                log.error("events for the broker wait in memory alone: %s", error)
            self._failed = True
            return
        self._failed = False
        self._left = True
        self._filed += written
        self._held.clear()

    async def calls(self) -> set[str]:
        """Whose events wait, but for what came just now. Of any task. Raises `OSError`."""
        held = {one.call for one in self._held}
        return held | await asyncio.to_thread(self._spill.calls)

    def forget(self, unwanted: Unwanted) -> None:
        """These are not sent any more, nor do they stay on the disk; up to a `BATCH` of others that were sent
        may come twice. Of any task."""
        self._unwanted = unwanted

    async def _forget(self) -> None:
        if (unwanted := self._unwanted) is None:
            return

        def stay(held: Sequence[_Held]) -> list[_Held]:
            return [one for one in held if (row := one.row) and not unwanted(row)]

        self._held = deque(await asyncio.to_thread(stay, list(self._held)))
        try:
            filed = await asyncio.to_thread(self._spill.leave_out, unwanted)
        except OSError as error:
            log.error("what was deleted still waits for the broker on the disk: %s", error)
            filed = None
        if filed is not None:
            self._filed, self._left = filed, True
            self._loaded.clear()
        if self._unwanted is unwanted:
            self._unwanted = None

    async def _load(self) -> None:
        while True:
            try:
                rows = await asyncio.to_thread(self._spill.read, BATCH)
            except OSError as error:
                log.error("events for the broker that lie on the disk are left there: %s", error)
                rows = []
            self._left = bool(rows)
            if not rows:
                self._filed = 0
                return
            self._loaded.extend(event for row in rows if (event := read_event(row.json)))
            if self._loaded:
                return
            await asyncio.to_thread(self._spill.advance)  # of a later version, all of them

    def _append(self, held: Sequence[_Held]) -> int:
        """Returns how many could be written. What is made of them is made here, in a thread."""
        unsent = self._spill.left_bytes()
        if unsent >= self._most_bytes:
            raise OSError(f"{self._spill.path} has {unsent} bytes to be sent already")
        rows = [row for one in held if (row := one.row)]
        self._spill.append(rows)
        return len(rows)


def discard(file: Path) -> None:
    """Deletes what waits in the file of an earlier service, and says so. Blocking."""
    spill = Spill(file, once=True)
    try:
        waited = spill.left_lines()
        spill.delete()
    except OSError as error:
        log.error("events for a broker that is configured no more cannot be deleted: %s", error)
        return
    if waited:
        log.warning("%d events for a broker that is configured no more were deleted: %s", waited, file)
