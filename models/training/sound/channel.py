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

from models.training.sound.codecs import Codec, a_law, gsm, mu_law, predictive

RATE = 8000
"""Hz."""

Samples = NDArray[np.float32]


@dataclass(slots=True)
class TelephoneLine:
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
        sound = self._loud(sound)
        sound = self._codec(self._lossy(sound))
        return self._between_nothing(np.clip(np.round(sound * 32767), -32768, 32767).astype(np.int16))

    def nothing(self, shortest_s: float, longest_s: float) -> NDArray[np.int16]:
        """A line that sends nothing at all: zeros, neither noise nor hum."""
        return np.zeros(int(RATE * self.rng.uniform(shortest_s, longest_s)), np.int16)

    def _between_nothing(self, sound: NDArray[np.int16]) -> NDArray[np.int16]:
        """Lines that are opened by the voice, or muted until somebody speaks."""
        if self.rng.random() > 0.1:
            return sound
        return np.concatenate([self.nothing(0, 1.2), sound, self.nothing(0, 1.2)])

    def _resampled(self, voice: Samples, rate: int, warp: float) -> Samples:
        source = round(rate * warp / 50) * 50
        shared = math.gcd(RATE, source)
        # Not soxr, as elsewhere: the bundled model was trained on sound through this filter.
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
        ratio_db = self.rng.uniform(4, 45)
        if kind < 0.4:  # a fan, wind, a room: more noise at low frequencies
            hiss = ss.lfilter([1], [1, -self.rng.uniform(0.5, 0.97)], hiss).astype(np.float32)
        elif kind < 0.6:
            hiss = self._street(hiss)
        elif kind < 0.78 and len(self._babble) > 3:
            hiss = sum(np.resize(other, len(sound)) for other in self.rng.sample(self._babble, 3))  # type: ignore[assignment]
            ratio_db = max(ratio_db, 8.0)
        hiss *= power / (np.sqrt((hiss**2).mean()) + 1e-9) * 10 ** (-ratio_db / 20)
        return sound + hiss

    def _street(self, hiss: Samples) -> Samples:
        """Low rumble that swells as cars pass, now and then with a horn."""
        rumble = ss.lfilter([1], [1, -self.rng.uniform(0.9, 0.98)], hiss)
        knots = max(2, round(len(hiss) / RATE / 0.7))
        swell_db = np.interp(
            np.linspace(0, knots - 1, len(hiss)), np.arange(knots), self.noise.uniform(-12, 6, knots)
        )
        street = rumble / (np.abs(rumble).max() + 1e-9) * 10 ** (swell_db / 20)
        if self.rng.random() < 0.3:
            length = min(len(hiss), int(RATE * self.rng.uniform(0.15, 0.6)))
            start = self.rng.randrange(len(hiss) - length + 1)
            along = np.arange(length) / RATE
            pitch_hz = self.rng.uniform(300, 550)
            for part in (1, 1.26, 2, 3):
                street[start : start + length] += 0.3 / part * np.sin(2 * np.pi * pitch_hz * part * along)
        return np.asarray(street, np.float32)

    def _loud(self, sound: Samples) -> Samples:
        """Speaking level; one caller in eight shouts into the microphone and is clipped."""
        sound = sound / (np.abs(sound).max() + 1e-6)
        if self.rng.random() < 0.12:
            sound = np.clip(sound * 10 ** (self.rng.uniform(2, 14) / 20), -1, 1)
        return np.asarray(sound * 10 ** (self.rng.uniform(-30, -1) / 20), np.float32)

    def _lossy(self, sound: Samples) -> Samples:
        """Now and then lost 20 ms packets, one by one or in bursts, filled with what was before or with
        nothing.
        """
        if self.rng.random() > 0.2:
            return sound
        sound = sound.copy()
        packet = RATE // 50
        share, staying = self.rng.uniform(0.005, 0.04), self.rng.choice((0.0, 0.3, 0.6))
        fill = self.rng.choice((0.0, 0.6, 0.9))
        lost = False
        for start in range(packet, len(sound) - packet, packet):
            lost = self.rng.random() < (staying if lost else share)
            if lost:
                sound[start : start + packet] = sound[start - packet : start] * fill
        return sound

    def _codec(self, sound: Samples) -> Samples:
        """G.711 mostly; mobile and compressed legs; some calls go through two."""
        for _ in range(2 if self.rng.random() < 0.2 else 1):
            (codec,) = self.rng.choices(_CODECS, _SHARES)
            sound = codec(sound) if codec else sound
        return sound


_CODECS: tuple[Codec | None, ...] = (a_law, mu_law, gsm, predictive, None)
_SHARES = (0.44, 0.14, 0.14, 0.1, 0.18)
