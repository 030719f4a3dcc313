"""What runs in the child process."""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

log = logging.getLogger(__name__)

Json = dict[str, Any]


class Unable(Exception):
    """This process cannot serve, as the text says."""


class Refused(Exception):
    """This cannot be done, as the text says; it is no fault of the program."""


def serve(
    prepare: Callable[[], Callable[[Json], Json]], niceness: int, memory_bytes: int | None = None
) -> NoReturn:
    """Answers until its input ends, so also when the service is gone, whatever a job does then.

    `prepare` returns what answers, or raises `Unable`. Jobs of a lane are done one after another, those of
    different lanes at the same time, each lane in a thread of its own. What answers raises `Refused`, or
    anything: that is the answer, and the next job may do better. Whatever prints, prints to standard error.
    A job that wants more than `memory_bytes` for all of the process fails; the machine's memory belongs to
    the calls.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    os.nice(niceness)  # calls come first
    if memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    # Answers go to what was standard output; a library that prints must not come between.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    writing = threading.Lock()

    def tell(line: Json) -> None:
        # Escaped: half a surrogate pair, which YAML may name, cannot be written as UTF-8.
        encoded = json.dumps(line).encode()
        with writing:
            out.write(encoded + b"\n")
            out.flush()

    try:
        answer = prepare()
    except Unable as error:
        tell({"unable": str(error)})
        os._exit(1)
    tell({"ready": True})
    lanes: dict[str, ThreadPoolExecutor] = {}
    for line in sys.stdin.buffer:
        request = json.loads(line)
        name = request["lane"]
        if name not in lanes:
            lanes[name] = ThreadPoolExecutor(1, name or "jobs")
        lanes[name].submit(_do, answer, request, tell)
    os._exit(0)  # nobody is left to hear an answer, or to end a job that hangs


def _do(answer: Callable[[Json], Json], request: Json, tell: Callable[[Json], None]) -> None:
    number = request["number"]
    try:
        tell({"number": number, "answer": answer(request["ask"])})
    except Refused as refused:
        tell({"number": number, "failed": str(refused)})
    except Exception as error:
        log.exception("a job failed")
        tell({"number": number, "failed": f"{type(error).__name__}: {error}"[:300]})
