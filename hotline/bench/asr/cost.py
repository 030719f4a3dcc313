"""Rows of what hearing costs: memory, one stream, streams against a bare loop and against vosk-server."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

from asr import Recogniser, load_recogniser
from hotline.bench.asr.context import Context
from hotline.bench.asr.listening import BenchListener, Heard
from hotline.bench.asr.streams import compare
from hotline.bench.asr.vosk_server import compare_with_server
from hotline.bench.material.material import Item, word_list
from hotline.bench.material.sound import PAD_S, RATE
from hotline.bench.material.voices import SENTENCES
from hotline.bench.rows import Figures, NoMaterial, Task

_IDLE_STREAMS = 20
SERVER_ROUNDS = 5
"""Fewer than of the comparison with the bare loop: each is three passes."""


def memory(context: Context) -> tuple[Recogniser, Figures]:
    """Loads the recogniser and says what it took: resident MiB of the model, and of each open stream.

    Raises `ModelError`.
    """
    settings, item = context.settings, context.noise(context.rng(5), 1.0)
    before = _resident_mib()
    begin = time.thread_time()
    recogniser = load_recogniser(settings, context.base)
    load_s = time.thread_time() - begin
    rate = BenchListener(recogniser).rate
    streams = [recogniser.stream(rate, alternatives=settings.alternatives, grammar=None)]
    streams[0].accept(item.pcm)
    loaded = _resident_mib()
    for _ in range(_IDLE_STREAMS):
        stream = recogniser.stream(rate, alternatives=settings.alternatives, grammar=None)
        stream.accept(item.pcm)
        streams.append(stream)
    return recogniser, {
        "model_and_first_stream_mib": round(loaded - before, 1),
        "each_further_stream_mib": round((_resident_mib() - loaded) / _IDLE_STREAMS, 2),
        "load_cpu_s": round(load_s, 3),
    }


def tasks(context: Context, recogniser: Recogniser) -> Iterator[Task]:
    """One stream, and several."""

    def streams() -> Figures:
        speech = _continuous(context)
        return asyncio.run(compare(recogniser, context.settings, speech, context.effort.rounds))

    def against_server() -> Figures:
        program = context.extras.vosk_server
        if program is None:
            raise NoMaterial("vosk-server is not part of this project: --vosk-server FOLDER names it")
        speech, rounds = _continuous(context), min(context.effort.rounds, SERVER_ROUNDS)
        return asyncio.run(compare_with_server(program, recogniser, context.settings, speech, rounds))

    yield Task("cost", "one stream", lambda: _one_stream(context, recogniser), "real-time factor; one thread")
    yield Task("cost", "streams", streams, "continuous speech; one worker")
    note = "processor time of the servers' processes; hearing within the service"
    yield Task("cost", "streams against vosk-server", against_server, note)


def _one_stream(context: Context, recogniser: Recogniser) -> Figures:
    """Real-time factors (processor seconds per second of sound) and the dearest piece of 100 ms."""
    listener = BenchListener(recogniser)
    items = context.some(_speech(context))
    freely = [listener.hear(item) for item in items]
    menu = listener.stream(word_list("ivr"))
    in_menu = [listener.hear(item, menu) for item in items]
    return {
        "free_cpu_s_per_s": _factor(freely),
        "menu_cpu_s_per_s": _factor(in_menu),
        "free_worst_chunk_cpu_ms": _worst(freely),
        "menu_worst_chunk_cpu_ms": _worst(in_menu),
    }


def _factor(heard: list[Heard]) -> float:
    return round(sum(one.cpu_s for one in heard) / sum(one.item.seconds for one in heard), 4)


def _worst(heard: list[Heard]) -> float:
    return round(max(one.worst_chunk_s or 0.0 for one in heard) * 1000, 1)


def _speech(context: Context) -> list[Item]:
    """The spoken requests; where they are not here, synthetic sentences."""
    try:
        return context.material.requests()
    except NoMaterial:
        return context.voices.items(len(SENTENCES), accent=False)


def _continuous(context: Context) -> bytes:
    """Speech without the quiet line between sentences."""
    pad = int(RATE * PAD_S) * 2
    speech = b"".join(item.pcm[pad:-pad] for item in _speech(context))
    return speech[: RATE * 2 * context.effort.speech_s]


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
