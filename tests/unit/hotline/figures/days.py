"""Days of a hotline as events, for tests."""

from __future__ import annotations

from datetime import date, datetime

from contracts import (
    AgentAnswered,
    AgentChanged,
    AgentPhase,
    CallEnded,
    CallQueued,
    CallStarted,
    Event,
    ForeseenWait,
)

DAY = date(2026, 11, 2)
"""It is over: figures of a day that is not end with the moment at which they are asked for."""
MORNING = datetime(2026, 11, 2, 9, 0).timestamp()


def phase(at: float, agent: str, phase: AgentPhase, call: str | None = None) -> AgentChanged:
    return AgentChanged(at=MORNING + at, agent=agent, phase=phase, call=call)


def came(call: str, ring_at: float, queued_at: float, queue: str = "urban") -> list[Event]:
    """Seconds after nine."""
    return [
        CallStarted(at=MORNING + ring_at, call=call, caller="138****8000", dialled="12345"),
        CallQueued(at=MORNING + queued_at, call=call, queue=queue, position=1),
    ]


def answered(call: str, at: float, foreseen: ForeseenWait | None = None) -> AgentAnswered:
    return AgentAnswered(at=MORNING + at, call=call, agent="wang", foreseen=foreseen)


def ended(call: str, at: float, cause: str = "") -> CallEnded:
    return CallEnded(at=MORNING + at, call=call, by="network" if cause else "caller", cause=cause)


def served(call: str, ring_at: float, queued_at: float, answered_at: float, talk_s: float) -> list[Event]:
    """A whole call of wang's with a wrap-up of ten seconds."""
    over = answered_at + talk_s
    return [
        *came(call, ring_at, queued_at),
        phase(answered_at, "wang", "talking", call),
        answered(call, answered_at),
        ended(call, over),
        phase(over, "wang", "wrap_up"),
        phase(over + 10, "wang", "available"),
    ]
