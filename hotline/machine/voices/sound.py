"""What a voice gave, as prompts are kept: 16-bit PCM at the line's rate, all equally loud."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

LEVEL_DBFS = -20.0
"""Loudness of all prompts: RMS over the whole text."""

_MARGIN_S = 0.05
_SILENT = 0.01
"""Of the loudest sample; softer than that is silence."""


def finish(samples: NDArray[np.float32], found: int, rate: int) -> bytes:
    """Samples at `found` Hz as 16-bit little-endian PCM at `rate` Hz, normalised to -20 dBFS.

    Silence around the speech goes: a caller waits through it.
    """
    sound = soxr.resample(_trimmed(samples, found).astype(np.float64), found, rate)
    rms = float(np.sqrt(np.mean(sound**2))) or 1.0
    sound = np.clip(sound * (10 ** (LEVEL_DBFS / 20) / rms), -0.98, 0.98)
    return bytes((sound * 32767).astype("<i2").tobytes())


def _trimmed(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    loud = np.nonzero(np.abs(samples) > _SILENT * float(np.abs(samples).max(initial=0)))[0]
    if not len(loud):
        return samples
    margin = int(_MARGIN_S * rate)
    return samples[max(0, loud[0] - margin) : loud[-1] + 1 + margin]
