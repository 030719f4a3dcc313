"""What a stream costs: our hearing against a bare Vosk loop in the same run, and memory."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import vosk

from asr import FRAME_MS, AsrSettings, Hearing, Recogniser, RecogniserStream, WorkerPool, load_recogniser
from contracts import Event
from hotline.benchmarks.material import Item
from hotline.benchmarks.rows import NoMaterial
from hotline.benchmarks.sound import RATE

STREAMS = 4
"""Streams at once, in both loops."""
CHUNK_S = 0.1
"""Sound that the bare loop hands over at once, as vosk-server's clients do."""
READINGS = 10
"""Other readings that our engine asks Vosk for; asking for them costs time at the end of an utterance."""
SPEED = 4
"""Times real time at which both loops are fed. In one go both would be cheaper than in calls: caches stay
warm, and sound comes in larger pieces."""
QUEUE_MS = 30_000
"""Sound that may wait here: a busy machine must not make the measurement drop any."""
_BURST_MS = 80
_IDLE_STREAMS = 20


async def compare(
    recogniser: Recogniser, settings: AsrSettings, speech: bytes, rounds: int
) -> dict[str, Any]:
    """Processor time of `STREAMS` streams of the same continuous speech (8 kHz), both ways in turn.

    Processor time of the whole process is counted, so other programs disturb it little. Raises
    `NoMaterial` for an engine that has no bare loop here.
    """
    folder = getattr(recogniser, "folder", None)
    if settings.engine != "vosk" or not isinstance(folder, Path) or recogniser.rate > RATE:
        raise NoMaterial("the bare loop is Vosk's, with a model for 8000 Hz")
    model = vosk.Model(str(folder))
    seconds = len(speech) / 2 / RATE * STREAMS
    readings = settings.alternatives and READINGS
    ours, bare, alike, shares = [], [], [], []
    for _ in range(rounds):
        bare.append(await asyncio.to_thread(_bare, model, speech, 0) / seconds)
        alike.append(await asyncio.to_thread(_bare, model, speech, readings) / seconds)
        spent, share = await _hearing(recogniser, settings, speech)
        ours.append(spent / seconds)
        shares.append(share)
    ratios = [plain / own for plain, own in zip(bare, ours, strict=True)]
    return {
        "rounds": rounds,
        "streams": STREAMS,
        "speech_s": round(seconds / STREAMS, 1),
        "bare_cpu_s_per_s": round(statistics.median(bare), 4),
        "bare_with_readings_cpu_s_per_s": round(statistics.median(alike), 4),
        "hearing_cpu_s_per_s": round(statistics.median(ours), 4),
        "bare_streams_per_core": round(1 / statistics.median(bare), 1),
        "hearing_streams_per_core": round(1 / statistics.median(ours), 1),
        "ratio": round(statistics.median(ratios), 3),
        "ratio_per_recognised_second": round(statistics.median(ratios) * statistics.fmean(shares), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "recognised_share": round(statistics.fmean(shares), 3),
    }


def _bare(model: Any, speech: bytes, readings: int) -> float:
    """Processor seconds of a plain Vosk loop over all streams in turn, with partials and words."""
    recognisers = [vosk.KaldiRecognizer(model, float(RATE)) for _ in range(STREAMS)]
    for one in recognisers:
        one.SetWords(True)
        one.SetMaxAlternatives(readings)
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


async def _hearing(recogniser: Recogniser, settings: AsrSettings, speech: bytes) -> tuple[float, float]:
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
        for hearing in hearings:
            await hearing.close()
            dropped += hearing.frames_dropped
    finally:
        await asyncio.to_thread(pool.close)
    spent = time.process_time() - begin
    if dropped:
        raise NoMaterial(f"this machine is too busy: {dropped} frames had to be dropped")
    return spent, counted.taken / (len(speech) * STREAMS)


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


def memory(settings: AsrSettings, base: Path, item: Item) -> tuple[Recogniser, dict[str, Any]]:
    """Loads the recogniser and says what it took: resident MiB of the model, and of each open stream."""
    before = _resident_mib()
    begin = time.thread_time()
    recogniser = load_recogniser(settings, base)
    load_s = time.thread_time() - begin
    rate = 16000 if recogniser.rate >= 16000 else RATE
    streams = [recogniser.stream(rate, alternatives=settings.alternatives, grammar=None)]
    streams[0].accept(item.pcm)
    loaded = _resident_mib()
    for _ in range(_IDLE_STREAMS):
        stream = recogniser.stream(rate, alternatives=settings.alternatives, grammar=None)
        stream.accept(item.pcm)
        streams.append(stream)
    per_stream = (_resident_mib() - loaded) / _IDLE_STREAMS
    figures = {
        "model_and_first_stream_mib": round(loaded - before, 1),
        "each_further_stream_mib": round(per_stream, 2),
        "load_cpu_s": round(load_s, 3),
    }
    return recogniser, figures


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _ignore(event: Event) -> None:
    """Events are made and delivered; nobody needs them here."""
