"""The table that the windows of `asr/engines/whisper/window.py` are chosen from."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from asr.engines.whisper.engine import LANGUAGE, SWITCH_AT, prompt_of
from asr.engines.whisper.network import Network
from asr.engines.whisper.task import Task as Reading
from asr.engines.whisper.text import plain, simplified
from hotline.bench.asr.context import Context
from hotline.bench.asr.listening import Heard, chinese
from hotline.bench.asr.second.speech import LONGEST_S, SHORTEST_S
from hotline.bench.material.material import Item
from hotline.bench.material.sound import RATE
from hotline.bench.rows import Figures, NoMaterial, Task
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.reading import reading_options

WINDOWS_S = (8.0, 10.0, 12.0, 15.0, 20.0, 30.0)
BEAMS = (1, 3, 5)
_ROOM_S = 0.5
_EACH = 12
"""Sentences of each of two sets."""


def windows(context: Context, config: HotlineConfig, base: Path) -> Iterator[Task]:
    """Every window with every beam, guards off; in this process, one thread, a reading after the other."""

    def measure(window: float, beam: int) -> Figures:
        folder = base / (config.asr.final_model or "")
        network = Network(folder, 1, window=lambda seconds: max(window, seconds + _ROOM_S))
        prompt = prompt_of(reading_options(config).words)
        each = min(_EACH, context.effort.recordings)
        return context.errors(partial(_read, network, prompt, beam), _items(context, each))

    for window in WINDOWS_S:
        for beam in BEAMS:
            name, note = f"window {window:g} s, beam {beam}", "sentences of 2 to 6 s, half of them people"
            yield Task("windows", name, partial(measure, window, beam), note)


def _read(network: Network, prompt: str, beam: int, item: Item) -> Heard:
    task = Reading(item.pcm, RATE, prompt, LANGUAGE, SWITCH_AT, beam, 1)
    begun = time.process_time()
    answer = network.decode(task, network.encode(task))
    spent = time.process_time() - begun
    return Heard(item, chinese(plain(simplified(answer.texts[0]))), spent)


def _items(context: Context, each: int) -> list[Item]:
    found: list[Item] = []
    for items in (context.material.dev("service"), context.material.requests()):
        short = [item for item in items if SHORTEST_S <= item.seconds <= LONGEST_S]
        found += short[:each]
    if not found:
        raise NoMaterial("there are no sentences of 2 to 6 s")
    return found
