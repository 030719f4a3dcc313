"""Rows of what one sentence costs in each pass."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from functools import partial

from asr.engines.offline import Utterance
from hotline.administration.hearing.ears import Ears
from hotline.bench.asr.context import Context
from hotline.bench.asr.listening import BenchListener
from hotline.bench.asr.second.speech import sentences_of
from hotline.bench.material.material import Item
from hotline.bench.material.sound import RATE
from hotline.bench.rows import Figures, Task

LENGTHS_S = (3.0, 5.0, 10.0)
_ROUNDS = 5


def cost(context: Context, ears: Ears) -> Iterator[Task]:
    """A sentence of each length, by each pass, one after another."""
    for seconds in LENGTHS_S:
        measure = partial(_sentence, context, ears, seconds)
        note = "freely; medians; the second pass in one piece, whole"
        yield Task("cost of two passes", f"sentence of {seconds:g} s", measure, note)


def _sentence(context: Context, ears: Ears, seconds: float) -> Figures:
    items = sentences_of(context, seconds, _ROUNDS)
    listener = BenchListener(ears.passes["first"])
    first = [listener.hear(item).cpu_s for item in items]
    read, waited = zip(*(_read(ears, item) for item in items), strict=True)
    both = statistics.median(first) + statistics.median(read)
    return {
        "n": len(items),
        "first_cpu_s": round(statistics.median(first), 3),
        "second_cpu_s": round(statistics.median(read), 3),
        "second_alone_s": round(statistics.median(waited), 3),
        "sentences_a_minute_a_core": round(60 / both, 1),
        "sentences_a_minute_here": round(60 / both * (os.cpu_count() or 1), 1),
    }


def _read(ears: Ears, item: Item) -> tuple[float, float]:
    """Processor seconds, and seconds by the clock, of one reading that nobody disturbs."""
    begun = time.monotonic()
    reading = ears.offline.model.read(Utterance(item.pcm, RATE))
    return reading.cpu_s, time.monotonic() - begun
