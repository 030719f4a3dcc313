"""Rows of sounds in which nobody speaks: none may become text, and none may route a call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from hotline.administration.hearing.ears import Ears, Pass
from hotline.bench.asr.context import Context
from hotline.bench.asr.second.calls import Led
from hotline.bench.asr.second.hearing import PASSES, TITLES, transcript
from hotline.bench.material import nobody
from hotline.bench.material.material import Item
from hotline.bench.rows import Figures, NoMaterial, Task

_MOST = 100
"""Pieces of a kind."""
_SHOWN = 5
"""Texts that stand in a row, so that one sees what kind they are."""


def phantoms(context: Context, ears: Ears, led: Led) -> Iterator[Task]:
    """Each kind by each pass."""

    def measure(get: Callable[[], list[Item]], by: Pass) -> Figures:
        items = get()
        texts: list[str] = []
        routed = utterances = 0
        asked = len(ears.offline.asked)
        for item in items:
            finals = transcript(ears, item, by).finals
            utterances += len(finals)
            said = [final.text for final in finals if final.text]
            if said:
                texts.append(" ".join(said))
                decided = led.by(finals).decided
                routed += decided is not None and decided.intent is not None
        return {
            "n": len(items),
            "utterances": utterances,
            "with_text_percent": round(100 * len(texts) / len(items), 1),
            "routed_percent": round(100 * routed / len(items), 1),
            "refused_by_guard": Counter(
                reading.refused for reading in ears.offline.asked[asked:] if reading.refused
            ),
            "texts": texts[:_SHOWN],
        }

    count = min(_MOST, context.effort.words)
    for name in (*nobody.KINDS, "talk of eight"):
        get = partial(_pieces, context, name, count)
        for by in PASSES:
            note = "share of pieces of 1 to 6 s; voice detection comes first"
            yield Task(f"phantoms, {TITLES[by]}", f"{name}, {by}", partial(measure, get, by), note)


def _pieces(context: Context, name: str, count: int) -> list[Item]:
    kind = nobody.KINDS.get(name) or nobody.mixed_talk(_voices(context))
    return nobody.pieces(kind, name, count, context.seed)


def _voices(context: Context) -> list[np.ndarray[tuple[int], np.dtype[np.float32]]]:
    """Recorded people; where they are not here, the synthetic voices."""
    try:
        items = context.material.dev("service")
    except NoMaterial:
        items = context.voices.items(12, accent=False)
    return [np.frombuffer(item.pcm, "<i2").astype(np.float32) / np.float32(32768) for item in items]
