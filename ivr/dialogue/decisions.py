"""A decision as others read it: on the desk, in the records, over MQTT."""

from __future__ import annotations

from dataclasses import replace

from contracts.events.call.decisions import Decided, Outcome
from ivr.settings.distribution.queues import Place, QueueSettings
from ivr.settings.settings import IvrSettings
from ivr.understanding.judgement import Judgement


def decided(
    settings: IvrSettings,
    call: str,
    at: float,
    outcome: Outcome,
    judgement: Judgement,
    heard: str,
    reason: str,
) -> Decided:
    """What was made of `heard` in that call, at that moment (seconds), and why."""
    name = settings.intent(judgement.intent).name if judgement.intent is not None else ""
    return Decided(
        call=call,
        at=at,
        outcome=outcome,
        intent=judgement.intent,
        intent_name=name,
        queue=judgement.queue,
        score=judgement.score,
        runner_up=judgement.runner_up,
        runner_up_score=judgement.runner_up_score,
        reason=reason,
        heard=heard,
    )


def by_key(settings: IvrSettings, digit: str) -> Judgement | None:
    """What a key of the menu chooses; None for one without meaning."""
    for intent in settings.intents:
        if intent.key == digit:
            return Judgement(intent.id, intent.queue, 1.0, reason=f"来电人按了 {digit}")
    for queue in settings.queues:
        if queue.key == digit:
            return Judgement(None, queue.id, 1.0, reason=f"来电人按了 {digit}")
    for seat in settings.seats:
        if seat.key == digit:
            return Judgement(None, seat.queue, 1.0, reason=f"来电人按了 {digit}", seat=seat.id)
    return None


def instead(judgement: Judgement, wanted: Place, taking: Place, queue: QueueSettings) -> Judgement:
    """The same judgement where somebody else, of `queue`, may take the callers of `wanted` at this hour."""
    if taking is wanted:
        return judgement
    return replace(judgement, queue=queue.id, reason=f"{judgement.reason}；{wanted.name}现在不上班")
