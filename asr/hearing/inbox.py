"""What waits for the recogniser of one stream: bounded, in order, safe between two threads."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from asr.engines.recogniser import Recogniser
from asr.hearing.cutter import Piece, Sound
from asr.hearing.framing import FRAME_MS

BATCH_MS = 80
"""A worker takes at least so much sound at once: fewer switches, and no ear notices."""
LARGEST_BATCH_MS = 160
"""And no more than this, so that one stream does not hold a thread for long."""
BEHIND_MS = 640
"""A stream that lags so far is given so much at once: fewer partials and switches, until it has caught up."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """Expect only these phrases from the next utterance on."""

    phrases: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Engine:
    """Recognise with this one from the next utterance on."""

    recogniser: Recogniser


@dataclass(frozen=True, slots=True)
class Stop:
    """The last item: everything before it has been worked off."""


Item = Piece | Grammar | Engine | Stop


class FrameQueue:
    """Queue of sound and of what happens between; sound is bounded, the oldest gives way."""

    def __init__(self, limit_ms: int) -> None:
        """Holds at most `limit_ms` of sound."""
        self._limit = max(1, limit_ms // FRAME_MS)
        self._lock = threading.Lock()
        self._items: deque[Item] = deque()
        self._waiting = 0
        self._lost = 0
        self.dropped = 0
        """Frames that gave way, ever."""

    @property
    def waiting_ms(self) -> int:
        """Sound that waits."""
        return self._waiting * FRAME_MS

    @property
    def lost_ms(self) -> int:
        """Sound that gave way since the worker last caught up."""
        return self._lost * FRAME_MS

    @property
    def hopeless(self) -> bool:
        """More sound gave way than the bound holds, and the worker has never caught up in between."""
        return self._lost > self._limit

    def put(self, items: Iterable[Item]) -> bool:
        """Appends; true when it is worth waking a worker."""
        due = False
        with self._lock:
            for item in items:
                self._items.append(item)
                if isinstance(item, Sound):
                    self._waiting += 1
                    if self._waiting > self._limit:
                        self._drop_oldest()
                else:
                    due = True
            return due or self.waiting_ms >= BATCH_MS

    def take(self) -> Item | list[Sound] | None:
        """The next item, or some frames of sound together; None when empty."""
        with self._lock:
            items = self._items
            if not items:
                return None
            if not isinstance(items[0], Sound):
                return items.popleft()
            batch: list[Sound] = []
            most_ms = BEHIND_MS if self.waiting_ms >= BEHIND_MS else LARGEST_BATCH_MS
            while items and len(batch) * FRAME_MS < most_ms:
                head = items[0]
                if not isinstance(head, Sound):
                    break
                batch.append(head)
                items.popleft()
            self._waiting -= len(batch)
            if self._waiting == 0:
                self._lost = 0
            return batch

    def __bool__(self) -> bool:
        return bool(self._items)

    def _drop_oldest(self) -> None:
        oldest = next(i for i, item in enumerate(self._items) if isinstance(item, Sound))
        del self._items[oldest]
        self._waiting -= 1
        self._lost += 1
        self.dropped += 1
