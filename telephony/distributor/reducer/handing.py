"""A caller goes from one agent to another without waiting again."""

from __future__ import annotations

from dataclasses import replace

from telephony.distributor.people.state import Lease
from telephony.distributor.reducer import leases
from telephony.distributor.reducer.events import HandedOn
from telephony.distributor.reducer.turn import Turn, in_talk


def handed_on(turn: Turn, event: HandedOn) -> None:
    """The agent who was asked has the caller, with the place in time; the first is in wrap-up. When the agent
    who was asked is not of the floor, nobody of it has the caller any more."""
    world = turn.world
    caller = world.callers.get(event.call)
    if caller is not None and (caller.lease is None or caller.lease.agent != event.agent):
        return
    if caller is not None and caller.phase != "talking":
        return
    first, second = world.agents.get(event.agent), world.agents.get(event.to)
    if first is not None:
        leases.released(turn, first, event.call)
    takes = second is not None and in_talk(second, event.aside)
    if takes and event.aside in world.callers:
        world.remove_caller(event.aside)
    if second is None or not takes:
        if caller is not None:
            world.remove_caller(event.call)
        return
    lease = Lease(event.call, second.id, world.number())
    world.put_agent(turn.agent_is(second, "talking", lease))
    if caller is not None:
        world.put_caller(replace(caller, lease=lease))
