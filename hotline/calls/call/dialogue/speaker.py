"""Says prompts to a caller, one after the other, through the call's media socket."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from contracts import Event, PromptEnded, PromptStarted
from contracts.dialogue import PromptDone, Say
from telephony.calls.media.socket import MediaClosed, MediaSocket

log = logging.getLogger(__name__)

TONE_S = 0.4
FILE_HZ = 8000
"""Asterisk plays .wav at 8 kHz only, whatever the call's rate."""


class Prompts(Protocol):
    """The sound of texts (telephony.sound.prompts.PromptLibrary)."""

    async def pcm(self, text: str, rate: int, *, slow: bool = False, keep: bool = True) -> bytes:
        """16-bit little-endian mono at `rate` Hz. Raises SynthesisError.

        Without `keep` nothing of it stays.
        """

    async def file(self, text: str, rate: int) -> Path:
        """The same as a file that Asterisk can play. Raises SynthesisError."""


class Speaker:
    """`say` queues, `stop` silences at once; `done` hears of every prompt's end, in order."""

    def __init__(
        self,
        call: str,
        media: MediaSocket,
        prompts: Prompts,
        publish: Callable[[Event], None],
        done: Callable[[PromptDone], None],
    ) -> None:
        self._call = call
        self._media = media
        self._prompts = prompts
        self._publish = publish
        self._done = done
        self._waiting: deque[Say] = deque()
        self._more = asyncio.Event()
        self._stops = 0
        self._task = asyncio.create_task(self._run(), name=f"speaker {call}")

    def say(self, say: Say) -> None:
        self._waiting.append(say)
        self._more.set()

    async def stop(self) -> None:
        """Silences everything now; what waited counts as interrupted."""
        self._stops += 1
        waiting = list(self._waiting)
        self._waiting.clear()
        await self._media.flush()
        for say in waiting:
            self._done(PromptDone(say.prompt, interrupted=True))

    async def close(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while True:
            while not self._waiting:
                self._more.clear()
                await self._more.wait()
            say = self._waiting.popleft()
            heard = await self._play(say)
            self._done(PromptDone(say.prompt, interrupted=not heard))

    async def _play(self, say: Say) -> bool:
        stops = self._stops
        try:
            pcm = await self._prompts.pcm(say.text, self._media.rate, slow=say.slow, keep=not say.personal)
        except Exception as error:
            # A prompt nobody can speak must not stop the dialogue: the caller hears a tone instead.
            # What a caller answered is in nobody's log; the prompt's name says which one it was.
            log.error("no sound for the prompt %r: %s", say.prompt if say.personal else say.text, error)
            pcm = _tone(self._media.rate)
        if self._stops != stops:
            return False
        self._media.on_first_audio_out = lambda: self._publish(
            PromptStarted(call=self._call, prompt=say.prompt, text=say.text)
        )
        try:
            heard = await self._media.play(say.prompt, pcm)
        except MediaClosed:
            self._publish(PromptEnded(call=self._call, prompt=say.prompt, how="failed"))
            return False
        self._publish(
            PromptEnded(call=self._call, prompt=say.prompt, how="played" if heard else "interrupted")
        )
        return heard


def _tone(rate: int) -> bytes:
    time = np.arange(int(rate * TONE_S)) / rate
    return bytes((3000 * np.sin(2 * np.pi * 440 * time)).astype("<i2").tobytes())
