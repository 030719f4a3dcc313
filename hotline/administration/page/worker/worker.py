"""The process that works for the administrators' page (`hotline.machine.line_process` is how it is asked).

ask     {"job": "check", "body": {"files": [...], "doubts": false}}
answer  {"done": {...}}  or  {"refused": {"code", "message", "status", "more"}}
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from agent_assist.admin.port import AdministrationRefused
from hotline.administration.page.worker.jobs import JOBS, Job, Kept
from hotline.machine.line_process.child import serve

NICENESS = 10
MEMORY_BYTES = 4 << 30
"""It holds some 300 MB, and 1 GB more while it hears recordings with two models."""

Jobs = dict[str, Callable[[Any], BaseModel]]


def jobs() -> Jobs:
    """What the worker can do, by name."""
    kept = Kept()
    return {name: functools.partial(_done, job, kept) for name, job in JOBS.items()}


def _done(job: Job[Any, Any], kept: Kept, body: Any) -> BaseModel:
    answer: BaseModel = job.work(job.body.model_validate(body), kept)
    return answer


def answering() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What answers: it does the job that is asked for."""
    known = jobs()

    def answer(ask: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"done": known[ask["job"]](ask["body"]).model_dump(mode="json")}
        except AdministrationRefused as refusal:
            refused = {"code": refusal.code, "message": str(refusal), "status": refusal.status}
            return {"refused": {**refused, "more": refusal.more}}

    return answer


if __name__ == "__main__":
    serve(answering, NICENESS, MEMORY_BYTES)
