"""What a service that starts anew reads out of what it finds: a conversation, a caller's place."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Sequence

from contracts import AgentMuted, CallQueued, Event, SupervisorChanged
from contracts.dialogue import Route
from hotline.calls.control.requests import Target
from hotline.calls.control.talk import Other, Talk
from telephony.calls.inventory import BridgedCall
from telephony.calls.place import Place


def talk_of(found: BridgedCall, past: Sequence[Event], partners: Container[str] = ()) -> Talk:
    """How the conversation stands; `past` is the call's record, `partners`: ids of offices outside."""
    other = None
    if found.consulted is not None:
        outside = found.consulted in partners
        target = Target(partner=found.consulted) if outside else Target(agent=found.consulted)
        other = Other(target, found.consulted, answered=True, aside=found.consulted_aside)
    muted, let_go = _muted(found.agent, past), _supervisor(past)
    return Talk(found.agent, held=found.held, muted=muted, other=other, let_go=let_go)


def _muted(agent: str, past: Iterable[Event]) -> bool:
    """Whether the agent had muted themselves in this conversation, not in one before the queue."""
    muted = False
    for event in past:
        match event:
            case CallQueued():
                muted = False
            case AgentMuted() if event.agent == agent:
                muted = event.muted
            case _:
                pass
    return muted


def _supervisor(past: Iterable[Event]) -> str | None:
    """Who was rung for it, or was with the call, last."""
    with_it: str | None = None
    for event in past:
        if isinstance(event, SupervisorChanged):
            with_it = None if event.state == "ended" else event.agent
    return with_it


def route_of(place: Place) -> Route:
    """To where the caller waits on."""
    return Route(
        place.queue,
        place.priority,
        foreign=place.foreign,
        seat=place.seat,
        intent=place.intent,
        emergency=place.emergency,
    )


def waited_since(place: Place) -> float:
    """Seconds since the caller first came into a queue; a clock that was put back counts for nothing."""
    return max(0.0, time.time() - place.since)
