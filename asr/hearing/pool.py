"""A few threads that work for many streams, in turn."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

log = logging.getLogger(__name__)

_RECENT_S = 1.0
"""`behind_ms` looks back this far."""


class Lane:
    """One stream's place in the pool: its work is done in order and never by two threads at once."""

    def __init__(self, pool: WorkerPool, work: Callable[[], bool]) -> None:
        self._pool = pool
        self.work = work
        self.busy = False
        self.again = False
        self.ready_at = 0.0

    def wake(self) -> None:
        """There is work now. Callable from any thread, never blocks for long."""
        self._pool._ready(self)


class WorkerPool:
    """Runs `work` of every lane that was woken, one slice each in turn, so that none starves another."""

    def __init__(self, workers: int) -> None:
        """Starts `workers` threads."""
        self._lock = threading.Condition()
        self._queue: deque[Lane] = deque()
        self._waits: deque[tuple[float, float]] = deque()
        self._closed = False
        self._slices: dict[int, float] = {}
        self._threads = [
            threading.Thread(target=self._run, name=f"asr-{i}", daemon=True) for i in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def workers(self) -> int:
        return len(self._threads)

    @property
    def behind_ms(self) -> float:
        """The longest that a stream with sound has waited for a thread within the last second, in ms.

        Some 100 is a full machine; new calls had better go without recognition above that.
        """
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            waits = [wait for _, wait in self._waits]
            if self._queue:
                waits.append(now - self._queue[0].ready_at)
        return max(waits, default=0.0) * 1000

    def working(self) -> dict[int, float]:
        """Threads in the midst of a slice, by the system's id, and when it began (`time.monotonic()`)."""
        return dict(self._slices)

    def lane(self, work: Callable[[], bool]) -> Lane:
        """A new stream. `work` does one slice (some 100 ms of sound) and says whether more is waiting."""
        return Lane(self, work)

    def close(self) -> None:
        """Lets the running slices end and stops the threads; waits 5 s for each at most. Blocking."""
        with self._lock:
            self._closed = True
            self._queue.clear()
            self._lock.notify_all()
        for thread in self._threads:
            thread.join(timeout=5)

    def _ready(self, lane: Lane) -> None:
        with self._lock:
            if self._closed:
                return
            if lane.busy:
                lane.again = True
                return
            lane.busy = True
            self._enqueue(lane)

    def _enqueue(self, lane: Lane) -> None:
        lane.again = False
        lane.ready_at = time.monotonic()
        self._queue.append(lane)
        self._lock.notify()

    def _forget(self, now: float) -> None:
        while self._waits and now - self._waits[0][0] > _RECENT_S:
            self._waits.popleft()

    def _run(self) -> None:
        thread = threading.get_native_id()
        while True:
            with self._lock:
                while not self._queue and not self._closed:
                    self._lock.wait()
                if self._closed:
                    return
                lane = self._queue.popleft()
                lane.again = False
                now = time.monotonic()
                self._forget(now)
                self._waits.append((now, now - lane.ready_at))
                self._slices[thread] = now
            try:
                more = lane.work()
            except Exception:
                log.exception("work of a stream failed")
                more = False
            finally:
                del self._slices[thread]
            with self._lock:
                if (more or lane.again) and not self._closed:
                    self._enqueue(lane)
                else:
                    lane.busy = False
