"""The network's view of sound: logarithms of mel bands, 100 frames a second.

As OpenAI's Whisper computes them: windows of 25 ms every 10 ms, bands of equal area between 0 and 8000 Hz on
Slaney's mel scale, eight decades at most below the loudest.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 16000
"""Hz."""
_WINDOW, _STEP = 400, 160
_RANGE = 8.0
_QUIETEST = 1e-10

Floats = NDArray[np.float32]


def log_mel(sound: Floats, window_s: float, bands: int) -> Floats:
    """(bands, 100 x `window_s`) of samples at 16 kHz in -1..1; shorter sound is followed by silence."""
    length = round(window_s * RATE)
    padded = np.zeros(length + _WINDOW, np.float32)
    half = _WINDOW // 2
    heard = sound[:length]
    padded[half : half + len(heard)] = heard
    if len(heard) > half:
        padded[:half] = heard[half:0:-1]
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_STEP][: length // _STEP]
    spectrum = np.abs(np.fft.rfft(frames * _hann())) ** 2
    energy = np.log10(np.maximum(spectrum.astype(np.float32) @ _mel_bands(bands), _QUIETEST)).T
    energy = np.maximum(energy, energy.max() - _RANGE)
    return np.ascontiguousarray((energy + 4.0) / 4.0, np.float32)


@lru_cache(maxsize=1)
def _hann() -> Floats:
    return np.hanning(_WINDOW + 1)[:-1].astype(np.float32)


@lru_cache(maxsize=4)
def _mel_bands(bands: int) -> Floats:
    """(frequencies, bands): triangles on Slaney's scale, linear to 1000 Hz and logarithmic above."""
    frequencies = np.linspace(0, RATE / 2, _WINDOW // 2 + 1)
    edges = _hertz(np.linspace(0, _mel(RATE / 2), bands + 2))
    widths = np.diff(edges)
    slopes = edges[:, None] - frequencies[None]
    rising, falling = -slopes[:-2] / widths[:-1, None], slopes[2:] / widths[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]
    return np.ascontiguousarray(triangles.T, np.float32)


_LINEAR_HZ = 200 / 3
_BEND_HZ, _BEND_MEL = 1000.0, 15.0
_LOG_STEP = np.log(6.4) / 27


def _mel(hertz: float) -> float:
    if hertz < _BEND_HZ:
        return hertz / _LINEAR_HZ
    return float(_BEND_MEL + np.log(hertz / _BEND_HZ) / _LOG_STEP)


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    curved = _BEND_HZ * np.exp(_LOG_STEP * (mel - _BEND_MEL))
    return np.where(mel < _BEND_MEL, mel * _LINEAR_HZ, curved)
