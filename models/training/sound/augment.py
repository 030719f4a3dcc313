"""Another speaker, place and line out of the same features; drawn anew in every epoch.

What changes the spectrum is done on log mel energies: the cepstra are all forty, so that the cosine transform
can be undone without loss.
"""

from __future__ import annotations

import math
import random

import numpy as np
import scipy.signal as ss
from numpy.typing import NDArray

from models.training.sound.features import CEPSTRA, FRAMES_A_SECOND, HIGH_HZ, LOW_HZ, Features, read_at

Matrix = NDArray[np.float32]

_COLOUR = np.array([0, 3, 3, 2, 2, 1.5, 1.5, 1, 1] + [0] * (CEPSTRA - 9), np.float32)
"""How much each cepstrum may be off for a whole utterance: microphones and lines we never heard."""
_NOTHING = np.array(
    [math.log(np.finfo(np.float32).eps) * math.sqrt(CEPSTRA)] + [0] * (CEPSTRA - 1), np.float32
)
"""Cepstra of digital silence without dither: Kaldi floors every energy to the smallest float32 step."""
_MIDDLE_HZ = 1400.0
"""Between the first and the second formant of most vowels: both sides may be warped differently."""
_WORD_LABELS = 8
"""Two short words between silences have so many."""
_DECAY_60_DB = 13.8
"""Nats of energy."""


def _cosine() -> NDArray[np.float64]:
    bins = np.arange(CEPSTRA)
    cosine = np.sqrt(2 / CEPSTRA) * np.cos(math.pi / CEPSTRA * (bins[None, :] + 0.5) * bins[:, None])
    cosine[0] /= math.sqrt(2)
    return np.asarray(cosine)


_LIFTER = 1 + 11 * np.sin(math.pi * np.arange(CEPSTRA) / 22)  # Kaldi's cepstral lifter of 22
TO_LOG_MEL: Matrix = (_cosine() / _LIFTER[:, None]).astype(np.float32)
"""``cepstra @ TO_LOG_MEL`` are the log mel energies."""
TO_CEPSTRA: Matrix = (_cosine().T * _LIFTER[None, :]).astype(np.float32)


def _mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1127 * np.log(1 + hz / 700)


def tract_matrix(low: float, high: float) -> Matrix:
    """``log_mel @ matrix``: the log mel energies of another vocal tract.

    Frequencies up to ``_MIDDLE_HZ`` are divided by ``low``, the distances above it by ``high``; with both the
    same it is a tract that many times as long.
    """
    bins = np.arange(CEPSTRA)
    floor, ceiling = _mel(np.array([LOW_HZ, HIGH_HZ]))
    step = (ceiling - floor) / (CEPSTRA + 1)
    centres_hz = 700 * (np.exp((floor + step * (bins + 1)) / 1127) - 1)
    source_hz = low * np.minimum(centres_hz, _MIDDLE_HZ) + high * np.maximum(centres_hz - _MIDDLE_HZ, 0)
    place = np.clip((_mel(source_hz) - floor) / step - 1, 0, CEPSTRA - 1)
    left = np.minimum(place.astype(int), CEPSTRA - 2)
    reading = np.zeros((CEPSTRA, CEPSTRA), np.float32)
    reading[left, bins] = 1 - (place - left)
    reading[left + 1, bins] = place - left
    return reading


def _blur(width: float) -> Matrix:
    """A Gaussian over neighbouring mel bins."""
    bins = np.arange(CEPSTRA)
    weights = np.exp(-((bins[:, None] - bins[None, :]) ** 2) / (2 * width**2))
    return np.asarray(weights / weights.sum(0), np.float32)


_BLURS = [_blur(width) for width in (0.6, 1.0, 1.5)]


def augmented(features: Features, label_count: int, rng: random.Random, noise: np.random.Generator) -> Matrix:
    """The utterance as somebody else might have said it; never too fast for its labels."""
    result = _paced(features, label_count, rng).astype(np.float32)
    if rng.random() < 0.85:
        result = _heard_elsewhere(result @ TO_LOG_MEL, rng, noise) @ TO_CEPSTRA
    if rng.random() < 0.6:
        result += rng.uniform(0.5, 1.6) * _COLOUR * noise.standard_normal(CEPSTRA).astype(np.float32)
    result[:, 0] += rng.uniform(-10, 10)
    if rng.random() < 0.2:  # a gap, filled with the frame before it
        start, width = rng.randrange(len(result)), rng.randint(2, 8)
        result[start : start + width] = result[start]
    if rng.random() < 0.15:  # lines that send nothing at all in pauses
        result[result[:, 0] < np.quantile(result[:, 0], rng.uniform(0.02, 0.2))] = _NOTHING
    return result


