"""Telephone codecs there and back, 8 kHz samples between -1 and 1: what they take from a voice."""

from __future__ import annotations

import io
import math
from collections.abc import Callable

import numpy as np
import scipy.linalg as sl
import scipy.signal as ss
import soundfile as sf
from numpy.typing import NDArray

RATE = 8000
"""Hz."""

Samples = NDArray[np.float32]
Codec = Callable[[Samples], Samples]

_FRAME, _SUBFRAME = 160, 40
"""Samples: 20 ms and 5 ms, as in the codecs of mobile telephones."""
_ORDER = 10
_PULSES = 10
"""Of a subframe; G.729 has four, but chooses them by what they sound like and repeats the pitch besides."""


def mu_law(sound: Samples) -> Samples:
    """G.711 mu-law, from its formula."""
    compressed = np.round(np.log1p(255 * np.abs(sound)) / math.log(256) * 127) / 127
    return np.asarray(np.sign(sound) * (256**compressed - 1) / 255, np.float32)


def a_law(sound: Samples) -> Samples:
    """G.711 A-law, from its formula."""
    a = 87.6
    whole = 1 + math.log(a)
    size = np.abs(sound)
    compressed = np.where(size < 1 / a, a * size, 1 + np.log(np.maximum(a * size, 1))) / whole
    compressed = np.round(compressed * 127) / 127 * whole
    return np.asarray(
        np.sign(sound) * np.where(compressed < 1, compressed, np.exp(compressed - 1)) / a, np.float32
    )


def gsm(sound: Samples) -> Samples:
    """GSM 06.10 full rate, through libsndfile."""
    file = io.BytesIO()
    sf.write(file, sound, RATE, format="WAV", subtype="GSM610")
    file.seek(0)
    decoded, _ = sf.read(file, dtype="float32")
    return np.asarray(np.resize(decoded, len(sound)), np.float32)


def predictive(sound: Samples) -> Samples:
    """As G.729 and AMR do it, roughly: linear prediction, of whose error only the strongest pulses are sent.

    Their bit streams are not made; the sound is, with its rough excitation and its clean formants.
    """
    result = np.zeros(len(sound))
    weights = np.hanning(2 * _FRAME)
    padded = np.pad(sound.astype(np.float64), (_FRAME // 2, 2 * _FRAME))
    analysis, synthesis = np.zeros(_ORDER), np.zeros(_ORDER)
    for start in range(0, len(sound), _FRAME):
        windowed = padded[start : start + 2 * _FRAME] * weights
        correlation = np.array(
            [windowed[: len(windowed) - lag] @ windowed[lag:] for lag in range(_ORDER + 1)]
        )
        correlation[0] = correlation[0] * 1.0001 + 1e-7
        predictor = np.concatenate([[1.0], -sl.solve_toeplitz(correlation[:-1], correlation[1:])])
        frame = sound[start : start + _FRAME]
        excitation, analysis = ss.lfilter(predictor, [1.0], frame, zi=analysis)
        decoded, synthesis = ss.lfilter([1.0], predictor, _strongest(excitation), zi=synthesis)
        result[start : start + _FRAME] = decoded
    return np.asarray(np.clip(result, -1, 1), np.float32)


def _strongest(excitation: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest pulses of every subframe, as loud as all of it was."""
    kept = np.zeros_like(excitation)
    for start in range(0, len(excitation), _SUBFRAME):
        part = excitation[start : start + _SUBFRAME]
        places = np.argsort(-np.abs(part))[:_PULSES]
        pulses = part[places]
        power = (pulses**2).sum()
        if power > 0:
            kept[start + places] = pulses * min(1.3, math.sqrt((part**2).sum() / power))
    return kept
