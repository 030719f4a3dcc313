"""The worker process seen from the service: who may ask it, and what the page hears when it fails."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from agent_assist.admin.port import AdministrationRefused, TooBusy
from hotline.administration.page.drafts.learned import STATE
from hotline.administration.page.texts.texts import PLACE
from hotline.administration.page.worker.jobs import Lane
from hotline.machine.line_process.errors import Ended, JobFailed, LineProcessError, TookTooLong
from hotline.machine.line_process.process import LineProcess

log = logging.getLogger(__name__)

Answer = TypeVar("Answer", bound=BaseModel)
MOST_WAITING = 4
"""Jobs of a lane that may wait for the one that runs: some administrators, each with one thing."""

IDLE_S = 600.0
"""So long after the last job the worker ends: it holds some 300 MB."""

COMMAND = (sys.executable, "-m", "hotline.administration.page.worker.worker")

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""The other cores belong to the calls."""


class JobQueue:
    """Gives jobs to the worker process.

    It is a process because learning some hundred intents keeps the interpreter's lock, and with it every call
    of the service, for seconds; and because a process can be ended when a job takes too long.
    """

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        most_waiting: int = MOST_WAITING,
        idle_s: float = IDLE_S,
        place: Path | None = None,
        state: Path | None = None,
    ) -> None:
        """`place`: the folder of config.yaml, where files that it names may lie; `state`: of the service."""
        told = {PLACE: place, STATE: state}
        environment = ONE_THREAD | {name: str(path) for name, path in told.items() if path is not None}
        self._process = LineProcess(command, environment=environment, idle_s=idle_s)
        self._most_waiting = most_waiting
        self._given: dict[Lane, int] = dict.fromkeys(get_args(Lane), 0)

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
            reply = await self._process.ask({"job": job, "body": body}, limit_s, lane)
        except LineProcessError as error:
            raise _refusal(error, job, limit_s) from None
        finally:
            self._given[lane] -= 1
        if "refused" in reply:
            refused = reply["refused"]
            raise AdministrationRefused(
                refused["code"], refused["message"], refused["status"], **refused["more"]
            )
        return answer.model_validate(reply["done"])

    async def close(self) -> None:
        """Ends the worker, whatever it does."""
        await self._process.close()


def _refusal(error: LineProcessError, job: str, limit_s: float) -> AdministrationRefused:
    match error:
        case JobFailed():
            log.error("the job %s failed: %s", job, error)
            text = "操作失败，原因在服务日志里 / That failed; the service's log says why"
            return AdministrationRefused("failed", text, 500)
        case TookTooLong():
            text = f"处理超过 {limit_s:g} 秒，已停止 / It took longer than {limit_s:g} s and was ended"
            return AdministrationRefused("too_long", text, 503)
        case Ended():
            pass
        case _:
            log.error("the administrators' worker failed: %s", error)
    return AdministrationRefused(
        "unavailable", "后台处理中断，请再试一次 / The worker failed, try again", 503
    )
