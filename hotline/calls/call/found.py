"""What a service that starts anew reads out of what it finds: a conversation, a caller's place."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable

from contracts import AgentMuted, CallQueued, Event
from contracts.dialogue import Route
from hotline.calls.control.requests import Target
from hotline.calls.control.talk import Other, Talk
from telephony.calls.inventory import BridgedCall
from telephony.calls.place import Place


def talk_of(found: BridgedCall, past: Iterable[Event], partners: Container[str] = ()) -> Talk:
    """How the conversation stands; `past` is the call's record, `partners`: ids of offices outside."""
    other = None
    if found.consulted is not None:
        outside = found.consulted in partners
        target = Target(partner=found.consulted) if outside else Target(agent=found.consulted)
        other = Other(target, found.consulted, answered=True, aside=found.consulted_aside)
    return Talk(found.agent, held=found.held, muted=_muted(found.agent, past), other=other)


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


def route_of(place: Place) -> Route:
    """To where the caller waits on."""
    return Route(place.queue, place.priority, foreign=place.foreign, seat=place.seat)


def waited_since(place: Place) -> float:
    """Seconds since the caller first came into a queue; a clock that was put back counts for nothing."""
    return max(0.0, time.time() - place.since)
