"""Is this frame speech? WebRTC's detector, gated by the frame's energy above the line's own noise.

WebRTC's detector alone calls every loud noise and every tone speech. What sets speech apart is that
its energy moves: hence a noise floor that follows the quiet frames, and at once anything that stays
flat (line noise, comfort noise, dial tones, music on one note). Music and other people's talk move too;
they are told from the caller by being softer, once the caller's own level is known.
"""

from __future__ import annotations

import functools
import math
from collections import deque
from typing import Protocol

import numpy as np
import webrtcvad
from numpy.typing import NDArray

from asr.hearing.framing import frame_bytes
from asr.settings import VadSettings

_BAND = slice(5, 31)
"""Spectral lines of 50 Hz: 250 to 1500 Hz."""
_LINES = _BAND.stop - _BAND.start
_FULL_SCALE_DB = 20 * math.log10(32768)
_STEADY_FRAMES = 15
_STEADY_DB = 1.5
_STEADY_NOISE_DB = 5.0
"""A level that stays within this for so many frames (300 ms) is noise; the spectrum may look like noise
(the second bound) or not."""
_NOISE_FLATNESS_DB = -5.0
"""Speech does not begin with a frame whose spectrum is flatter than this."""
_TONE_LIKENESS = 0.98
"""Nor with one whose spectrum is like the last one's (cosine): keys, dial tone, ringing tone."""
_LOUD_DB = 65.0
_MOST_GAIN_DB = 26.0
_PEAK_DECAY_DB = 0.04
"""WebRTC's detector is deaf to quiet lines: sound is raised until its peaks, which are forgotten by this
much a frame, reach `_LOUD_DB`, but by no more than the second figure."""
_TINY = np.float32(1e-6)
"""Keeps the logarithm of digital silence finite."""
_SURE_DB = 6.0
"""So far above the onset margin a frame goes on being speech whatever WebRTC's detector says."""
_BACKGROUND_DB = 15.0
"""So far below the caller's own voice sound is somebody else's, a television's or music."""
_SOFT_FRAMES = 8
"""But a word of the caller may be as soft for so long (160 ms)."""
_VOICE_GAIN = 0.1
_VOICE_DECAY_DB = 0.03
"""With each frame of speech the known level of the voice rises by this share of the difference; with each
frame it sinks by so much (1.5 dB a second), so that a softer speaker is heard after some seconds."""
_LEARN_FRAMES = 10
"""Nothing is speech in the first 200 ms: the line's noise is learnt first."""


class Detector(Protocol):
    """Says frame by frame whether one leg's sound is speech."""

    @property
    def noise_dbfs(self) -> float:
        """Where the line's noise is held to be, in dB below full scale."""

    def voiced(self, frame: bytes, speaking: bool) -> bool:
        """Whether this 20 ms frame is speech; `speaking` says that an utterance is under way."""

    def learn(self) -> None:
        """What was heard of late is noise: take it for the line's own."""


