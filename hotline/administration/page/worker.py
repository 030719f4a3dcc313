"""The process that works for the administrators' page: one JSON object a line in, one out.

    {"number": 7, "lane": "quick", "job": "check", "body": {"files": [...], "doubts": false}}
    {"number": 7, "done": {...}}  or  {"number": 7, "refused": {"code", "message", "status", "more"}}

Each lane is a thread. The process ends at the end of its input, so also when the service is gone, whatever it
does then. Whatever else prints goes to standard error.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

from pydantic import BaseModel

from agent_assist.admin.port import AdministrationRefused
from agent_assist.admin.wire import CheckRequest, TryRequest
from hotline.administration.page.checking import check
from hotline.administration.page.learned import Learned
from hotline.administration.page.testing import TrialJob, run_tests
from hotline.administration.page.trying import Conversations
from hotline.administration.page.whatif import WhatIfJob, what_if

log = logging.getLogger(__name__)

NICENESS = 10
"""Calls come first."""

Jobs = dict[str, Callable[[Any], BaseModel]]


def jobs() -> Jobs:
    """What the worker can do, by name."""
    learned = Learned()
    conversations = Conversations(learned)
    return {
        "check": lambda body: check(CheckRequest.model_validate(body), learned),
        "try": lambda body: conversations.step(TryRequest.model_validate(body)),
        "test": lambda body: run_tests(TrialJob.model_validate(body), learned),
        "whatif": lambda body: what_if(WhatIfJob.model_validate(body), learned),
    }


def work(known: Jobs, requests: BinaryIO, answers: BinaryIO) -> None:
    """Takes jobs until the requests end; does those of a lane one after another."""
    lanes: dict[str, ThreadPoolExecutor] = {}
    writing = threading.Lock()

    def serve(request: dict[str, Any]) -> None:
        # Escaped: half a surrogate pair, which YAML may name, cannot be written as UTF-8.
        line = json.dumps({"number": request["number"], **_done(known, request)})
        with writing:
            answers.write(line.encode() + b"\n")
            answers.flush()

    for line in requests:
        request = json.loads(line)
        lane = lanes.setdefault(request["lane"], ThreadPoolExecutor(1, request["lane"]))
        lane.submit(serve, request)


def _done(known: Jobs, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"done": known[request["job"]](request["body"]).model_dump(mode="json")}
    except AdministrationRefused as refusal:
        refused = {"code": refusal.code, "message": str(refusal), "status": refusal.status}
        return {"refused": {**refused, "more": refusal.more}}
    except Exception:  # the next job may do better
        log.exception("the job %s failed", request["job"])
        message = "操作失败，原因在服务日志里 / That failed; the service's log says why"
        return {"refused": {"code": "failed", "message": message, "status": 500, "more": {}}}


def main() -> None:
    """Answers go to what was standard output; a library that prints must not come between."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    os.nice(NICENESS)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    work(jobs(), sys.stdin.buffer, answers)
    os._exit(0)  # nobody is left to hear an answer, or to end a job that hangs


if __name__ == "__main__":
    main()
