"""Faults planted into the machine: an exploration that does not find them proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from telephony.distributor.people.state import Agent
from telephony.distributor.reducer import leases
from telephony.distributor.reducer.events import Answered, Missed
from telephony.distributor.reducer.reducer import HANDLERS
from telephony.distributor.reducer.turn import Turn


@contextmanager
def double_claim() -> Iterator[None]:
    """Whoever answers has the caller, whatever the number says."""

    def answered(turn: Turn, event: Answered) -> None:
        caller = turn.world.callers.get(event.call)
        if caller is not None and caller.lease is not None and caller.phase == "offered":
            event = replace(event, agent=caller.lease.agent, number=caller.lease.number)
        leases.answered(turn, event)

    real, HANDLERS[Answered] = HANDLERS[Answered], answered
    try:
        yield
    finally:
        HANDLERS[Answered] = real


@contextmanager
def starved_caller() -> Iterator[None]:
    """After a missed offer the next agent is not looked for."""

    def missed(turn: Turn, event: Missed) -> None:
        leases.missed(turn, event)
        turn.callers.clear()

    real, HANDLERS[Missed] = HANDLERS[Missed], missed
    try:
        yield
    finally:
        HANDLERS[Missed] = real


@contextmanager
def lost_wrap_up() -> Iterator[None]:
    """After a talk the agent is free at once."""

    def wrap_up(turn: Turn, agent: Agent, seconds: float) -> None:
        turn.idle(agent)

    real = Turn.wrap_up
    Turn.wrap_up = wrap_up  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        Turn.wrap_up = real  # type: ignore[method-assign]


FAULTS: Mapping[str, tuple[str, Callable[[], AbstractContextManager[None]]]] = {
    "double_claim": ("double claim", double_claim),
    "lost_wrap_up": ("wrap-up lost", lost_wrap_up),
    "starved_caller": ("starved caller", starved_caller),
}
"""Name -> how the broken rule begins that gives it away, and what plants it."""
