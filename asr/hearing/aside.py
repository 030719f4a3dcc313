"""Is an utterance somebody else's: a television, talk in the room? Told by its level against the caller's.

A telephone is held to the mouth, so whoever else is heard is much softer. The opposite error is the worse
one, for a caller who is not answered: what is not clearly softer, or too short to say, is the caller's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from asr.hearing.framing import FRAME_MS

SOFTER_DB = 12.0
"""So far below the caller's own level an utterance is not theirs; who turns their head loses half of it."""

_FULL_SCALE = 32768

SHORTEST_MS = 400
"""Voiced sound of an utterance, and of all of the caller's own, below which one cannot tell: 嗯 is soft."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud one utterance was."""

    dbfs: float
    """Mean level of its voiced frames, in dB below full scale (so never above 0)."""
    voiced_ms: int
    """How much voiced sound it had, in ms."""


class LevelMeter:
    """Adds up the voiced frames of an utterance."""

    def __init__(self) -> None:
        self._power = 0.0
        self._frames = 0

    def add(self, frame: bytes) -> None:
        """A voiced frame of 20 ms, 16-bit little-endian mono."""
        samples = np.frombuffer(frame, "<i2").astype(np.float32)
        self._power += float(samples @ samples) / len(samples)
        self._frames += 1

    def take(self) -> Loudness:
        """How loud the frames since the last call were together."""
        power = self._power / max(1, self._frames) / _FULL_SCALE**2
        loudness = Loudness(10 * math.log10(power) if power > 0 else -math.inf, self._frames * FRAME_MS)
        self._power, self._frames = 0.0, 0
        return loudness


def is_aside(utterance: Loudness, own: Sequence[Loudness], noise_dbfs: float) -> bool:
    """Whether an utterance is surely not the caller's.

    `own`: the caller's earlier utterances, those that were answered; without any, it never is. `noise_dbfs`:
    the line's noise, which lies under all of them and makes soft voices seem louder than they are.
    """
    enough = utterance.voiced_ms >= SHORTEST_MS and sum(one.voiced_ms for one in own) >= SHORTEST_MS
    if not enough:
        return False
    usual = median(_without(noise_dbfs, one.dbfs) for one in own)
    return usual - utterance.dbfs >= SOFTER_DB


def _without(noise_dbfs: float, dbfs: float) -> float:
    """The level of the voice alone; minus infinity where there is nothing but the noise."""
    power = 10 ** (dbfs / 10) - 10 ** (noise_dbfs / 10)
    return 10 * math.log10(power) if power > 0 else -math.inf
