"""Rows of sentences: every set of recordings of people, and the spoken requests, by each pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hotline.administration.hearing.ears import Ears, Pass
from hotline.bench.asr.context import Context
from hotline.bench.asr.second.hearing import PASSES, TITLES, heard
from hotline.bench.material.material import Item
from hotline.bench.rows import Figures, Task

NOISE_DB = 12.0
LOWER = -4.0
"""Semitones."""
UNSEEN = "no model here was trained on it"


def sets(context: Context) -> list[tuple[str, Callable[[], list[Item]], str]]:
    """Name, items, note."""
    material, most = context.material, context.effort.recordings
    return [
        ("service sentences", partial(material.dev, "service"), f"one woman; {UNSEEN}"),
        ("Sichuan accent", partial(material.dev, "chuan"), f"six sentences; {UNSEEN}"),
        ("many speakers", partial(material.more, "many", most), "57 speakers, read"),
        ("two speakers", partial(material.more, "aishell1_2spk", most), "a sample, read"),
        ("requests", material.requests, "a synthetic voice"),
        ("requests, noise 12 dB", partial(material.requests, noise_db=NOISE_DB), "pink noise"),
        ("requests, lower voice", partial(material.requests, semitones=LOWER), "four semitones, librosa"),
    ]


def people(context: Context, ears: Ears) -> Iterator[Task]:
    """Each set by each pass."""

    def measure(get: Callable[[], list[Item]], by: Pass) -> Figures:
        return context.errors(lambda item: heard(ears, item, by), context.some(get()))

    for name, get, note in sets(context):
        for by in PASSES:
            yield Task(f"sentences, {TITLES[by]}", f"{name}, {by}", partial(measure, get, by), note)