def _paced(features: Features, label_count: int, rng: random.Random) -> Features:
    """Another tempo, as a whole or changing within the utterance; a word alone may be drawn out."""
    shortest = (3 * 1.25 * label_count + 3) / len(features)
    longest = 1.5 if label_count <= _WORD_LABELS else 1.15
    factor = max(rng.uniform(0.65, longest), shortest)
    if rng.random() > 0.7 or factor >= longest:
        return features
    knots = rng.randint(2, 5) if rng.random() < 0.5 else 1
    paces = np.cumsum([0.0, *(rng.uniform(0.7, 1.35) for _ in range(knots))])
    frames = max(2, round(len(features) * factor))
    along = np.interp(np.linspace(0, 1, frames), paces / paces[-1], np.linspace(0, 1, knots + 1))
    return read_at(features, along * (len(features) - 1))


def _heard_elsewhere(log_mel: Matrix, rng: random.Random, noise: np.random.Generator) -> Matrix:
    """Tract, sharpness of the spectrum, room, noise and missing bands."""
    if rng.random() < 0.65:
        low = rng.uniform(0.82, 1.22)
        high = min(max(low * rng.uniform(0.88, 1.14), 0.8), 1.25)
        log_mel = log_mel @ tract_matrix(low, high)
    if rng.random() < 0.35:  # coarse codecs and breathy voices blur the spectrum, others are sharper
        blurred = log_mel @ rng.choice(_BLURS)
        log_mel = np.asarray(blurred + rng.uniform(0, 1.4) * (log_mel - blurred), np.float32)
    if rng.random() < 0.12:
        log_mel = _echoing(log_mel, rng)
    if rng.random() < 0.3:
        log_mel = np.asarray(np.logaddexp(log_mel, _din(log_mel, rng, noise)), np.float32)
    if rng.random() < 0.15:
        width = rng.randint(2, 6)
        start = rng.randrange(CEPSTRA - width)
        log_mel[:, start : start + width] = log_mel[:, start : start + width].mean(0)
    return log_mel


def _echoing(log_mel: Matrix, rng: random.Random) -> Matrix:
    """A room: a part of the energy dies away slowly."""
    decay = math.exp(-_DECAY_60_DB / (rng.uniform(0.2, 0.7) * FRAMES_A_SECOND))
    share = rng.uniform(0.02, 0.2)
    top = log_mel.max()
    tail = ss.lfilter([0.0, share], [1.0, -decay], np.exp(log_mel - top), axis=0)
    return np.asarray(np.logaddexp(log_mel, np.log(tail + 1e-12) + top), np.float32)


def _din(log_mel: Matrix, rng: random.Random, noise: np.random.Generator) -> Matrix:
    """Noise of a smooth random spectrum, half of the time swelling, or the utterance itself backwards as
    babble.
    """
    loud = float(np.quantile(log_mel.mean(1), 0.9))
    ratio = rng.uniform(3, 30) / 10 * math.log(10)
    if rng.random() < 0.25:
        babble = np.roll(log_mel[::-1], rng.randrange(len(log_mel)), axis=0)
        return np.asarray(babble - max(ratio, math.log(10)), np.float32)
    bins = np.linspace(0, math.pi, CEPSTRA)
    shape = sum(rng.gauss(0, 0.8) * np.cos(order * bins) for order in (1, 2, 3))
    frames = len(log_mel)
    swell = np.zeros(frames)
    if rng.random() < 0.5:
        knots = max(2, frames // (FRAMES_A_SECOND // 2))
        swell = np.interp(np.linspace(0, knots - 1, frames), np.arange(knots), noise.normal(0, 1.0, knots))
    din = loud - ratio + shape + swell[:, None] + 0.6 * noise.standard_normal(log_mel.shape)
    return np.asarray(din, np.float32)
