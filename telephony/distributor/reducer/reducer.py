"""The distributor: an event comes in, commands go out. It has no clock, no socket and no randomness.

The same events give the same commands, so a day can be replayed, simulated at virtual time, and small worlds
explored to the end. `World` is changed in place, by this function alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telephony.distributor.people.plan import Plan
from telephony.distributor.reducer import agents, callers, handing, leases, publication
from telephony.distributor.reducer.commands import Changed, Command
from telephony.distributor.reducer.events import (
    Answered,
    Back,
    BreakWanted,
    Declined,
    Event,
    Finished,
    HandedOn,
    HoursChanged,
    Left,
    Missed,
    NotAnswered,
    PhoneChanged,
    Published,
    Queued,
    SeatAdded,
    SeatRemoved,
    TalkChanged,
    TalkFound,
    TimerDue,
    WrapUpExtended,
)
from telephony.distributor.reducer.serving import serve
from telephony.distributor.reducer.turn import Turn
from telephony.distributor.reducer.world import World, touched


def opened(plan: Plan, at: float, first_number: int = 1) -> tuple[World, list[Command]]:
    """A floor with everybody of the plan, offline, and nobody waiting."""
    world = World(plan, first_number)
    return world, reduce(world, Published(at, plan))


def reduce(world: World, event: Event) -> list[Command]:
    """Takes the event in and says what is to be done. What is out of date or of strangers changes nothing.

    A clock that went back counts as one that stood still.
    """
    world.at = max(world.at, event.at)
    turn = Turn(world, world.at)
    HANDLERS[type(event)](turn, event)
    serve(turn)
    if world.touched_agents or world.touched_queues:
        turn.commands.append(Changed(*touched(world)))
    return turn.commands


def timer_due(turn: Turn, event: TimerDue) -> None:
    """Does what the timer was for, if it is still the current one."""
    kind, who, number = event.timer
    agent, caller = turn.world.agents.get(who), turn.world.callers.get(who)
    if kind == "guest":
        if agent is not None:
            publication.guest_due(turn, agent)
    elif kind in _OF_AGENTS:
        if agent is not None and agent.timer == number:
            _OF_AGENTS[kind](turn, agent)
    elif caller is not None and caller.phase != "talking":
        current, act = {
            "step": (caller.stepping, callers.step_due),
            "prefer": (caller.preferring, callers.prefer_due),
            "overflow": (caller.overflowing, callers.overflow_due),
        }[kind]
        if current == number:
            act(turn, caller)


_OF_AGENTS = {"offer": leases.lapsed, "wrap_up": agents.wrap_up_due, "rest": agents.rest_due}

HANDLERS: dict[type[Event], Callable[[Turn, Any], None]] = {
    Queued: callers.queued,
    Left: callers.left,
    Answered: leases.answered,
    Missed: leases.missed,
    Declined: leases.declined,
    TalkFound: callers.talk_found,
    TalkChanged: agents.talk_changed,
    HandedOn: handing.handed_on,
    Finished: agents.finished,
    PhoneChanged: agents.phone_changed,
    BreakWanted: agents.break_wanted,
    NotAnswered: agents.not_answered,
    Back: agents.back,
    WrapUpExtended: agents.wrap_up_extended,
    TimerDue: timer_due,
    Published: publication.published,
    SeatAdded: publication.seat_added,
    SeatRemoved: publication.seat_removed,
    HoursChanged: publication.hours_changed,
}
