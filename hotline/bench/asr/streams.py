"""What a stream costs: our hearing against a bare Vosk loop in the same run, and memory."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import vosk

from asr import FRAME_MS, AsrSettings, Hearing, Hypothesis, Recogniser, RecogniserStream, WorkerPool
from contracts import Event
from hotline.bench.material.sound import RATE
from hotline.bench.rows import Figures, NoMaterial

STREAMS = 4
"""Streams at once, in both loops."""
CHUNK_S = 0.1
"""Sound that the bare loop hands over at once, as vosk-server's clients do."""
SPEED = 4
"""Times real time at which both loops are fed. In one go both would be cheaper than in calls: caches stay
warm, and sound comes in larger pieces."""
QUEUE_MS = 30_000
"""Sound that may wait here: a busy machine must not make the measurement drop any."""
_BURST_MS = 80
_SETTLED_S = 0.5


async def compare(recogniser: Recogniser, settings: AsrSettings, speech: bytes, rounds: int) -> Figures:
    """Processor time of `STREAMS` streams of the same continuous speech (8 kHz), both ways in turn.

    Processor time of the whole process is counted, so other programs disturb it little; each round has a
    ratio of its own, begun by ours and by the bare loop in turn, and the middle one is the figure. Raises
    `NoMaterial` for an engine that has no bare loop here.
    """
    folder = getattr(recogniser, "folder", None)
    if settings.engine != "vosk" or not isinstance(folder, Path) or recogniser.rate > RATE:
        raise NoMaterial("the bare loop is Vosk's, with a model for 8000 Hz")
    model = vosk.Model(str(folder))
    seconds = len(speech) / 2 / RATE * STREAMS
    ours, bare, shares = [], [], []
    for number in range(rounds):
        for turn in (number, number + 1):
            if turn % 2:
                spent, share = await hearing_cost(recogniser, settings, speech)
                ours.append(spent / seconds)
                shares.append(share)
            else:
                bare.append(await asyncio.to_thread(_bare, model, speech) / seconds)
    around, _ = await hearing_cost(_Deaf(), settings, speech)
    ratios = [plain / own for plain, own in zip(bare, ours, strict=True)]
    return {
        "rounds": rounds,
        "streams": STREAMS,
        "speech_s": round(seconds / STREAMS, 1),
        "bare_cpu_s_per_s": round(statistics.median(bare), 4),
        "hearing_cpu_s_per_s": round(statistics.median(ours), 4),
        "hearing_around_the_recogniser_cpu_s_per_s": round(around / seconds, 4),
        "bare_streams_per_core": round(1 / statistics.median(bare), 1),
        "hearing_streams_per_core": round(1 / statistics.median(ours), 1),
        "ratio": round(statistics.median(ratios), 3),
        "ratio_per_recognised_second": round(statistics.median(ratios) * statistics.fmean(shares), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "recognised_share": round(statistics.fmean(shares), 3),
    }


def _bare(model: Any, speech: bytes) -> float:
    """Processor seconds of a plain Vosk loop over all streams in turn, with partials and words."""
    recognisers = [vosk.KaldiRecognizer(model, float(RATE)) for _ in range(STREAMS)]
    for one in recognisers:
        one.SetWords(True)
    step = int(RATE * CHUNK_S) * 2
    begin = time.process_time()
    for start in range(0, len(speech), step):
        chunk = speech[start : start + step]
        for one in recognisers:
            if one.AcceptWaveform(chunk):
                one.Result()
            else:
                one.PartialResult()
        time.sleep(CHUNK_S / SPEED)
    for one in recognisers:
        one.FinalResult()
    return time.process_time() - begin


async def hearing_cost(recogniser: Recogniser, settings: AsrSettings, speech: bytes) -> tuple[float, float]:
    """Processor seconds of our hearing: framing, voice detection, cutting, events, one worker thread.

    And the share of the sound that reached the recogniser; the rest was taken for pauses.
    """
    counted = _Counted(recogniser)
    pool = WorkerPool(1)
    settings = settings.model_copy(update={"queue_ms": QUEUE_MS})
    dropped = 0
    frame = RATE * FRAME_MS // 1000 * 2
    burst = frame * (_BURST_MS // FRAME_MS)
    begin = time.process_time()
    try:
        hearings = [
            Hearing(f"bench-{i}", "caller", RATE, counted, settings, pool, _ignore) for i in range(STREAMS)
        ]
        for start in range(0, len(speech), burst):
            for at in range(start, min(start + burst, len(speech)), frame):
                for hearing in hearings:
                    hearing.feed(speech[at : at + frame])
            await asyncio.sleep(_BURST_MS / 1000 / SPEED)
        await _caught_up(counted)
        for hearing in hearings:
            await hearing.close()
            dropped += hearing.frames_dropped
    finally:
        await asyncio.to_thread(pool.close)
    spent = time.process_time() - begin
    if dropped:
        raise NoMaterial(f"this machine is too busy: {dropped} frames had to be dropped")
    if failed := next((hearing.failed for hearing in hearings if hearing.failed), None):
        raise NoMaterial(f"this machine is too busy: {failed}")
    return spent, counted.taken / (len(speech) * STREAMS)


async def _caught_up(counted: _Counted) -> None:
    """Waits until the worker takes no more sound: closing has a time limit, a busy machine may pass it."""
    before = -1
    while before != counted.taken:
        before = counted.taken
        await asyncio.sleep(_SETTLED_S)


class _Deaf:
    """A recogniser that costs nothing, so that the rest can be counted."""

    rate = RATE

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> RecogniserStream:
        return _DeafStream()

    def close(self) -> None:
        """Nothing to free."""


class _DeafStream:
    def accept(self, pcm: bytes | memoryview) -> bool:
        return False

    def partial(self) -> str:
        return ""

    def final(self) -> Hypothesis:
        return Hypothesis("")

    def reset(self) -> None:
        """Nothing to forget."""


class _Counted:
    """A recogniser that counts the bytes it is given."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self.rate = recogniser.rate
        self.taken = 0

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> RecogniserStream:
        return _CountedStream(self, self._recogniser.stream(rate, alternatives=alternatives, grammar=grammar))

    def close(self) -> None:
        """The recogniser belongs to somebody else."""


class _CountedStream:
    def __init__(self, counted: _Counted, stream: RecogniserStream) -> None:
        self._counted = counted
        self._stream = stream
        self.partial = stream.partial
        self.final = stream.final
        self.reset = stream.reset

    def accept(self, pcm: bytes | memoryview) -> bool:
        self._counted.taken += len(pcm)
        return self._stream.accept(pcm)


def _ignore(event: Event) -> None:
    """Events are made and delivered; nobody needs them here."""
