"""Another speaker out of the same features: tempo, vocal tract, colour and gaps; drawn anew in every
epoch.
"""

from __future__ import annotations

import math
import random

import numpy as np
from numpy.typing import NDArray

from models.training.features import CEPSTRA, HIGH_HZ, LOW_HZ, Features, stretch

Matrix = NDArray[np.float32]

_COLOUR = np.array([0, 3, 3, 2, 2, 1.5, 1.5, 1, 1] + [0] * (CEPSTRA - 9), np.float32)
"""How much each cepstrum may be off for a whole utterance: microphones and lines we never heard."""


def _mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1127 * np.log(1 + hz / 700)


def tract_matrix(factor: float) -> Matrix:
    """The cepstra of a vocal tract ``factor`` times as short, from plain cepstra: ``features @ matrix``.

    Un-lifter, inverse cosine transform to log mel energies, read them at stretched frequencies, and back.
    """
    bins = np.arange(CEPSTRA)
    cosine = np.sqrt(2 / CEPSTRA) * np.cos(math.pi / CEPSTRA * (bins[None, :] + 0.5) * bins[:, None])
    cosine[0] /= math.sqrt(2)
    lifter = 1 + 11 * np.sin(math.pi * bins / 22)  # Kaldi's cepstral lifter of 22
    low, high = _mel(np.array([LOW_HZ, HIGH_HZ]))
    step = (high - low) / (CEPSTRA + 1)
    centres_hz = 700 * (np.exp((low + step * (bins + 1)) / 1127) - 1)
    place = np.clip((_mel(centres_hz * factor) - low) / step - 1, 0, CEPSTRA - 1)
    left = np.minimum(place.astype(int), CEPSTRA - 2)
    reading = np.zeros((CEPSTRA, CEPSTRA))
    reading[bins, left] = 1 - (place - left)
    reading[bins, left + 1] = place - left
    whole = (lifter[:, None] * cosine) @ reading @ (cosine.T / lifter[None, :])
    return np.ascontiguousarray(whole.T, np.float32)


_TRACTS = [tract_matrix(float(factor)) for factor in np.linspace(0.84, 1.2, 19)]


def augmented(features: Features, label_count: int, rng: random.Random, noise: np.random.Generator) -> Matrix:
    """The utterance as somebody else might have said it; never too fast for its labels."""
    if rng.random() < 0.6:
        shortest = (3 * 1.25 * label_count + 3) / len(features)
        factor = max(rng.uniform(0.65, 1.12), shortest)
        if factor < 1.15:
            features = stretch(features, factor)
    result = features.astype(np.float32)
    if rng.random() < 0.5:
        result = result @ rng.choice(_TRACTS)
    if rng.random() < 0.5:
        result += _COLOUR * noise.standard_normal(CEPSTRA).astype(np.float32)
    result[:, 0] += rng.uniform(-8, 8)
    if rng.random() < 0.3:  # a gap, filled with the frame before it
        start, width = rng.randrange(len(result)), rng.randint(2, 8)
        result[start : start + width] = result[start]
    return result
