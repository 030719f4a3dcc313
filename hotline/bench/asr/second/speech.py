"""Speech of a wished length: the spoken requests, put together and cut."""

from __future__ import annotations

from hotline.bench.asr.context import Context
from hotline.bench.material.material import Item
from hotline.bench.material.sound import PAD_S, RATE
from hotline.bench.material.voices import SENTENCES
from hotline.bench.rows import NoMaterial

SHORTEST_S, LONGEST_S = 2.0, 6.0
"""Sentences of callers."""


def spoken(context: Context) -> list[Item]:
    """The requests; where they are not here, synthetic sentences."""
    try:
        return context.material.requests()
    except NoMaterial:
        return context.voices.items(len(SENTENCES), accent=False)


def callers_sentences(context: Context) -> list[Item]:
    """Those of 2 to 6 s, the line around them included."""
    return [item for item in spoken(context) if SHORTEST_S <= item.seconds <= LONGEST_S]


def sentences_of(context: Context, seconds: float, count: int) -> list[Item]:
    """`count` pieces of continuous speech of that length, each from another place."""
    pad = int(RATE * PAD_S) * 2
    speech = b"".join(item.pcm[pad:-pad] for item in spoken(context))
    size = int(RATE * seconds) * 2
    step = max(2, (len(speech) - size) // max(1, count) // 2 * 2)
    cut = [speech[index * step : index * step + size] for index in range(count)]
    return [Item(f"{seconds:g} s, {index}", "", pcm) for index, pcm in enumerate(cut)]
