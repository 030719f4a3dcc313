"""Items heard by one pass or both, through the whole road of a call."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import soundfile

from asr import Transcript, transcript_of
from hotline.administration.hearing.ears import Ears, Pass
from hotline.bench.asr.listening import Heard, chinese
from hotline.bench.material.material import Item
from hotline.bench.material.sound import RATE

PASSES: tuple[Pass, ...] = ("first", "second", "joined")
TITLES = {"first": "first pass", "second": "second pass", "joined": "joined passes"}
"""How the groups of rows are named."""


def transcript(ears: Ears, item: Item, by: Pass) -> Transcript:
    """Voice detection, cutting into utterances, recognition. Blocking."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "item.wav"
        soundfile.write(path, np.frombuffer(item.pcm, "<i2"), RATE)
        return transcript_of(path, ears.passes[by], ears.settings)


def heard(ears: Ears, item: Item, by: Pass) -> Heard:
    """The same, to be counted. Processor seconds are those of a model's own processes, too."""
    said = transcript(ears, item, by)
    # Numbers that are written as figures are compared as they were spoken: `text`, not `written`.
    return Heard(item, chinese("".join(final.text for final in said.finals)), said.cpu_seconds)
