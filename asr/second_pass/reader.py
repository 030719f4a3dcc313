"""Readings for all legs of all calls: the most urgent first, and only those that can be done in time.

A reading that would come too late is refused at once: nobody waits for what the first pass has already.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from asr.engines.offline import Offline, Reading, Utterance
from asr.engines.recogniser import RecogniserError

log = logging.getLogger(__name__)

Deliver = Callable[[Reading | None], None]
"""Gets a reading, or None when there is none: too late, refused, failed. Called in any thread, once."""

_MOST_WAITING = 64
_NEWEST = 0.3
"""Share of the newest reading in the pace."""
_FORGETS = 0.9
"""After an utterance that was refused because of its own length, the machine is taken to be so much quicker:
it gets another chance."""


class Urgency(IntEnum):
    """Who goes first."""

    ASKED = 0
    """A caller whom the machine has asked something: it can do nothing before it knows."""
    CALLER = 1
    AGENT = 2


@dataclass(slots=True)
class Counted:
    """What became of the readings so far."""

    read: int = 0
    late: int = 0
    """Refused, because they would have come too late."""
    failed: int = 0
    dropped: int = 0
    """Speculations whose caller went on."""
    cpu_s: float = 0.0
    """Processor seconds of all readings, in processes of the model's own."""
    dropped_cpu_s: float = 0.0
    """Those of them that were spent on speculations."""


class Job:
    """One reading that somebody asked for."""

    def __init__(self, utterance: Utterance, urgency: Urgency, effort: float) -> None:
        self.utterance = utterance
        self.urgency = urgency
        self.effort = effort
        self.due: float | None = None
        self.deliver: Deliver | None = None
        """None: nobody waits for it yet."""
        self.speculative = False
        """Perhaps nobody ever will."""
        self.begun: float | None = None
        self.over = False
        self.reading: Reading | None = None
        self.dropped = False


