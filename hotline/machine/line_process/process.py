"""A child process as the service sees it: started when it is needed, ended when it is idle or hangs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

from hotline.machine.line_process.connection import Connection, Json
from hotline.machine.line_process.errors import Ended, LineProcessError, NotStarted, TookTooLong


class LineProcess:
    """Its process can be another one with every question: who asks need not know."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        idle_s: float | None = None,
        retry_s: float = 0.0,
    ) -> None:
        """Nothing is started yet. `command` runs `child.serve` (or speaks its protocol) in the checkout.

        The process ends `idle_s` after its last answer; None: it stays. One that does not start or takes too
        long is not started again for `retry_s`: who asks meanwhile hears the same at once.
        """
        self._command = command
        self._environment = environment or {}
        self._idle_s = idle_s
        self._retry_s = retry_s
        self._turns: dict[str, asyncio.Lock] = {}
        self._jobs: set[asyncio.Task[Json]] = set()
        self._starting = asyncio.Lock()
        self._connection: Connection | None = None
        self._retire: asyncio.Task[None] | None = None
        self._closed = False
        self._failed: tuple[float, LineProcessError] | None = None

    async def ask(self, question: Json, limit_s: float, lane: str = "") -> Json:
        """The answer. The questions of a lane are asked one after another; `limit_s` begins with the turn of
        this one and includes the start of the process.

        Raises `LineProcessError`: which one says why. A question whose asker no longer waits keeps its turn
        until it is answered or takes too long: the process can be interrupted only by its end.
        """
        turn = self._turns.setdefault(lane, asyncio.Lock())
        await turn.acquire()
        job = asyncio.create_task(self._job(question, limit_s, lane), name="a job of a child process")
        self._jobs.add(job)
        job.add_done_callback(lambda job: self._done(job, turn))
        return await asyncio.shield(job)

    async def close(self) -> None:
        """Ends the process, whatever it does; nothing is asked of it any more."""
        self._closed = True
        if self._retire is not None:
            self._retire.cancel()
        async with self._starting:  # one that is just being started is ended, too
            connection, self._connection = self._connection, None
        if connection is not None:
            await connection.end("it was ended with the service")

    async def _job(self, question: Json, limit_s: float, lane: str) -> Json:
        if self._failed is not None and time.monotonic() < self._failed[0] + self._retry_s:
            raise self._failed[1]
        connection = None
        try:
            async with asyncio.timeout(limit_s):
                connection = await self._running()
                return await connection.ask(lane, question)
        except TimeoutError:
            slow = TookTooLong(f"it did not finish within {limit_s:g} s and was ended")
            self._failed = (time.monotonic(), slow)
            if connection is not None:
                await connection.end("another job took too long")
            raise slow from None
        except NotStarted as error:
            self._failed = (time.monotonic(), error)
            raise

    async def _running(self) -> Connection:
        async with self._starting:
            if self._closed:
                raise Ended("it was ended with the service")
            if self._retire is not None:
                self._retire.cancel()
            if self._connection is None or self._connection.gone:
                self._connection = await Connection.open(self._command, self._environment)
            return self._connection

    def _done(self, job: asyncio.Task[Json], turn: asyncio.Lock) -> None:
        turn.release()
        self._jobs.discard(job)
        if not job.cancelled():
            job.exception()  # seen, even if nobody waits for it
        if not self._jobs and not self._closed and self._idle_s is not None:
            if self._retire is not None:
                self._retire.cancel()
            self._retire = asyncio.create_task(self._leave(self._idle_s))

    async def _leave(self, idle_s: float) -> None:
        await asyncio.sleep(idle_s)
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.end("it was not needed any more")
