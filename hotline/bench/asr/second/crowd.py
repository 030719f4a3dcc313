"""Callers at once, in real time, through the hearing of the service: what waits, what is lost."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from asr import FRAME_MS, AsrSettings, Hearing, WorkerPool
from asr.second_pass.passes import TwoPass
from contracts import Event, HearingFailed, TranscriptFinal, TranscriptPartial
from hotline.bench.material.sound import QUIET_RMS, RATE

_FRAME = RATE * FRAME_MS // 1000 * 2
_CAUGHT_UP_S = 60.0
_AFTER_S = 2.0
"""Of a quiet line after the last word, so that it ends as in a call."""


@dataclass(frozen=True, slots=True)
class Said:
    """A caller begins to say it at that moment."""

    at_s: float
    pcm: bytes
    """16-bit little-endian mono at 8 kHz."""

    @property
    def until_s(self) -> float:
        return self.at_s + len(self.pcm) / 2 / RATE


Caller = Sequence[Said]
"""One after another, in order."""


@dataclass(slots=True)
class Met:
    """What came of a crowd."""

    callers: int
    frames: int = 0
    lost: int = 0
    finals: list[TranscriptFinal] = field(default_factory=list)
    partials: int = 0
    failed: list[str] = field(default_factory=list)
    lags_s: list[float] = field(default_factory=list)
    """How late the event loop came to each 20 ms, in seconds."""
    read: int = 0
    late: int = 0
    dropped: int = 0
    read_cpu_s: float = 0.0
    dropped_cpu_s: float = 0.0
    own_cpu_s: float = 0.0
    """Of this process: hearing and the first pass."""

    news: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, event: Event) -> None:
        """An event of any caller's hearing."""
        self.news.set()
        if isinstance(event, TranscriptFinal):
            self.finals.append(event)
        elif isinstance(event, TranscriptPartial):
            self.partials += 1
        elif isinstance(event, HearingFailed):
            self.failed.append(event.reason)


async def meet(passes: TwoPass, settings: AsrSettings, callers: Sequence[Caller], *, asked: bool) -> Met:
    """Every caller speaks into a hearing of their own; real time, until all have been heard."""
    met, pool = Met(len(callers)), WorkerPool(settings.workers)
    before = replace(passes.second.counted)
    own = time.process_time()
    hearings = [
        Hearing(f"crowd-{index}", "caller", RATE, passes, settings, pool, met.take, asked=asked)
        for index in range(len(callers))
    ]
    try:
        await _speak(hearings, [_line(caller) for caller in callers], met)
        await _told(hearings, met)
        for hearing in hearings:
            await hearing.close()
            met.frames += hearing.frames_in
            met.lost += hearing.frames_dropped
    finally:
        await asyncio.to_thread(pool.close)
    met.own_cpu_s = time.process_time() - own
    after = passes.second.counted
    met.read = after.read - before.read
    met.late = after.late - before.late
    met.dropped = after.dropped - before.dropped
    met.read_cpu_s = after.cpu_s - before.cpu_s
    met.dropped_cpu_s = after.dropped_cpu_s - before.dropped_cpu_s
    return met


async def _told(hearings: Sequence[Hearing], met: Met) -> None:
    """Waits for the last words of everybody, at most `_CAUGHT_UP_S`: a machine that is behind catches up."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_CAUGHT_UP_S):
            while len(met.finals) < sum(map(_utterances, hearings)):
                met.news.clear()
                await met.news.wait()


def _utterances(hearing: Hearing) -> int:
    """How many have ended and will have a text."""
    ended = hearing.last_endpoint
    return 0 if ended is None or hearing.failed is not None else ended.utterance + 1


def _line(caller: Caller) -> bytes:
    """All of a caller's sound, with a quiet line between."""
    length = int((max(said.until_s for said in caller) + _AFTER_S) * RATE)
    rng = np.random.default_rng(len(caller[0].pcm))
    line = np.round(rng.standard_normal(length) * QUIET_RMS).astype("<i2")
    for said in caller:
        begin, sound = int(said.at_s * RATE), np.frombuffer(said.pcm, "<i2")
        line[begin : begin + len(sound)] = sound
    return line.tobytes()


async def _speak(hearings: Sequence[Hearing], lines: Sequence[bytes], met: Met) -> None:
    """20 ms of everybody every 20 ms; a loop that is late catches up, as sockets do."""
    begun = time.monotonic()
    for number in range(max(map(len, lines)) // _FRAME):
        due = begun + number * FRAME_MS / 1000
        wait = due - time.monotonic()
        await asyncio.sleep(max(0.0, wait))
        if wait > 0:
            met.lags_s.append(time.monotonic() - due)
        for hearing, line in zip(hearings, lines, strict=True):
            frame = line[number * _FRAME : (number + 1) * _FRAME]
            if len(frame) == _FRAME:
                hearing.feed(frame)
