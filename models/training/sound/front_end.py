"""Kaldi's MFCCs as matrices, so that they can be part of a network.

Up to the spectrum every step is linear in the samples of a window (mean off, pre-emphasis, window, Fourier
transform): one matrix. The random noise Kaldi adds (dither) is replaced with the power it has on average, so
that the same sound gives the same features. kaldi/src/feat: feature-window.cc, mel-computations.cc,
feature-mfcc.cc.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.training.sound.channel import RATE
from models.training.sound.features import CEPSTRA, HIGH_HZ, LOW_HZ

WINDOW = RATE * 25 // 1000
SHIFT = RATE // 100
"""Samples of a window, and from one to the next."""
_POINTS = 256
"""Of the Fourier transform: the next power of two."""
_PRE_EMPHASIS = 0.97
_LIFTER = 22.0

Matrix = NDArray[np.float64]


class FrontEnd:
    """``features = cosines @ log(mel @ (transform @ samples) ** 2 + dither)``, samples as 16-bit numbers."""

    def __init__(self) -> None:
        self.transform = _transform()
        """258 x 200: real, then imaginary parts of 129 lines."""
        self.mel = np.concatenate([_mel(), _mel()], axis=1)
        """40 x 258."""
        self.dither: Matrix = self.mel @ (self.transform**2).sum(axis=1)
        """40: power of noise of variance 1 in each filter."""
        self.cosines = _cosines()
        """40 x 40, with the lifter."""


def _transform() -> Matrix:
    steps = np.eye(WINDOW) - 1 / WINDOW
    before = np.concatenate([steps[:1], steps[:-1]])
    place = np.arange(WINDOW)
    povey = (0.5 - 0.5 * np.cos(2 * np.pi * place / (WINDOW - 1))) ** 0.85
    shaped = povey[:, None] * (steps - _PRE_EMPHASIS * before)
    angles = 2 * np.pi * np.outer(np.arange(_POINTS // 2 + 1), place) / _POINTS
    return np.concatenate([np.cos(angles) @ shaped, -np.sin(angles) @ shaped])


def _mel() -> Matrix:
    """Triangles over the lines below half the rate; the line at half the rate is not used."""
    low, high = (1127 * np.log(1 + hertz / 700) for hertz in (LOW_HZ, HIGH_HZ))
    corners = low + (high - low) / (CEPSTRA + 1) * np.arange(CEPSTRA + 2)
    lines = 1127 * np.log(1 + np.arange(_POINTS // 2) * RATE / _POINTS / 700)
    left, centre, right = (corners[i : i + CEPSTRA, None] for i in range(3))
    rising, falling = (lines - left) / (centre - left), (right - lines) / (right - centre)
    filters = np.maximum(0, np.minimum(rising, falling))
    return np.concatenate([filters, np.zeros((CEPSTRA, 1))], axis=1)


def _cosines() -> Matrix:
    rows = np.arange(CEPSTRA)[:, None]
    matrix = np.sqrt(2 / CEPSTRA) * np.cos(np.pi / CEPSTRA * (np.arange(CEPSTRA) + 0.5) * rows)
    matrix[0] = np.sqrt(1 / CEPSTRA)
    return np.asarray(matrix * (1 + 0.5 * _LIFTER * np.sin(np.pi * rows / _LIFTER)))