class SecondPass:
    """The readings of one model: a thread for each of its lanes."""

    def __init__(self, offline: Offline) -> None:
        """Takes over the model; `close` closes it."""
        self.offline = offline
        self.counted = Counted()
        self._lock = threading.Condition()
        self._waiting: list[Job] = []
        self._reading: list[Job] = []
        self._closed = False
        self._pace = 0.0
        """Seconds for a unit of effort."""
        self._told: set[str] = set()
        self._threads = [
            threading.Thread(target=self._run, name=f"second-pass-{i}", daemon=True)
            for i in range(offline.lanes)
        ]
        for thread in self._threads:
            thread.start()

    def measure(self) -> None:
        """Finds out how quick the model is before a call depends on it. Blocking: two short readings,
        because a network's first one takes longer than all that follow."""
        for _ in range(2):
            self._read(self._job(Utterance(bytes(2 * self.offline.rate), self.offline.rate), Urgency.AGENT))

    def speculate(self, utterance: Utterance, urgency: Urgency) -> Job | None:
        """Reads before it is certain that the utterance is over, when no one waits whose is; None where too
        many wait."""
        with self._lock:
            if self._closed or len(self._waiting) >= _MOST_WAITING:
                return None
            job = self._job(utterance, urgency)
            job.speculative = True
            self._waiting.append(job)
            self._lock.notify()
        return job

    def read_ahead(self, utterance: Utterance, urgency: Urgency) -> Job:
        """Reads a piece of an utterance that goes on; `await_` it when the utterance is over."""
        return self.read(utterance, urgency, None, None)

    def read(self, utterance: Utterance, urgency: Urgency, due: float | None, deliver: Deliver | None) -> Job:
        """Reads an utterance and delivers: by `due` (`time.monotonic()`, None: whenever it is done) or not
        at all."""
        job = self._job(utterance, urgency)
        job.due, job.deliver = due, deliver
        with self._lock:
            refused = self._closed or len(self._waiting) >= _MOST_WAITING or not self._in_time(job)
            if not refused:
                self._waiting.append(job)
                self._lock.notify()
        if refused:
            self._refuse(job)
        return job

    def await_(self, job: Job, due: float | None, deliver: Deliver) -> None:
        """What was to be read before the utterance was over is delivered now, or when it is done: by `due`
        or not at all."""
        with self._lock:
            job.due, job.deliver, job.speculative = due, deliver, False
            over = job.over
            refused = job in self._waiting and not self._in_time(job)
            if refused:
                self._waiting.remove(job)
        if over:
            deliver(job.reading)
        elif refused:
            self._refuse(job)

    def drop(self, job: Job) -> None:
        """Nobody wants it any more; nothing is delivered."""
        with self._lock:
            job.dropped = True
            job.deliver = None
            if job in self._waiting:
                self._waiting.remove(job)

    def close(self) -> None:
        """Frees the model; who waits is delivered None. Blocking."""
        with self._lock:
            self._closed = True
            left, self._waiting = self._waiting, []
            self._lock.notify_all()
        self.offline.close()
        for thread in self._threads:
            thread.join(timeout=5)
        for job in left:
            self._settle(job, None)

    def _job(self, utterance: Utterance, urgency: Urgency) -> Job:
        return Job(utterance, urgency, self.offline.effort(utterance.seconds))

    def _in_time(self, job: Job) -> bool:
        """Whether it can be done by `due`, after those that go before it."""
        if job.due is None:
            return True
        now = time.monotonic()
        before = [
            other
            for other in self._waiting
            if other is not job and not other.speculative and other.urgency <= job.urgency
        ]
        work = sum(other.effort * self._pace for other in before)
        for other in self._reading:
            if not other.dropped:
                work += max(0.0, other.effort * self._pace - (now - (other.begun or now)))
        return now + work / len(self._threads) + job.effort * self._pace <= job.due

    def _refuse(self, job: Job) -> None:
        self.counted.late += 1
        if not self._reading:
            self._pace *= _FORGETS
            self._tell("slow", "the final model is too slow for an utterance")
        self._settle(job, None)

    def _run(self) -> None:
        while (job := self._next()) is not None:
            if self._late(job):
                self._refuse(job)
            else:
                self._settle(job, self._read(job))
            with self._lock:
                self._reading.remove(job)

    def _next(self) -> Job | None:
        """The most urgent one; None when this is the end."""
        with self._lock:
            while not self._waiting and not self._closed:
                self._lock.wait()
            if self._closed:
                return None
            job = min(self._waiting, key=lambda one: (one.speculative, one.urgency))
            self._waiting.remove(job)
            self._reading.append(job)
            return job

    def _late(self, job: Job) -> bool:
        return job.due is not None and time.monotonic() + job.effort * self._pace > job.due

    def _read(self, job: Job) -> Reading | None:
        """A reading that sets the pace; None where it failed or was dropped."""
        job.begun = begun = time.monotonic()
        try:
            reading = self.offline.read(job.utterance, lambda: job.dropped)
        except RecogniserError as error:
            self.counted.failed += 1
            self._tell("failed", f"the final model failed: {error}")
            return None
        took = time.monotonic() - begun
        self.counted.cpu_s += reading.cpu_s
        if job.dropped or reading.dropped:
            self.counted.dropped += 1
            self.counted.dropped_cpu_s += reading.cpu_s
        if reading.dropped:
            return None
        self.counted.read += 1
        pace = took / max(job.effort, 1e-9)
        self._pace = pace if not self._pace else (1 - _NEWEST) * self._pace + _NEWEST * pace
        return reading

    def _settle(self, job: Job, reading: Reading | None) -> None:
        with self._lock:
            job.over, job.reading = True, reading
            deliver = job.deliver
        if deliver is not None:
            deliver(reading)

    def _tell(self, what: str, why: str) -> None:
        if what not in self._told:
            self._told.add(what)
            log.warning("%s; the first pass decides such utterances (said once)", why)
