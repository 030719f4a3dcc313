"""The sound of all prompts: recordings, and a voice for what has none or, where it is a good one, for all."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hotline.machine.paths import KOKORO, RECORDINGS, State
from hotline.machine.voices.choice import ESPEAK, PROMPTS_HZ, chosen
from hotline.machine.voices.espeak import espeak
from hotline.machine.voices.kokoro import KokoroVoice
from hotline.machine.voices.plan import planned
from ivr import prompts_needed, slow_prompts_needed
from ivr.settings.settings import IvrSettings
from telephony.settings import TelephonySettings
from telephony.sound.prompts import PATIENCE_S, PromptLibrary

log = logging.getLogger(__name__)


class Voices:
    """In the voice of the configuration; espeak-ng says what that one cannot."""

    def __init__(
        self,
        settings: TelephonySettings,
        state: State,
        folder: Path = KOKORO,
        plain: Callable[..., Coroutine[Any, Any, bytes]] = espeak,
        command: Sequence[str] | None = None,
        patience_s: float = PATIENCE_S,
        recordings: Path = RECORDINGS,
    ) -> None:
        """`folder` is Kokoro's. `plain` takes the place of espeak-ng, `command` that of Kokoro's process, for
        which a caller waits `patience_s`."""
        choice = chosen(settings, folder)
        self._settings, self._folder, self._recordings = settings, folder, recordings
        paced = functools.partial(plain, speed=choice.speed)
        self.prompts = PromptLibrary(recordings, _kept(state, ESPEAK, choice.speed), paced)
        self._kokoro: KokoroVoice | None = None
        self._speaking_all: asyncio.Task[None] | None = None
        if choice.name != ESPEAK:
            self._kokoro = KokoroVoice(folder, choice.name, choice.speed, command)
            kept = _kept(state, choice.name, choice.speed)
            self.prompts = PromptLibrary(recordings, kept, self._kokoro, self.prompts, patience_s)

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
        """Speaks what a configuration, with the answers of its knowledge base, has no recording of.

        Where the voice is to say all (`VoicePlan`), the rest is spoken after that, beside the calls: they
        hear recordings until all is there, and the voice alone from then on.
        """
        await self._stop_speaking_all()
        plan = await asyncio.to_thread(planned, self._settings, config, self._recordings, self._folder)
        await self._speak(config, lambda _text: False)
        if plan.speaks_all:
            self._speaking_all = asyncio.create_task(self._speak_all(config, plan.says), name="voice for all")
        else:
            self.prompts.leave_recordings(plan.says)

    async def also(self, texts: Sequence[str]) -> list[str]:
        """Speaks texts that stand in no configuration, at both paces. Returns those that nothing can say."""
        failed = await self.prompts.prepare(texts, PROMPTS_HZ)
        failed += await self.prompts.prepare(texts, PROMPTS_HZ, slow=True)
        return list(dict.fromkeys(failed))

    async def all_spoken(self) -> None:
        """Waits until the voice says all that it is to say."""
        if self._speaking_all is not None:
            await self._speaking_all

    async def close(self) -> None:
        """Ends what speaks."""
        await self._stop_speaking_all()
        if self._kokoro is not None:
            await self._kokoro.close()

    async def _speak_all(self, config: IvrSettings, says: Callable[[str], bool]) -> None:
        await self._speak(config, says)
        self.prompts.leave_recordings(says)

    async def _stop_speaking_all(self) -> None:
        if self._speaking_all is not None:
            self._speaking_all.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._speaking_all
            self._speaking_all = None

    async def _speak(self, config: IvrSettings, aside: Callable[[str], bool]) -> None:
        started, missing = time.monotonic(), 0
        failed: list[str] = []
        for texts, slow in ((prompts_needed(config), False), (slow_prompts_needed(config), True)):
            missing += len(self.prompts.missing(texts, PROMPTS_HZ, slow=slow, left_aside=aside))
            failed += await self.prompts.prepare(texts, PROMPTS_HZ, slow=slow, left_aside=aside)
        if missing:
            log.info(
                "%d prompts had to be spoken: %d synthesised in %.1f s, %d could not be",
                missing,
                missing - len(failed),
                time.monotonic() - started,
                len(failed),
            )


def _kept(state: State, voice: str, speed: float) -> Path:
    """A folder for each voice, so that another voice speaks all prompts anew."""
    return state.prompts / (voice if speed == 1 else f"{voice}-{speed:g}")
