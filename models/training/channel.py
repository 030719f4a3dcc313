"""A telephone line: from a clean voice at any rate to what an 8 kHz recogniser gets, different for every
call.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

import numpy as np
import scipy.signal as ss
from numpy.typing import NDArray

RATE = 8000
"""Hz."""

Samples = NDArray[np.float32]


@dataclass(slots=True)
class Line:
    """Draws a new channel for every utterance; remembers some speech to use as babble."""

    rng: random.Random
    noise: np.random.Generator
    _babble: list[Samples] = field(default_factory=list)

    def carry(self, voice: Samples, rate: int, warp: float = 1.0) -> NDArray[np.int16]:
        """One utterance over one line.

        ``warp`` < 1 lowers pitch and formants together, as a longer vocal tract does, and slows down; > 1
        raises them.
        """
        sound = self._resampled(voice, rate, warp)
        sound /= np.abs(sound).max() + 1e-6
        sound = self._room(sound)
        sound = self._handset(sound)
        before, after = (int(RATE * self.rng.uniform(low, high)) for low, high in ((0.05, 0.5), (0.1, 0.6)))
        sound = np.concatenate([np.zeros(before), sound, np.zeros(after)]).astype(np.float32)
        sound = self._noisy(sound)
        if self.rng.random() < 0.05:
            self._babble = [*self._babble[-40:], sound]
        sound *= 10 ** (self.rng.uniform(-26, -1) / 20) / (np.abs(sound).max() + 1e-6)
        sound = self._codec(self._lossy(sound))
        return np.clip(np.round(sound * 32767), -32768, 32767).astype(np.int16)

    def _resampled(self, voice: Samples, rate: int, warp: float) -> Samples:
        source = round(rate * warp / 50) * 50
        shared = math.gcd(RATE, source)
        result: Samples = ss.resample_poly(voice, RATE // shared, source // shared).astype(np.float32)
        return result

    def _room(self, sound: Samples) -> Samples:
        if self.rng.random() > 0.4:
            return sound
        length = int(RATE * self.rng.uniform(0.05, 0.3))
        response = self.noise.standard_normal(length) * np.exp(-np.arange(length) * 6.9 / length)
        response *= self.rng.uniform(0.1, 0.55) / np.sqrt((response**2).sum())
        response[0] = 1
        reverberant: Samples = ss.fftconvolve(sound, response)[: len(sound) + length // 2].astype(np.float32)
        return reverberant

    def _handset(self, sound: Samples) -> Samples:
        """Microphone, tilt and, two times in three, the 300-3400 Hz of old lines."""
        gains = [10 ** (self.rng.uniform(-8, 5) / 20) for _ in range(7)]
        sound = ss.lfilter(ss.firwin2(65, [0, 0.05, 0.1, 0.25, 0.5, 0.75, 1], gains), [1], sound)
        if self.rng.random() < 0.65:
            band = [self.rng.uniform(120, 350) / (RATE / 2), self.rng.uniform(3200, 3750) / (RATE / 2)]
            sound = ss.sosfilt(ss.butter(2, band, "band", output="sos"), sound)
        return np.asarray(sound, np.float32)

    def _noisy(self, sound: Samples) -> Samples:
        power = np.sqrt((sound**2).mean()) + 1e-9
        kind = self.rng.random()
        hiss = self.noise.standard_normal(len(sound)).astype(np.float32)
        ratio_db = self.rng.uniform(8, 45)
        if kind < 0.55:  # a street or a fan: more noise at low frequencies
            hiss = ss.lfilter([1], [1, -self.rng.uniform(0.5, 0.97)], hiss).astype(np.float32)
        elif kind < 0.72 and len(self._babble) > 3:
            hiss = sum(np.resize(other, len(sound)) for other in self.rng.sample(self._babble, 3))  # type: ignore[assignment]
            ratio_db = max(ratio_db, 12.0)
        hiss *= power / (np.sqrt((hiss**2).mean()) + 1e-9) * 10 ** (-ratio_db / 20)
        return sound + hiss

    def _lossy(self, sound: Samples) -> Samples:
        """Now and then a lost 20 ms packet that is filled with the one before it."""
        if self.rng.random() > 0.1:
            return sound
        packet = RATE // 50
        for start in range(packet, len(sound) - packet, packet):
            if self.rng.random() < 0.015:
                sound[start : start + packet] = sound[start - packet : start] * 0.6
        return sound

    def _codec(self, sound: Samples) -> Samples:
        kind = self.rng.random()
        return _mu_law(sound) if kind < 0.2 else _a_law(sound) if kind < 0.75 else sound


def _mu_law(sound: Samples) -> Samples:
    """G.711 mu-law there and back, from its formula."""
    compressed = np.round(np.log1p(255 * np.abs(sound)) / math.log(256) * 127) / 127
    return np.asarray(np.sign(sound) * (256**compressed - 1) / 255, np.float32)


def _a_law(sound: Samples) -> Samples:
    """G.711 A-law there and back, from its formula."""
    a = 87.6
    whole = 1 + math.log(a)
    size = np.abs(sound)
    compressed = np.where(size < 1 / a, a * size, 1 + np.log(np.maximum(a * size, 1))) / whole
    compressed = np.round(compressed * 127) / 127 * whole
    return np.asarray(
        np.sign(sound) * np.where(compressed < 1, compressed, np.exp(compressed - 1)) / a, np.float32
    )
