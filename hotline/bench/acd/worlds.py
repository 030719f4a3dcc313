"""Small worlds in which more can happen: consultations and hold, breaks, guests, hours, a restart.

Each has the agents and events of `small_world`, two of its callers and one kind of further events: more
would not come to an end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hotline.bench.acd.small_world import CALLERS, Named, SmallWorld, small_world
from telephony.distributor.people.asides import aside_of, is_aside, only
from telephony.distributor.people.plan import AgentPlan
from telephony.distributor.people.state import IN_TALK, Timer
from telephony.distributor.reducer.events import (
    Back,
    BreakWanted,
    HoursChanged,
    NotAnswered,
    PhoneChanged,
    Queued,
    SeatAdded,
    SeatRemoved,
    TalkChanged,
    TalkFound,
    TimerDue,
    WrapUpExtended,
)

ORDINARY = "ordinary"
"""What happens on every floor, and nothing else."""
GUEST = "zhao"
STAYS_S = 1.0
"""Less than any duration of the plan, so that none passes when the guest's end comes."""


def small_worlds() -> Mapping[str, SmallWorld]:
    """By what can happen in them beside what happens on every floor."""
    preferring = {**CALLERS, "a": replace(CALLERS["a"], preferred=("wang",))}
    two = replace(small_world(), to_come=frozenset("ae"))
    return {
        ORDINARY: small_world(),
        "talks": replace(two, further=talks),
        "breaks": replace(two, further=breaks),
        "guests": replace(two, further=guests),
        "hours": replace(small_world(), to_come=frozenset("ab"), further=hours),
        "restart": replace(two, further=restart, callers=preferring),
        "lost legs": replace(two, further=lost_legs),
    }


def talks(small: SmallWorld, at: float) -> Named:
    """Hold, and a colleague or the queue who is asked beside a call; who was asked may get it."""
    agents = small.world.agents
    held = {agent.call for agent in agents.values()} | small.world.callers.keys()
    for agent in agents.values():
        call = agent.call
        if agent.phase not in IN_TALK or call is None or is_aside(call):
            continue
        aside = aside_of(call, 1)
        if agent.phase == "talking":
            yield f"talks: {agent.id} holds {call}", TalkChanged(at, agent.id, call, on_hold=True)
        else:
            yield f"talks: {agent.id} and {call} talk again", TalkChanged(at, agent.id, call)
        if aside in held:
            yield f"talks: {agent.id} consults", TalkChanged(at, agent.id, call, consulting=True)
            continue
        for other in agents:
            if other != agent.id:
                yield f"talks: {agent.id} asks {other}", Queued(at, aside, "general", steps=only(other))
        yield f"talks: {agent.id} asks general", Queued(at, aside, "general")


def breaks(small: SmallWorld, at: float) -> Named:
    """Breaks with a reason, a longer wrap-up, agents who did not answer before a restart."""
    for agent in small.world.agents.values():
        if agent.pause is None:
            yield f"breaks: {agent.id} wants one", BreakWanted(at, agent.id, "meal")
        yield f"breaks: {agent.id} is back", Back(at, agent.id)
        if agent.misses < small.world.plan.misses:
            yield f"breaks: {agent.id} did not answer", NotAnswered(at, agent.id)
        if agent.phase == "wrap_up":
            yield f"breaks: {agent.id} needs longer", WrapUpExtended(at, agent.id, 20)


def guests(small: SmallWorld, at: float) -> Named:
    """A guest who comes, goes and whose time ends."""
    if SeatAdded not in small.done:
        plan = AgentPlan(GUEST, frozenset({"utilities"}), {"dialect": 5}, until=at + STAYS_S)
        yield "guests: comes", SeatAdded(at, plan)
    guest = small.world.agents.get(GUEST)
    if guest is not None:
        if not guest.reachable:
            yield "guests: telephone found", PhoneChanged(at, GUEST, True)
        until = guest.plan.until or at
        yield "guests: the time ends", TimerDue(max(at, until), Timer("guest", GUEST, 0))
        yield "guests: goes", SeatRemoved(at, GUEST)


def hours(small: SmallWorld, at: float) -> Named:
    """A queue and a special seat that close and open."""
    for place in ("utilities", "dialect"):
        closed = place in small.world.closed
        yield f"hours: {place} {'opens' if closed else 'closes'}", HoursChanged(at, {place: not closed})


def restart(small: SmallWorld, at: float) -> Named:
    """A conversation is found running, while callers who know an agent come."""
    if TalkFound not in small.done:
        for agent in small.world.agents:
            yield f"restart: {agent} talks", TalkFound(at, "t", agent, "general", queued_at=0.0)


def lost_legs(small: SmallWorld, at: float) -> Named:
    """An agent's telephone is lost in mid-call and does not come back: the caller is in line again."""
    for agent in small.world.agents.values():
        if agent.phase in IN_TALK and agent.call in small.world.callers:
            back = Queued(at, agent.call, "general", preferred=(agent.id,), leg_lost=True)
            yield f"lost legs: {agent.id} loses {agent.call}", back