class VoiceDetector:
    """WebRTC's detector behind the energy gate, for one leg."""

    def __init__(self, rate: int, settings: VadSettings) -> None:
        """`rate` in Hz; raises `ValueError` for one that WebRTC's detector does not know."""
        frame_bytes(rate)
        self._rate = rate
        self._settings = settings
        self._webrtc = webrtcvad.Vad(settings.aggressiveness)
        self._spectrum = Spectrum()
        self._quietest = _FULL_SCALE_DB + settings.quietest_dbfs
        self._lowest_floor = self._quietest - settings.onset_margin_db
        self._floor = self._lowest_floor
        self._recent: deque[float] = deque(maxlen=_STEADY_FRAMES)
        self._seen = 0
        self._peak = 0.0
        self._voice = 0.0
        self._soft = 0

    @property
    def noise_dbfs(self) -> float:
        """Where the line's noise is held to be, in dB below full scale."""
        return self._floor - _FULL_SCALE_DB

    def voiced(self, frame: bytes, speaking: bool) -> bool:
        """Whether this 20 ms frame is speech; `speaking` says that an utterance is under way."""
        level, flatness, likeness = self._spectrum.measure(frame)
        recent = self._recent
        recent.append(level)
        self._seen += 1
        like_speech = self._like_speech(frame, level)
        if self._seen <= _LEARN_FRAMES:
            self._floor = max(self._lowest_floor, min(recent))
            return False
        self._follow(level, flatness, speaking)
        self._voice -= _VOICE_DECAY_DB
        above = level - self._floor
        if level < self._quietest or self._in_background(level, speaking):
            return False
        if speaking:
            sure = above >= self._settings.onset_margin_db + _SURE_DB
            if above < self._settings.hold_margin_db or not (like_speech or sure):
                return False
            self._voice += _VOICE_GAIN * max(0.0, level - self._voice)
            return True
        if not like_speech or above < self._settings.onset_margin_db:
            return False
        return flatness <= _NOISE_FLATNESS_DB and likeness < _TONE_LIKENESS

    def _in_background(self, level: float, speaking: bool) -> bool:
        """Softer than the caller; within an utterance only when that goes on: it may be a soft word."""
        if level >= self._voice - _BACKGROUND_DB:
            self._soft = 0
            return False
        self._soft += 1
        return not speaking or self._soft > _SOFT_FRAMES

    def learn(self) -> None:
        """What was heard of late is noise: take it for the line's own, and forget the caller's level."""
        self._floor = max(self._lowest_floor, sum(self._recent) / max(1, len(self._recent)))
        self._voice = 0.0

    def _like_speech(self, frame: bytes, level: float) -> bool:
        """What WebRTC's detector says."""
        return bool(self._webrtc.is_speech(self._raised(frame, level), self._rate))

    def _raised(self, frame: bytes, level: float) -> bytes:
        """The frame as WebRTC's detector is to hear it."""
        self._peak = max(level, self._peak - _PEAK_DECAY_DB)
        gain_db = min(_LOUD_DB - self._peak, _MOST_GAIN_DB)
        if gain_db <= 0:
            return frame
        samples = np.frombuffer(frame, "<i2").astype(np.float32)
        samples = (samples - samples.mean()) * np.float32(10 ** (gain_db / 20))  # else a DC offset is clipped
        return bytes(samples.clip(-32768, 32767).astype("<i2").tobytes())

    def _follow(self, level: float, flatness: float, speaking: bool) -> None:
        """Down quickly, up at once when steady, otherwise slowly (dB per frame)."""
        recent = self._recent
        steady_db = _STEADY_NOISE_DB if flatness > _NOISE_FLATNESS_DB else _STEADY_DB
        steady = len(recent) == _STEADY_FRAMES and max(recent) - min(recent) < steady_db
        if steady or level < self._floor:
            self._floor += 0.3 * (level - self._floor)
        else:
            self._floor += min(level - self._floor, 0.01 if speaking else 0.04)
        self._floor = max(self._floor, self._lowest_floor)


@functools.cache
def _waves(length: int) -> NDArray[np.float32]:
    """Cosines and sines of the band's lines for frames of so many samples. With these few lines one product
    costs less than a whole Fourier transform."""
    turns = 2 * np.pi * np.outer(np.arange(length), np.arange(_BAND.start, _BAND.stop)) / length
    return (np.concatenate([np.cos(turns), np.sin(turns)], axis=1) / length).astype(np.float32)


class Spectrum:
    """Looks at 20 ms frames between 250 and 1500 Hz.

    The lines lie 50 Hz apart at any rate, so DC and mains hum fall on lines that are left out; the band
    holds most of a voice and little of the line's noise.
    """

    def __init__(self) -> None:
        self._shape = np.zeros(_LINES, np.float32)

    def measure(self, frame: bytes) -> tuple[float, float, float]:
        """Level in dB over 1 LSB², flatness in dB, and likeness to the frame before (0 to 1).

        Flatness is the geometric over the arithmetic mean of the lines' power: about -2.5 dB for noise,
        -8 and less for a voice, whose lines stand apart.
        """
        samples = np.frombuffer(frame, "<i2").astype(np.float32)
        lines = samples @ _waves(len(samples))
        lines *= lines
        power = lines[:_LINES] + lines[_LINES:] + _TINY
        total = float(power.sum())
        flatness = 10 * (float(np.log10(power).sum()) / _LINES - math.log10(total / _LINES))
        shape = np.sqrt(power / total)
        likeness = float(shape.dot(self._shape))
        self._shape = shape
        return 10 * math.log10(2 * total + 1.0), flatness, likeness
