"""Rows of callers at once: how long they wait for their texts, and that nobody's words are lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice

import numpy as np

from hotline.administration.hearing.ears import Ears
from hotline.bench.asr.context import Context
from hotline.bench.asr.second.crowd import Caller, Met, Said, meet
from hotline.bench.asr.second.speech import callers_sentences, sentences_of
from hotline.bench.material.material import Item
from hotline.bench.rows import Figures, NoMaterial, Task
from hotline.instance import garbage_collection

EVERY_S = 12.0
"""Each caller says a sentence so often."""
_SENTENCES = {1: 10, 5: 5, 10: 5}
"""How many each says, by the number of callers."""
_TEN_S = 4.0
_THIRTY_S = 8.0


def crowds(context: Context, ears: Ears) -> Iterator[Task]:
    """One, five and ten who take turns; ten who end together; thirty who speak at once."""

    def measure(callers: Callable[[], list[Caller]]) -> Figures:
        settings = ears.settings
        ears.live.second.measure()
        garbage_collection.freeze()  # as a service does when it is up
        met = asyncio.run(meet(ears.live, settings, callers(), asked=True))
        return figures(met, settings.second_pass.patience_ms)

    for count, sentences in _SENTENCES.items():
        most = max(1, min(sentences, context.effort.recordings // 4))
        get = partial(taking_turns, context, count, most)
        yield Task("callers at once", f"{count} callers", partial(measure, get), "2 to 6 s, one in 12 s each")
    note = "4 s each, all ended within a second"
    yield Task("callers at once", "ten ends in a second", partial(measure, partial(_ten, context)), note)
    note = "8 s each without a pause, begun at once"
    yield Task("callers at once", "thirty speak at once", partial(measure, partial(_thirty, context)), note)


def figures(met: Met, patience_ms: int) -> Figures:
    """Waits are from the decision that a sentence is over until its final, in ms."""
    second = [final.took_ms for final in met.finals if final.read_by == "second"]
    first = [final.took_ms for final in met.finals if final.read_by == "first"]
    everybody = [final.took_ms for final in met.finals]
    return {
        "finals": len(met.finals),
        "second_pass_percent": round(100 * len(second) / max(1, len(met.finals)), 1),
        "wait_ms_p50": _percentile(everybody, 50),
        "wait_ms_p95": _percentile(everybody, 95),
        "second_pass_wait_ms_p95": _percentile(second, 95),
        "first_pass_wait_ms_p95": _percentile(first, 95),
        "longest_wait_ms": max(everybody, default=None),
        "patience_ms": patience_ms,
        "frames": met.frames,
        "frames_lost": met.lost,
        "failed": len(met.failed),
        "partials": met.partials,
        "loop_lag_ms_p99": _percentile([1000 * lag for lag in met.lags_s], 99),
        "readings": met.read,
        "refused_as_late": met.late,
        "reading_cpu_s": round(met.read_cpu_s, 1),
        "dropped_speculations": met.dropped,
        "dropped_cpu_s": round(met.dropped_cpu_s, 1),
        "own_cpu_s": round(met.own_cpu_s, 1),
    }


def taking_turns(context: Context, count: int, sentences: int) -> list[Caller]:
    """`count` callers who begin spread over the twelve seconds."""
    items = callers_sentences(context)
    if not items:
        raise NoMaterial("there are no sentences of 2 to 6 s")
    drawn = cycle([items[index] for index in context.rng(7, count).permutation(len(items))])
    return [_every(list(islice(drawn, sentences)), EVERY_S * index / count) for index in range(count)]


def _every(items: Sequence[Item], offset_s: float) -> Caller:
    return [Said(1 + offset_s + EVERY_S * number, item.pcm) for number, item in enumerate(items)]


def _ten(context: Context) -> list[Caller]:
    rng = np.random.default_rng(context.seed)
    return [[Said(1 + rng.uniform(0, 1), item.pcm)] for item in sentences_of(context, _TEN_S, 10)]


def _thirty(context: Context) -> list[Caller]:
    return [[Said(1.0, item.pcm)] for item in sentences_of(context, _THIRTY_S, 30)]


def _percentile(values: Sequence[float], percent: float) -> float | None:
    return round(float(np.percentile(values, percent)), 1) if values else None
