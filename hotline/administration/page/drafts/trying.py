"""Conversations with a configuration that is not live, at virtual time.

The language model of `second_opinion:` is not asked here, unlike in `hotline simulate`: the text is a draft
in a browser, and may send no key and no sentence to the address that it names before somebody has published
it under their name. Nor may a slow model hold up the checks of who writes beside it.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from agent_assist.admin.port import AdministrationRefused
from agent_assist.admin.wire.trying import DecisionStep, StepView, Tried, TryRequest
from contracts import Alternative, Decided
from hotline.administration.page.drafts.learned import Known, Learned
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from ivr.steps import Step
from ivr.virtual import VirtualCall

MOST = 20
"""Conversations at once; the one that was used longest ago is forgotten."""

OLDEST_S = 1800.0
"""So long after its last step a conversation is forgotten."""


@dataclass(slots=True)
class _Conversation:
    known: Known
    call: VirtualCall
    told: int
    """Steps that the page has been told."""
    used: float


class TriedCalls:
    """All that are tried now."""

    def __init__(self, learned: Learned, clock: Callable[[], float] = time.monotonic) -> None:
        self._learned = learned
        self._clock = clock
        self._conversations: OrderedDict[str, _Conversation] = OrderedDict()

    def step(self, request: TryRequest) -> Tried:
        """Begins a conversation, or goes on with one. Raises `Invalid`, or refuses an unknown session."""
        self._forget()
        name = request.session if request.session is not None else self._begin(request)
        found = self._conversations.get(name)
        if found is None:
            message = "这次试呼已经结束，请重新开始 / This conversation is over, begin again"
            raise AdministrationRefused("no_such_session", message, 404)
        found.used = self._clock()
        self._conversations.move_to_end(name)
        _input(found.call, request)
        steps = found.call.steps[found.told :]
        found.told = len(found.call.steps)
        decided = found.call.decided
        return Tried(
            session=name,
            steps=tuple(_step(step, found.known) for step in steps),
            done=found.call.over,
            asked=found.call.asked and not found.call.over,
            decision=None if decided is None else _decision(decided, found.known),
        )

    def _begin(self, request: TryRequest) -> str:
        known = self._learned.of(request.files)
        name = secrets.token_urlsafe(12)
        call = SimulatedCalls(known.guide).call()
        call.answer()
        call.hear_out()
        self._conversations[name] = _Conversation(known, call, 0, self._clock())
        while len(self._conversations) > MOST:
            self._conversations.popitem(last=False)
        return name

    def _forget(self) -> None:
        now = self._clock()
        for name in [name for name, one in self._conversations.items() if now - one.used > OLDEST_S]:
            del self._conversations[name]


def _input(call: VirtualCall, request: TryRequest) -> None:
    """The caller waits for the end of what is said, and so does the page for the machine's answer."""
    if request.text is not None and request.text.strip():
        text = request.text.strip()
        others = [Alternative(text=other, confidence=0.0) for other in request.alternatives]
        call.utter(text, alternatives=others)
    elif request.key is not None:
        call.press(request.key)
    elif request.silence or request.text is not None:
        call.silence()
    call.hear_out()


def _step(step: Step, known: Known) -> StepView:
    queues = {queue.id: queue.name for queue in known.config.ivr.queues}
    text = queues.get(step.text, step.text) if step.kind == "route" else step.text
    decision = None if step.decided is None else _decision(step.decided, known)
    return StepView(at=step.at, kind=step.kind, text=text, decision=decision)


def _decision(decided: Decided, known: Known) -> DecisionStep:
    queues = {queue.id: queue.name for queue in known.config.ivr.queues}
    intents = {intent.id: intent.name for intent in known.config.ivr.intents}
    return DecisionStep(
        outcome=decided.outcome,
        intent=decided.intent,
        intent_name=decided.intent_name,
        queue=decided.queue,
        queue_name=queues.get(decided.queue or "", ""),
        score=round(decided.score, 3),
        runner_up=decided.runner_up,
        runner_up_name=intents.get(decided.runner_up or "", ""),
        runner_up_score=round(decided.runner_up_score, 3),
        reason=decided.reason,
        heard=decided.heard,
        slots=decided.slots,
        also=decided.also,
    )
