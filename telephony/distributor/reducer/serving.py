"""Gives waiting callers to agents: only those whom the event can have given a chance are looked at again."""

from __future__ import annotations

from telephony.distributor.matching.matching import choose, interrupt
from telephony.distributor.matching.reasons import Record, ahead
from telephony.distributor.matching.requirements import interruptible, misfit
from telephony.distributor.people.state import IN_LINE, Agent, Caller, Place
from telephony.distributor.reducer.overflow import overflow
from telephony.distributor.reducer.turn import Turn
from telephony.distributor.reducer.world import World


def serve(turn: Turn) -> None:
    """Afterwards no ready agent and no waiting caller fit each other."""
    while True:
        if turn.everybody:
            turn.everybody = False
            for waiting in turn.world.in_order():
                _take_care(turn, waiting)
        while (caller := _next(turn)) is not None:
            turn.callers.pop(caller.call, None)
            _take_care(turn, caller)
        if not overflow(turn):
            return


def _take_care(turn: Turn, caller: Caller) -> None:
    world = turn.world
    agent = choose(caller, world.ready_for(caller.queue, caller.emergency))
    if agent is None and caller.emergency:
        agent = interrupt(caller, world.agents.values(), world.urgent)
    if agent is None:
        return
    record = Record(
        turn.at, caller, tuple(world.agents.values()), frozenset(world.urgent), _ahead(world, caller, agent)
    )
    if agent.phase == "offered" and agent.lease is not None:
        turn.withdraw(agent.lease, "emergency")
    turn.offer(caller, agent, record)


def _ahead(world: World, caller: Caller, agent: Agent) -> tuple[Caller, ...]:
    found = (
        world.callers[call] for line in world.lines_of(agent) for place, call in line if place < caller.place
    )
    return ahead(found, caller.place, agent)


def _next(turn: Turn) -> Caller | None:
    """Of all who may have a chance now the one with the best place."""
    world = turn.world
    best: Caller | None = None
    for call in list(turn.callers):
        caller = world.callers.get(call)
        if caller is None or caller.phase not in IN_LINE:
            del turn.callers[call]
        elif best is None or caller.place < best.place:
            best = caller
    for name in list(turn.agents):
        agent = world.agents.get(name)
        found = None if agent is None else _first_for(world, agent, best.place if best else None)
        if found is None:
            if best is None or agent is None or not agent.ready:
                del turn.agents[name]
        else:
            best = found
    return best


def _first_for(world: World, agent: Agent, before: Place | None) -> Caller | None:
    """The caller with the best place whom the agent may take, if it is better than `before`."""
    if not agent.ready and not (world.urgent and interruptible(agent, agent.call in world.urgent)):
        return None
    best: Caller | None = None
    for line in world.lines_of(agent):
        for place, call in line:
            if (before is not None and place >= before) or (place.ordinary and not agent.ready):
                break
            caller = world.callers[call]
            if misfit(agent, caller) is None:
                best, before = caller, place
                break
    return best
