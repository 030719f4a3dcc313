"""The process that works for the administrators' page (`hotline.machine.line_process` is how it is asked).

ask     {"job": "check", "body": {"files": [...], "doubts": false}}
answer  {"done": {...}}  or  {"refused": {"code", "message", "status", "more"}}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from agent_assist.admin.port import AdministrationRefused
from agent_assist.admin.wire.checking import CheckRequest
from agent_assist.admin.wire.trying import TryRequest
from hotline.administration.page.checking import check
from hotline.administration.page.learned import Learned
from hotline.administration.page.testing import TrialJob, run_tests
from hotline.administration.page.trying import Conversations
from hotline.administration.page.whatif import WhatIfJob, what_if
from hotline.machine.line_process.child import serve

NICENESS = 10

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
    serve(answering, NICENESS)
