"""Prompts in a voice of Kokoro: one process speaks one sentence after the other."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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

    def __init__(self, folder: Path, voice: str, speed: float, command: Sequence[str] | None = None) -> None:
        """A voice of `folder`; `speed` 1 is as it was recorded. `command` takes the place of the process."""
        module = ("-m", "hotline.machine.voices.kokoro_process")
        self._command = command or (sys.executable, *module, str(folder), str(usual_threads()))
        self._voice = voice
        self._speed = speed
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._given_up: asyncio.Task[Any] | None = None
        self._failed = (float("-inf"), "")

    async def __call__(self, text: str, rate: int, *, slow: bool = False) -> bytes:
        """`text` as 16-bit little-endian mono PCM at `rate` Hz, normalised to -20 dBFS.

        Raises SynthesisError when there is no process, or it fails on this text.
        """
        speed = self._speed * (SLOW if slow else 1)
        async with self._turn:
            if self._given_up is not None:  # its answer comes before ours
                await asyncio.wait([self._given_up])
                self._given_up = None
            asked = asyncio.create_task(
                self._ask({"text": as_read(text), "voice": self._voice, "speed": speed})
            )
            try:
                samples = await asyncio.shield(asked)
            except asyncio.CancelledError:
                asked.add_done_callback(lambda task: task.cancelled() or task.exception())
                self._given_up = asked
                raise
        return await asyncio.to_thread(finish, samples, RATE, rate)

    async def close(self) -> None:
        """Ends the process; nobody waits for what it was saying."""
        if self._given_up is not None:
            self._given_up.cancel()
        await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _ask(self, request: dict[str, Any]) -> NDArray[np.float32]:
        try:
            async with asyncio.timeout(LIMIT_S):
                process = await self._started()
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(json.dumps(request).encode() + b"\n")
                await process.stdin.drain()
                answer = await self._line(process)
                if "error" in answer:
                    raise SynthesisError(f"Kokoro: {answer['error']}")
                body = await process.stdout.readexactly(4 * int(answer["samples"]))
        except TimeoutError as error:
            await self._end()
            self._failed = (time.monotonic(), f"Kokoro did not finish within {LIMIT_S:g} s")
            raise SynthesisError(self._failed[1]) from error
        except (OSError, EOFError, ValueError) as error:
            await self._end()
            raise SynthesisError(f"Kokoro's process ended ({error})") from error
        return np.frombuffer(body, "<f4")

    async def _started(self) -> Process:
        """The process, ready to speak."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        since, why = self._failed
        if time.monotonic() < since + RETRY_S:
            raise SynthesisError(why)
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, start_new_session=True
        )
        try:
            answer = await self._line(self._process)
        except (EOFError, ValueError) as error:
            answer = {"error": f"its process does not start ({error}); see the lines above"}
        if "error" in answer:
            await self._end()
            self._failed = (time.monotonic(), f"Kokoro: {answer['error']}")
            raise SynthesisError(self._failed[1])
        return self._process

    @staticmethod
    async def _line(process: Process) -> dict[str, Any]:
        """What it says next. Raises EOFError when it has ended, ValueError when that makes no sense."""
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            raise EOFError("without an answer")
        return dict(json.loads(line))
