"""Is a line dead, or is there sound in which no voice was found: noise, or a voice too faint?

A machine that hears nobody may end a call only where truly nothing comes.
"""

from __future__ import annotations

import numpy as np

from asr.hearing.framing import FRAME_MS

_LEAST_DBFS = -50.0
"""Idle telephone channels hiss at -65 dBm0 or less (ITU-T G.712); the faintest voices peak above this."""
_LEAST_POWER = 32768**2 * 10 ** (_LEAST_DBFS / 10)
ENOUGH_MS = 200
"""So much sound in all, in ms, and the line is not dead: clicks alone are shorter."""


class DeadLine:
    """Listens to one leg until its first sound."""

    def __init__(self) -> None:
        self._left = ENOUGH_MS // FRAME_MS

    def wakes(self, frame: bytes) -> bool:
        """Takes the next 20 ms frame, 16-bit little-endian mono; true once, as the line proves alive."""
        if not self._left:
            return False
        samples = np.frombuffer(frame, "<i2").astype(np.float32)
        self._left -= bool(float(samples @ samples) > _LEAST_POWER * len(samples))
        return not self._left
