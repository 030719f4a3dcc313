"""Prompts in a voice of Kokoro: one process speaks one sentence after the other."""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hotline.machine.line_process.errors import LineProcessError
from hotline.machine.line_process.process import LineProcess
from hotline.machine.voices.reading import is_english
from hotline.machine.voices.sound import finish
from hotline.machine.voices.written import as_read
from models.speaking.kokoro import RATE
from telephony.sound.prompts import SynthesisError

LIMIT_S = 60.0
"""For the start, and for each sentence, on a busy machine."""

RETRY_S = 300.0
"""A process that does not start, or not finish a sentence, is not started again so soon: every prompt would
wait `LIMIT_S` for it."""

SLOW = 0.75
"""Speed for callers who need time, of the usual one."""


def usual_threads() -> int:
    """Half of the machine, at most four: the other half is for calls."""
    return max(1, min(4, (os.cpu_count() or 2) // 2))


class KokoroVoice:
    """Speaks; its process is started by the first sentence and stays (0.6 GB)."""

    def __init__(
        self,
        folder: Path,
        voice: str,
        speed: float,
        command: Sequence[str] | None = None,
        limit_s: float = LIMIT_S,
        retry_s: float = RETRY_S,
    ) -> None:
        """A voice of `folder`; `speed` 1 is as it was recorded. `command` takes the place of the process."""
        module = ("-m", "hotline.machine.voices.kokoro_process")
        usual = (sys.executable, *module, str(folder.absolute()), str(usual_threads()))
        self._process = LineProcess(command or usual, retry_s=retry_s)
        self._voice = voice
        self._speed = speed
        self._limit_s = limit_s

    async def __call__(self, text: str, rate: int, *, slow: bool = False) -> bytes:
        """`text` as 16-bit little-endian mono PCM at `rate` Hz, normalised to -20 dBFS.

        Raises SynthesisError when there is no process, it fails on this text, or the text is English:
        these voices would spell it.
        """
        if is_english(text):
            raise SynthesisError("Kokoro's voices here speak Mandarin, the text is English")
        speed = self._speed * (SLOW if slow else 1)
        ask = {"text": as_read(text), "voice": self._voice, "speed": speed}
        try:
            answer = await self._process.ask(ask, self._limit_s)
            samples = np.frombuffer(base64.b64decode(answer["sound"]), "<f4")
        except (LineProcessError, KeyError, ValueError) as error:
            raise SynthesisError(f"Kokoro: {error}") from error
        return await asyncio.to_thread(finish, samples, RATE, rate)

    async def close(self) -> None:
        """Ends the process; nobody waits for what it was saying."""
        await self._process.close()
