"""Is this frame speech? WebRTC's detector, gated by the frame's energy above the line's own noise.

WebRTC's detector alone calls every loud noise and every tone speech. What sets speech apart is that
its energy moves: hence a noise floor that follows the quiet frames, and at once anything that stays
flat (line noise, comfort noise, dial tones, music on one note).
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np
import webrtcvad

from asr.framing import frame_bytes
from asr.settings import VadSettings

_BAND = slice(5, 31)
"""Spectral lines of 50 Hz: 250 to 1500 Hz."""
_FULL_SCALE_DB = 20 * math.log10(32768)
_STEADY_FRAMES = 15
"""Energy that stays within `_STEADY_DB` for this many frames (300 ms) is noise."""
_STEADY_DB = 5.0
_NOISE_FLATNESS_DB = -5.0
"""Speech does not begin with a frame whose spectrum is flatter than this."""
_TONE_FRAMES = 3
_TONE_DB = 0.4
"""Nor with so many frames whose level is the same within this: keys, dial tone, ringing tone."""
_TINY = 1e-6
"""Keeps the logarithm of digital silence finite."""
_SURE_DB = 6.0
"""So far above the onset margin a frame goes on being speech whatever WebRTC's detector says."""
_LEARN_FRAMES = 10
"""Nothing is speech in the first 200 ms: the line's noise is learnt first."""


class VoiceDetector:
    """Decides frame by frame, for one leg."""

    def __init__(self, rate: int, settings: VadSettings) -> None:
        """`rate` in Hz; raises `ValueError` for one that WebRTC's detector does not know."""
        frame_bytes(rate)
        self._rate = rate
        self._settings = settings
        self._webrtc = webrtcvad.Vad(settings.aggressiveness)
        self._quietest = _FULL_SCALE_DB + settings.quietest_dbfs
        self._lowest_floor = self._quietest - settings.onset_margin_db
        self._floor = self._lowest_floor
        self._recent: deque[float] = deque(maxlen=_STEADY_FRAMES)
        self._seen = 0

    @property
    def noise_dbfs(self) -> float:
        """Where the line's noise is held to be, in dB below full scale."""
        return self._floor - _FULL_SCALE_DB

    def voiced(self, frame: bytes, speaking: bool) -> bool:
        """Whether this 20 ms frame is speech; `speaking` says that an utterance is under way."""
        level, flatness = measure(frame)
        recent = self._recent
        recent.append(level)
        self._seen += 1
        webrtc = self._webrtc.is_speech(frame, self._rate)
        if self._seen <= _LEARN_FRAMES:
            self._floor = max(self._lowest_floor, min(recent))
            return False
        self._follow(level, speaking)
        if level < self._quietest:
            return False
        above = level - self._floor
        if speaking:
            sure = above >= self._settings.onset_margin_db + _SURE_DB
            return above >= self._settings.hold_margin_db and (webrtc or sure)
        if not webrtc or above < self._settings.onset_margin_db:
            return False
        return flatness <= _NOISE_FLATNESS_DB and not self._tone()

    def learn(self) -> None:
        """What was heard of late is noise: take it for the line's own."""
        self._floor = max(self._lowest_floor, sum(self._recent) / max(1, len(self._recent)))

    def _follow(self, level: float, speaking: bool) -> None:
        """Down quickly, up at once when steady, otherwise slowly (dB per frame)."""
        recent = self._recent
        steady = len(recent) == _STEADY_FRAMES and max(recent) - min(recent) < _STEADY_DB
        if steady or level < self._floor:
            self._floor += 0.3 * (level - self._floor)
        else:
            self._floor += min(level - self._floor, 0.01 if speaking else 0.04)
        self._floor = max(self._floor, self._lowest_floor)

    def _tone(self) -> bool:
        last = [self._recent[-i] for i in range(1, _TONE_FRAMES + 1)]
        return max(last) - min(last) < _TONE_DB


def measure(frame: bytes) -> tuple[float, float]:
    """Level and flatness of a 20 ms frame between 250 and 1500 Hz.

    The level is in dB over 1 LSB². Flatness is the geometric over the arithmetic mean of the spectral
    lines, in dB: about -2.5 for noise, -8 and less for a voice, whose lines stand apart. The lines lie
    50 Hz apart at any rate, so DC and mains hum fall on lines that are left out; the band holds most
    of a voice and little of the line's noise.
    """
    samples = np.frombuffer(frame, "<i2")
    lines = np.fft.rfft(samples)[_BAND]
    power = (lines.real**2 + lines.imag**2) * (2 / len(samples) ** 2) + _TINY
    total = float(power.sum())
    flatness = 10 * (float(np.log10(power).mean()) - math.log10(total / len(power)))
    return 10 * math.log10(total + 1.0), flatness
