"""The worker process seen from the service: started when it is needed, ended when idle or when it hangs."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from typing import Any, Literal, TypeVar, get_args

from pydantic import BaseModel

from agent_assist.admin.port import AdministrationRefused, TooBusy
from hotline.administration.page.process import WorkerGone, WorkerProcess

log = logging.getLogger(__name__)

Answer = TypeVar("Answer", bound=BaseModel)
Lane = Literal["quick", "tests", "slow"]
"""Jobs of a lane are done one after another. The quick ones wait for no others; tests may hear recordings."""

MOST_WAITING = 4
"""Jobs of a lane that may wait for the one that runs: some administrators, each with one thing."""

IDLE_S = 600.0
"""So long after the last job the worker ends: it holds some 300 MB."""

COMMAND = (sys.executable, "-m", "hotline.administration.page.worker")


class Workshop:
    """Gives jobs to the worker process.

    It is a process because learning some hundred intents keeps the interpreter's lock, and with it every call
    of the service, for seconds; and because a process can be ended when a job takes too long.
    """

    def __init__(
        self, command: Sequence[str] = COMMAND, most_waiting: int = MOST_WAITING, idle_s: float = IDLE_S
    ) -> None:
        self._command = command
        self._most_waiting = most_waiting
        self._idle_s = idle_s
        self._turns: dict[Lane, asyncio.Lock] = {lane: asyncio.Lock() for lane in get_args(Lane)}
        self._given: dict[Lane, int] = dict.fromkeys(get_args(Lane), 0)
        self._starting = asyncio.Lock()
        self._process: WorkerProcess | None = None
        self._retire: asyncio.TimerHandle | None = None

    async def do(
        self, job: str, body: dict[str, Any], answer: type[Answer], limit_s: float, lane: Lane = "slow"
    ) -> Answer:
        """What the worker makes of a job. `limit_s` counts from when it begins.

        Raises `TooBusy` when too many wait already, `AdministrationRefused` for what the job refuses, when it
        takes longer than `limit_s`, and when the worker fails.
        """
        if self._given[lane] > self._most_waiting:
            raise TooBusy
        self._given[lane] += 1
        try:
            async with self._turns[lane]:
                reply = await self._ask({"lane": lane, "job": job, "body": body}, limit_s)
        finally:
            self._given[lane] -= 1
            self._rest()
        if "refused" in reply:
            refused = reply["refused"]
            raise AdministrationRefused(
                refused["code"], refused["message"], refused["status"], **refused["more"]
            )
        return answer.model_validate(reply["done"])

    async def close(self) -> None:
        """Ends the worker, whatever it does."""
        if self._retire is not None:
            self._retire.cancel()
        process, self._process = self._process, None
        if process is not None:
            await process.kill()

    async def _ask(self, message: dict[str, Any], limit_s: float) -> dict[str, Any]:
        process: WorkerProcess | None = None
        try:
            async with asyncio.timeout(limit_s):
                process = await self._running()
                return await process.ask(message)
        except TimeoutError:
            await self.close()
            text = f"处理超过 {limit_s:g} 秒，已停止 / It took longer than {limit_s:g} s and was ended"
            raise AdministrationRefused("too_long", text, 503) from None
        except (OSError, WorkerGone) as error:
            if process is None or process is self._process:  # else it was ended from here
                log.error("the administrators' worker failed: %s", error)
            text = "后台处理中断，请再试一次 / The worker failed, try again"
            raise AdministrationRefused("unavailable", text, 503) from None

    async def _running(self) -> WorkerProcess:
        async with self._starting:
            if self._retire is not None:
                self._retire.cancel()
            if self._process is None or self._process.gone:
                self._process = await WorkerProcess.start(self._command)
            return self._process

    def _rest(self) -> None:
        """Lets the worker end when nothing is asked for a while."""
        if self._retire is not None:
            self._retire.cancel()
        self._retire = asyncio.get_running_loop().call_later(self._idle_s, self._leave)

    def _leave(self) -> None:
        if self._process is not None and not any(self._given.values()):
            self._process.finish()
            self._process = None
