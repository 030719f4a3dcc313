"""A floor so small that everything that can happen on it can be tried: two agents, three callers, two queues.

Every timer may be due at any moment, so the clock only orders events. Two worlds whose times and numbers
differ, and stand in the same order, are one state.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from telephony.distributor.people.asides import oneself
from telephony.distributor.people.plan import AgentPlan, Need, Overflow, Plan, QueuePlan, SeatPlan, Step
from telephony.distributor.people.state import IN_TALK, Agent, Caller, Timer
from telephony.distributor.reducer.commands import Command, SetTimer
from telephony.distributor.reducer.events import (
    Answered,
    Back,
    Declined,
    Event,
    Finished,
    HandedOn,
    Left,
    Missed,
    PhoneChanged,
    Published,
    Queued,
    SeatAdded,
    TalkFound,
    TimerDue,
)
from telephony.distributor.reducer.reducer import opened, reduce
from telephony.distributor.reducer.world import World

OLD = 0
"""A number that was given to a claim long ago."""
TICK_S = 1e-6
"""Between two events: no duration of the plan ever passes by itself."""
ONCE = (Published, SeatAdded, TalkFound)
"""Events that happen once in a world, so that it stays small."""

BEFORE = Plan(
    agents={
        "wang": AgentPlan("wang", frozenset({"utilities", "general"}), {"dialect": 3, oneself("wang"): 1}),
        "li": AgentPlan("li", frozenset({"general"}), {oneself("li"): 1}),
    },
    queues={
        "utilities": QueuePlan("utilities", overflow=(Overflow("general", after_s=60),), closed_to="general"),
        "general": QueuePlan("general"),
    },
    fallback="general",
    seats={"dialect": SeatPlan("dialect", "general", (Step(0, (Need("dialect", 2),)), Step(30)))},
)
"""One agent with a skill and both queues, one with neither; a special seat that wants the skill."""

AFTER = replace(
    BEFORE,
    agents={
        "wang": replace(BEFORE.agents["wang"], queues=frozenset({"general"})),
        "li": AgentPlan("li", skills={oneself("li"): 1}),
    },
    queues={"general": QueuePlan("general")},
    seats={},
)
"""A queue is gone, and so are one agent's part in it and the special seat."""

CALLERS: Mapping[str, Queued] = {
    "a": Queued(0, "a", "utilities"),
    "b": Queued(0, "b", "general", seat="dialect", callback=True),
    "e": Queued(0, "e", "general", emergency=True),
}

Named = Iterator[tuple[str, Event]]
"""What can happen next, with a name for it."""


@dataclass(slots=True)
class SmallWorld:
    """The floor, and what of it the machine does not know."""

    world: World
    to_come: frozenset[str]
    done: frozenset[type[Event]] = frozenset()
    """Of the events that happen once."""
    timers: frozenset[int] = frozenset()
    """Numbers of timers that were set and may be due."""
    callers: Mapping[str, Queued] = field(default_factory=lambda: CALLERS)
    """Everybody who may come."""
    further: Callable[[SmallWorld, float], Named] = lambda _world, _at: iter(())
    """What can happen beside what happens on every floor."""

    def events(self) -> Named:
        """What can happen next."""
        at = self.world.at + TICK_S
        for call in sorted(self.to_come):
            yield f"{call} comes", replace(self.callers[call], at=at)
        for caller in self.world.callers.values():
            yield f"{caller.call} leaves", Left(at, caller.call)
            yield from _timers_of(caller, at)
        for agent in self.world.agents.values():
            yield from _events_of(agent, at)
            for call in [agent.call] if agent.call else list(self.world.callers)[:1]:
                # One old number stands for all: that it is not the current one is what counts.
                yield f"late answer of {agent.id}", Answered(at, call, agent.id, OLD)
        if Published not in self.done:
            yield "publication", Published(at, AFTER)
        talks = [agent for agent in self.world.agents.values() if agent.phase in IN_TALK]
        for one, other in itertools.permutations(talks, 2):
            event = HandedOn(at, str(one.call), one.id, str(other.call), other.id)
            yield f"{one.id} hands {one.call} to {other.id}", event
        there = self.world.agents["wang"].reachable
        yield "phone lost" if there else "phone found", PhoneChanged(at, "wang", not there)
        yield from self.further(self, at)

    def after(self, event: Event) -> tuple[SmallWorld, list[Command]]:
        """The next state, and what the machine said; this one stays as it is."""
        world = self.world.copy()
        commands = reduce(world, event)
        known = self.timers | {c.timer.number for c in commands if isinstance(c, SetTimer)}
        after = replace(
            self,
            world=world,
            to_come=self.to_come - {event.call} if isinstance(event, Queued) else self.to_come,
            done=self.done | {type(event)} if isinstance(event, ONCE) else self.done,
            timers=known & _current(world),
        )
        return after, commands

    def key(self) -> Hashable:
        """The same for states that cannot be told apart by what can still happen."""
        world = self.world
        agents = [_agent_key(agent) for agent in world.agents.values()]
        idle = sorted(world.agents.values(), key=lambda a: a.idle_since)
        busy = sorted(world.agents.values(), key=lambda a: a.since)
        order = sorted(world.callers.values(), key=lambda c: c.place)
        return (
            self.to_come,
            self.done,
            frozenset(world.closed),
            tuple(agents),
            tuple(a.id for a in idle if a.phase in ("free", "offered")),
            tuple(a.id for a in busy if a.phase in ("wrap_up", "offered")),
            tuple(_caller_key(caller) for caller in order),
        )


