"""One sentence, one call: an honest caller says it and sees where that leads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts import Decided
from hotline.administration.simulation.callers import react
from hotline.administration.simulation.honest import HonestCaller
from hotline.administration.simulation.result import also_queues
from hotline.administration.simulation.right_queues import RightQueues
from ivr import IvrSettings
from ivr.virtual import VirtualCall

OFFICE_HOURS = datetime(2026, 11, 24, 10)
"""When these calls come, local time: an ordinary Tuesday morning, so that opening hours do not decide."""


def play_call(call: VirtualCall, text: str, right: RightQueues, settings: IvrSettings) -> dict[str, Any]:
    """The call to its end, and what came of it as one JSON object.

    The first decision is what the machine makes of the sentence before the caller does anything more.
    """
    caller = HonestCaller(right)
    call.answer()
    call.speak(text)
    caller.spoke()
    call.hear_out()
    first = next((step.decided for step in call.steps if step.decided is not None), None)
    while not call.over:
        react(call, caller.reply(call.asks), text, settings)
        call.hear_out()
    return {
        "text": text,
        **_decision(first),
        "also": [] if first is None else also_queues(first, settings),
        "slots": {} if call.decided is None else {slot.id: slot.value for slot in call.decided.slots},
        "said": [step.text for step in call.steps if step.kind == "say"],
        "reached": call.reached,
        "seconds": round(call.now, 1),
    }


def failed_call(text: str, problem: str) -> dict[str, Any]:
    """The object of a row that came to nothing."""
    return {"text": text, "error": problem}


def _decision(decided: Decided | None) -> dict[str, Any]:
    if decided is None:  # the machine only said “go on”, or the same again
        return {
            "outcome": "none",
            "queue": None,
            "intent": None,
            "score": 0.0,
            "runner_up": None,
            "reason": "",
        }
    return {
        "outcome": decided.outcome,
        "queue": None if decided.outcome == "ask_again" else decided.queue,  # its queue was not sure enough
        "intent": decided.intent,
        "score": round(decided.score, 4),
        "runner_up": decided.runner_up,
        "reason": decided.reason,
    }
