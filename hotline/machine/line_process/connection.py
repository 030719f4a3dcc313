"""One child process while it lives: a line with a number in, a line with the same number out."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from typing import Any

from hotline.machine.line_process.errors import Died, Ended, JobFailed, LineProcessError, NotStarted
from hotline.machine.paths import CHECKOUT

LARGEST_ANSWER = 64_000_000
"""Bytes of one line from the process."""

LAST_WORDS_S = 5.0
"""A process that says no more is given so long to end by itself."""

Json = dict[str, Any]


class Connection:
    """Answers come in any order."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._numbers = itertools.count()
        self._asked: dict[int, asyncio.Future[Json]] = {}
        self._ready = False
        self._error: LineProcessError | None = None
        self._reader = asyncio.create_task(self._read(), name="answers of a child process")

    @classmethod
    async def open(cls, command: Sequence[str], environment: Mapping[str, str]) -> Connection:
        """Raises `NotStarted`."""
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE,
                cwd=CHECKOUT,
                env={**os.environ, **environment},
                limit=LARGEST_ANSWER,
                start_new_session=True,  # Ctrl-C in a terminal is the service's to handle
            )
        except OSError as error:
            raise NotStarted(str(error)) from error
        return cls(process)

    @property
    def gone(self) -> bool:
        return self._error is not None

    async def ask(self, lane: str, question: Json) -> Json:
        """Raises `JobFailed`, `NotStarted`, `Died`, `Ended`. May be asked before it is ready."""
        if self._error is not None:
            raise self._error
        assert self._process.stdin is not None
        number = next(self._numbers)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            line = json.dumps({"number": number, "lane": lane, "ask": question})
            self._process.stdin.write(line.encode() + b"\n")
            with contextlib.suppress(ConnectionError):  # then the answer says so
                await self._process.stdin.drain()
            return await answer
        finally:
            del self._asked[number]

    async def end(self, why: str) -> None:
        """Now; those who wait get `Ended`."""
        if self._error is None:
            self._error = Ended(why)
            self._kill()
        await asyncio.wait([self._reader])

    async def _read(self) -> None:
        assert self._process.stdout is not None
        why = ""
        try:
            while line := await self._process.stdout.readline():
                self._take(line)
        except NotStarted as unable:
            self._error = self._error or unable
        except (ValueError, RecursionError) as error:  # longer than allowed, or none of its lines
            why = f"its process said what makes no sense ({error})"
        code = await self._code(LAST_WORDS_S if not why and self._error is None else 0)
        if self._error is None:
            why = why or f"its process ended with {code}"
            self._error = Died(why) if self._ready else NotStarted(f"it does not start: {why}")
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(self._error)

    async def _code(self, patience_s: float) -> int:
        """What it ended with; it is killed when it has not ended by then.

        Killing one that ends by itself would take its code away: `Popen.send_signal` waits for it first.
        """
        try:
            async with asyncio.timeout(patience_s):
                return await self._process.wait()
        except TimeoutError:
            self._kill()
            return await self._process.wait()

    def _take(self, line: bytes) -> None:
        """Raises ValueError for what is none of its lines, `NotStarted` when it says that it cannot serve."""
        match json.loads(line):
            case {"ready": True}:
                self._ready = True
            case {"unable": str(why)}:
                raise NotStarted(why)
            case {"number": int(number), "answer": dict(found)}:
                self._settle(number, found)
            case {"number": int(number), "failed": str(why)}:
                self._settle(number, JobFailed(why))
            case _:
                raise ValueError(f"{line[:80]!r}")

    def _settle(self, number: int, found: Json | JobFailed) -> None:
        answer = self._asked.get(number)
        if answer is None or answer.done():
            return
        if isinstance(found, JobFailed):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
