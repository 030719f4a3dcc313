"""From settings to a voice detector."""

from __future__ import annotations

from asr.hearing.vad import Detector, VoiceDetector
from asr.settings import VadSettings


def make_detector(rate: int, settings: VadSettings) -> Detector:
    """A detector for one leg; `rate` in Hz, `ValueError` for one that is not supported."""
    if settings.detector == "silero":
        from asr.hearing.silero import SileroDetector  # a package of its own, only for those who use it

        return SileroDetector(rate, settings)
    return VoiceDetector(rate, settings)