def small_world() -> SmallWorld:
    """Both agents at work, nobody waiting."""
    world, commands = opened(BEFORE, 0.0)
    for number, agent in enumerate(world.agents):
        commands += reduce(world, PhoneChanged((number + 1) * TICK_S, agent, True))
    return SmallWorld(world, frozenset(CALLERS))


def _events_of(agent: Agent, at: float) -> Named:
    name, lease = agent.id, agent.lease
    if agent.phase == "offered" and lease is not None:
        yield f"{name} answers", Answered(at, lease.call, name, lease.number)
        yield f"{name} declines", Declined(at, lease.call, name, lease.number)
        yield f"{name} cannot be rung", Missed(at, lease.call, name, lease.number, rang=False)
        yield f"offer to {name} times out", TimerDue(at, Timer("offer", name, agent.timer))
    elif agent.phase in IN_TALK and lease is not None:
        yield f"{name} finishes", Finished(at, lease.call, name)
    elif agent.phase == "wrap_up":
        yield f"wrap-up of {name} ends", TimerDue(at, Timer("wrap_up", name, agent.timer))
    elif agent.rest is not None:
        yield f"rest of {name} ends", TimerDue(at, Timer("rest", name, agent.timer))
    if agent.phase == "not_answering":
        yield f"{name} is back", Back(at, name)


def _timers_of(caller: Caller, at: float) -> Named:
    if caller.phase == "talking":
        return
    if caller.stepping:
        yield f"needs of {caller.call} relax", TimerDue(at, Timer("step", caller.call, caller.stepping))
    if caller.preferring:
        yield f"{caller.call} may have anybody", TimerDue(at, Timer("prefer", caller.call, caller.preferring))
    if caller.overflowing > 0:
        yield f"overflow of {caller.call}", TimerDue(at, Timer("overflow", caller.call, caller.overflowing))


def _current(world: World) -> set[int]:
    callers = world.callers.values()
    return {agent.timer for agent in world.agents.values()} | {
        number for c in callers for number in (c.stepping, c.preferring, c.overflowing)
    }


def _agent_key(agent: Agent) -> Hashable:
    return (
        agent.id,
        agent.phase,
        agent.call,
        agent.reachable,
        agent.pause,
        agent.misses,
        agent.timer > 0,
        agent.rest,
        agent.owed_s > 0,
        agent.leaving,
        agent.guest,
    )


def _caller_key(caller: Caller) -> Hashable:
    if caller.phase == "talking":
        return caller.call, caller.phase, caller.lease and caller.lease.agent
    return (
        caller.call,
        caller.phase,
        caller.queue,
        caller.seat,
        caller.lease and caller.lease.agent,
        caller.steps,
        caller.step,
        caller.tried,
        caller.stepping > 0,
        caller.preferring > 0,
        max(-1, min(1, caller.overflowing)),
        caller.visited,
        caller.callback,
    )
