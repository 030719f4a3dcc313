"""The voice that a configuration names, as far as it is installed."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from hotline.machine.paths import KOKORO
from models.speaking.kokoro import is_installed
from telephony.settings import TelephonySettings

ESPEAK = "espeak-ng"
USUAL = "zf_xiaoxiao"
"""Of Kokoro's voices."""

PROMPTS_HZ = 8000
"""The rate at which prompts are made in advance: that of nearly all calls."""

_PACKAGES = ("onnxruntime", "jieba")


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """The voice, and how fast it speaks."""

    name: str
    """`espeak-ng`, or a voice of Kokoro."""
    speed: float
    wanted: str | None = None
    """A voice that the configuration names and that is not installed."""


def chosen(settings: TelephonySettings, folder: Path = KOKORO) -> VoiceChoice:
    """The voice of these settings with what is installed; `folder` is Kokoro's."""
    installed = is_installed(folder) and all(importlib.util.find_spec(name) for name in _PACKAGES)
    if settings.voice == ESPEAK or (settings.voice == "auto" and not installed):
        return VoiceChoice(ESPEAK, settings.voice_speed)
    if not installed:
        return VoiceChoice(ESPEAK, settings.voice_speed, wanted=settings.voice)
    return VoiceChoice(USUAL if settings.voice == "auto" else settings.voice, settings.voice_speed)
