"""From settings to a voice detector."""

from __future__ import annotations

from asr.settings import VadSettings
from asr.vad import Detector, VoiceDetector


def make_detector(rate: int, settings: VadSettings) -> Detector:
    """A detector for one leg; `rate` in Hz, `ValueError` for one that is not supported."""
    if settings.detector == "silero":
        from asr.silero import SileroDetector  # a package of its own, only for those who use it

        return SileroDetector(rate, settings)
    return VoiceDetector(rate, settings)
