"""What must hold on every floor after every event; written without the machine's own indexes and rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from telephony.distributor.matching.reasons import again
from telephony.distributor.people.state import Agent, Caller, Lease
from telephony.distributor.reducer.commands import Command, Offer
from telephony.distributor.reducer.events import (
    Back,
    Event,
    Published,
    Queued,
    SeatAdded,
    SeatRemoved,
    TimerDue,
)
from telephony.distributor.reducer.world import World

IN_TALK = ("talking", "on_hold", "consulting")


def broken(world: World, timers: Collection[int]) -> Iterator[str]:
    """Every rule that the world breaks. `timers`: numbers of all timers that were set."""
    yield from _claims(world)
    yield from _lost(world)
    yield from _starved(world)
    yield from _stuck(world, timers)


def broken_by(before: World, event: Event, after: World, commands: list[Command]) -> Iterator[str]:
    """Every rule that the step breaks."""
    yield from _order(after, commands)
    yield from _fairness(after, commands)
    yield from _fencing(before, commands)
    yield from _wrap_up(before, event, after)


def able(agent: Agent, caller: Caller) -> bool:
    """Whether the agent may take the caller at this moment."""
    skills = all(agent.plan.skills.get(need.skill, 0) >= need.level for need in caller.needs)
    serves = caller.queue in agent.plan.queues or "*" in agent.plan.queues
    kept = bool(caller.preferring) and agent.id not in caller.preferred
    return serves and skills and not kept and (caller.emergency or not agent.plan.emergencies_only)


def _claims(world: World) -> Iterator[str]:
    held: dict[str, str] = {}
    for agent in world.agents.values():
        lease = agent.lease
        if (lease is not None) != (agent.phase in ("offered", *IN_TALK)):
            yield f"double claim: {agent.id} is {agent.phase} with {lease}"
        if lease is None:
            continue
        if lease.call in held:
            yield f"double claim: {lease.call} has {held[lease.call]} and {agent.id}"
        held[lease.call] = agent.id
        caller = world.callers.get(lease.call)
        if caller is not None and (caller.lease != lease or caller.phase not in ("offered", "talking")):
            yield f"double claim: {agent.id} holds {lease}, {caller.call} has {caller.lease}"
        if agent.phase == "offered" and (caller is None or caller.phase != "offered"):
            yield f"double claim: {agent.id} is rung for {lease.call}, who is not offered"
    for caller in world.callers.values():
        if caller.phase == "offered" and held.get(caller.call) is None:
            yield f"lost caller: {caller.call} is offered to nobody"


def _lost(world: World) -> Iterator[str]:
    stands = {call for queue in world.plan.queues for _, call in world.line(queue)}
    for caller in world.callers.values():
        waits = caller.phase in ("waiting", "called_back")
        if waits != (caller.call in stands):
            yield f"lost caller: {caller.call} is {caller.phase}, in line: {caller.call in stands}"
        if caller.phase != "talking" and caller.queue not in world.plan.queues:
            yield f"lost caller: {caller.call} waits in {caller.queue}, which is gone"
        if waits and caller.lease is not None:
            yield f"lost caller: {caller.call} waits with {caller.lease}"
        if waits and (caller.phase == "called_back") != caller.callback:
            yield f"lost caller: {caller.call} is {caller.phase}, to be called: {caller.callback}"


def _starved(world: World) -> Iterator[str]:
    for caller in world.callers.values():
        if caller.phase not in ("waiting", "called_back"):
            continue
        for agent in world.agents.values():
            idle = agent.phase == "free" and agent.rest is None
            if able(agent, caller) and (idle or (caller.emergency and _may_be_taken(world, agent))):
                yield f"starved caller: {caller.call} waits, {agent.id} is {agent.phase}"


def _may_be_taken(world: World, agent: Agent) -> bool:
    if agent.leaving or agent.pause is not None or not agent.reachable:
        return False
    rung = world.callers.get(agent.lease.call) if agent.lease is not None else None
    ordinary = agent.phase == "offered" and rung is not None and not rung.emergency
    return agent.phase == "wrap_up" or agent.rest == "occupied" or ordinary


def _stuck(world: World, timers: Collection[int]) -> Iterator[str]:
    for agent in world.agents.values():
        timed = agent.phase in ("offered", "wrap_up") or agent.rest is not None
        if timed and agent.timer not in timers:
            yield f"stuck agent: {agent.id} is {agent.phase} and nothing ends it"
        if agent.phase == "free" and not agent.reachable and agent.rest is None:
            yield f"stuck agent: {agent.id} is free and cannot be rung"
    for caller in world.callers.values():
        if caller.phase != "talking" and caller.preferring and caller.preferring not in timers:
            yield f"starved caller: {caller.call} waits for {set(caller.preferred)} for ever"


def _order(after: World, commands: list[Command]) -> Iterator[str]:
    for offer in _offers(after, commands):
        agent, taken = after.agents[offer.lease.agent], after.callers[offer.lease.call]
        if offer.callback != taken.callback:
            yield f"lost caller: {agent.id} is told wrongly whether {taken.call} is on the line"
        for caller in after.callers.values():
            waits = caller.phase in ("waiting", "called_back")
            if waits and caller.place < taken.place and able(agent, caller):
                yield f"order: {agent.id} is rung for {taken.call}, {caller.call} came first"


def _fairness(after: World, commands: list[Command]) -> Iterator[str]:
    for offer in _offers(after, commands):
        record = offer.record
        if again(record) != offer.lease.agent:
            yield f"record: {offer.lease} is decided otherwise from its record"
        mine = next(agent for agent in record.agents if agent.id == offer.lease.agent)
        caller = record.caller
        for other in record.agents:
            idle = other.phase == "free" and other.rest is None
            same = (other.id in caller.preferred) == (mine.id in caller.preferred)
            kept = other.plan.emergencies_only == mine.plan.emergencies_only
            if not (idle and same and kept and able(other, caller)) or other.id in caller.tried:
                continue
            if mine.id in caller.tried or other.idle_since < mine.idle_since:
                yield f"fairness: {mine.id} is rung for {caller.call}, {other.id} is idle for longer"


def _fencing(before: World, commands: list[Command]) -> Iterator[str]:
    for command in commands:
        if isinstance(command, Offer) and command.lease.number < before.next_number:
            yield f"double claim: {command.lease} has a number that was given before"


def _wrap_up(before: World, event: Event, after: World) -> Iterator[str]:
    for name, was in before.agents.items():
        now = after.agents.get(name)
        if now is None or (now.phase in IN_TALK and was.phase == now.phase):
            continue
        cut_off = isinstance(event, Queued) and event.leg_lost and event.call == was.call
        if was.phase in IN_TALK and before.plan.wrap_up_s > 0 and not (cut_off or _wraps_up(after, now)):
            yield f"wrap-up lost: {name} was {was.phase}, is {now.phase}"
        if was.phase == "wrap_up" and not _wraps_up(after, now) and not _ends_wrap_up(event, was):
            yield f"wrap-up lost: {name} is {now.phase} after {type(event).__name__}"
        if was.owed_s > 0 and not (now.owed_s > 0 or _wraps_up(after, now) or _ends_wrap_up(event, was)):
            yield f"wrap-up lost: {name} is {now.phase} and owed {was.owed_s} s"


def _wraps_up(after: World, agent: Agent) -> bool:
    """In wrap-up, in another phase of the talk, or taken by an emergency and owed the rest."""
    if agent.phase == "wrap_up" or agent.phase in IN_TALK:
        return True
    rung = after.callers.get(agent.lease.call) if agent.lease is not None else None
    return agent.phase == "offered" and agent.owed_s > 0 and rung is not None and rung.emergency


def _ends_wrap_up(event: Event, agent: Agent) -> bool:
    if isinstance(event, TimerDue):
        return event.timer.number == agent.timer and event.timer.kind in ("wrap_up", "guest")
    named = isinstance(event, Back) and event.agent == agent.id
    return named or isinstance(event, Published | SeatAdded | SeatRemoved)


def _offers(after: World, commands: list[Command]) -> Iterator[Offer]:
    """Those that still stand when the step is over."""
    standing: set[Lease | None] = {agent.lease for agent in after.agents.values()}
    return (one for one in commands if isinstance(one, Offer) and one.lease in standing)
