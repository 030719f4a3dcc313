"""One worker process: a line of JSON with a number in, a line with the same number out."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
from collections.abc import Sequence
from typing import Any

from hotline.machine.paths import CHECKOUT

LARGEST_ANSWER = 64_000_000
"""Bytes of one line from the worker."""


class WorkerGone(Exception):
    """The process ended before it answered."""


class WorkerProcess:
    """Answers come in any order."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = itertools.count()
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read(), name="administrators' worker")

    @classmethod
    async def start(cls, command: Sequence[str]) -> WorkerProcess:
        """Raises OSError when it cannot be started."""
        return cls(
            await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=CHECKOUT,
                # One thread each: the other cores belong to the calls.
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                limit=LARGEST_ANSWER,
                start_new_session=True,  # Ctrl-C in a terminal is the service's to handle
            )
        )

    @property
    def gone(self) -> bool:
        return self._reader.done()

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Raises `WorkerGone`."""
        if self.gone:
            raise WorkerGone("it has ended")
        assert self._process.stdin is not None
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            line = json.dumps({"number": number, **message}, ensure_ascii=False)
            self._process.stdin.write(line.encode() + b"\n")
            with contextlib.suppress(ConnectionError):  # then the answer says so
                await self._process.stdin.drain()
            return await answer
        finally:
            del self._asked[number]

    def finish(self) -> None:
        """Ends by itself when it sees that nothing more comes."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def kill(self) -> None:
        """Ends now."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._reader

    async def _read(self) -> None:
        assert self._process.stdout is not None
        why = "it ended"
        try:
            while line := await self._process.stdout.readline():
                reply = json.loads(line)
                asked = self._asked.get(reply["number"])
                if asked is not None and not asked.done():
                    asked.set_result(reply)
        except ValueError as error:  # a line longer than allowed, or no JSON
            why = str(error)
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        code = await self._process.wait()
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(WorkerGone(f"{why} with {code}"))
