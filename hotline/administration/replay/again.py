"""The same caller with another configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts import KeyPressed
from hotline.administration.replay.past import HANG_UP, PastCall
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.administration.simulation.who_calls import Caller
from hotline.guidance.call_guide import CallGuide


@dataclass(frozen=True, slots=True)
class Again:
    """A call then and now."""

    past: PastCall
    queue: str
    intent: str | None
    asked: int
    reason: str

    @property
    def same(self) -> bool:
        """Whether the caller would reach the same queue."""
        return self.queue == self.past.queue

    def as_json(self) -> dict[str, Any]:
        return {
            "call": self.past.id,
            "at": self.past.at,
            "said": [one.digit if isinstance(one, KeyPressed) else one.text for one in self.past.inputs],
            "then": {"queue": self.past.queue, "intent": self.past.intent, "asked": self.past.asked},
            "now": {"queue": self.queue, "intent": self.intent, "asked": self.asked},
            "same": self.same,
            "reason": self.reason,
        }


def again(past: PastCall, guide: CallGuide) -> Again:
    """The caller says and presses the same, each when the machine has spoken; then nothing more."""
    caller = Caller(_number(past.caller), past.standing, past.dialled)
    call = SimulatedCalls(guide, caller).call(begun=datetime.fromtimestamp(past.at))
    call.answer()
    for one in past.inputs:
        call.hear_out()
        if call.over:
            break
        if isinstance(one, KeyPressed):
            call.press(one.digit)
        else:
            call.repeat(one)
    call.hear_out()
    while not call.over:
        call.silence()
    decisions = [step.decided for step in call.steps if step.decided is not None]
    last = decisions[-1] if decisions else None
    return Again(
        past,
        call.reached or HANG_UP,
        last.intent if last else None,
        sum(one.outcome in ("confirm", "ask_again") for one in decisions),
        last.reason if last else "",
    )


def _number(masked: str) -> str:
    """A number of the same kind in place of a masked one: whether there was one decides, not its digits."""
    return masked.replace("*", "0")
