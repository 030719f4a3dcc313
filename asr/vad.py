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

_FULL_SCALE_DB = 20 * math.log10(32768)
_STEADY_FRAMES = 15
"""Energy that stays within `_STEADY_DB` for this many frames (300 ms) is noise."""
_STEADY_DB = 5.0
_FLAT_FRAMES = 3
"""Speech never begins with this many frames within `_FLAT_DB`: a noise that is switched on does."""
_FLAT_DB = 2.5
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
        level = level_db(frame)
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
        return webrtc and above >= self._settings.onset_margin_db and not self._flat()

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

    def _flat(self) -> bool:
        last = [self._recent[-i] for i in range(1, _FLAT_FRAMES + 1)]
        return max(last) - min(last) < _FLAT_DB


def level_db(frame: bytes) -> float:
    """Power of the frame's first difference in dB (over 1 LSB²): blind to DC, deaf to hum."""
    samples = np.frombuffer(frame, "<i2").astype(np.float32)
    step = samples[1:] - samples[:-1]
    return 10 * math.log10(float(step.dot(step)) / len(step) + 1.0)
