"""Who speaks the prompts that have no recording: what the configuration names, as far as it is installed."""

from __future__ import annotations

import functools
import importlib.util
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotline.machine.paths import KOKORO, RECORDINGS, State
from hotline.machine.voices.espeak import espeak
from hotline.machine.voices.kokoro import KokoroVoice
from ivr import prompts_needed, slow_prompts_needed
from ivr.settings.settings import IvrSettings
from models.speaking.kokoro import is_installed
from telephony.settings import TelephonySettings
from telephony.sound.prompts import PATIENCE_S, PromptLibrary

log = logging.getLogger(__name__)

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


class Voices:
    """The sound of all prompts in the voice of the configuration; espeak-ng says what that one cannot."""

    def __init__(
        self,
        settings: TelephonySettings,
        state: State,
        folder: Path = KOKORO,
        plain: Callable[..., Coroutine[Any, Any, bytes]] = espeak,
        command: Sequence[str] | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`folder` is Kokoro's. `plain` takes the place of espeak-ng, `command` that of Kokoro's process, for
        which a caller waits `patience_s`."""
        choice = chosen(settings, folder)
        paced = functools.partial(plain, speed=choice.speed)
        self.prompts = PromptLibrary(RECORDINGS, _kept(state, ESPEAK, choice.speed), paced)
        self._kokoro: KokoroVoice | None = None
        if choice.name != ESPEAK:
            self._kokoro = KokoroVoice(folder, choice.name, choice.speed, command)
            kept = _kept(state, choice.name, choice.speed)
            self.prompts = PromptLibrary(RECORDINGS, kept, self._kokoro, self.prompts, patience_s)

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: TelephonySettings, state: State) -> AsyncIterator[Voices]:
        """Closed at the end of the context. Nothing is spoken yet."""
        voices = cls(settings, state)
        try:
            yield voices
        finally:
            await voices.close()

    async def prepare(self, config: IvrSettings) -> None:
        """Speaks what a configuration, with the answers of its knowledge base, has no recording of."""
        started = time.monotonic()
        texts, slow = prompts_needed(config), slow_prompts_needed(config)
        missing = len(self.prompts.missing(texts, PROMPTS_HZ))
        missing += len(self.prompts.missing(slow, PROMPTS_HZ, slow=True))
        failed = await self.prompts.prepare(texts, PROMPTS_HZ)
        failed += await self.prompts.prepare(slow, PROMPTS_HZ, slow=True)
        if missing:
            log.info(
                "%d prompts have no recording: %d synthesised in %.1f s, %d could not be",
                missing,
                missing - len(failed),
                time.monotonic() - started,
                len(failed),
            )

    async def close(self) -> None:
        """Ends what speaks."""
        if self._kokoro is not None:
            await self._kokoro.close()


def _kept(state: State, voice: str, speed: float) -> Path:
    """A folder for each voice, so that another voice speaks all prompts anew."""
    return state.prompts / (voice if speed == 1 else f"{voice}-{speed:g}")
