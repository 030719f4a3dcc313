"""Agents, queues and hours that change while calls run: no clock starts anew, and nobody is left behind."""

from __future__ import annotations

from dataclasses import replace

from telephony.distributor.matching.requirements import attainable, best_levels
from telephony.distributor.people.asides import is_aside, served_by, the_one
from telephony.distributor.people.plan import AgentPlan
from telephony.distributor.people.state import IN_LINE, IN_TALK, Agent, Caller
from telephony.distributor.reducer import callers, overflow
from telephony.distributor.reducer.commands import GivenUp, Gone
from telephony.distributor.reducer.events import HoursChanged, Published, SeatAdded, SeatRemoved
from telephony.distributor.reducer.turn import Turn


def published(turn: Turn, event: Published) -> None:
    """The new plan holds."""
    world = turn.world
    world.set_plan(event.plan)
    for agent in list(world.agents.values()):
        if agent.id not in event.plan.agents and not agent.guest:
            _remove(turn, agent)
    for plan in event.plan.agents.values():
        _seat(turn, plan)
    for caller in list(world.callers.values()):
        if caller.phase == "talking":
            continue
        if caller.queue not in event.plan.queues:
            _queue_gone(turn, caller)
        elif caller.seat is not None and event.plan.seat(caller.seat, caller.queue) is None:
            world.put_caller(_without_seat(turn, caller))
    _everybody(turn)


def _queue_gone(turn: Turn, caller: Caller) -> None:
    """Into the fallback; who waits for one agent into a queue of that agent's. Who was asked for beside a
    call, of that queue, is looked for no more."""
    plan = turn.world.plan
    one = turn.world.agents.get(the_one(caller.needs) or "")
    if one is None and is_aside(caller.call):
        _give_up(turn, caller)
        return
    if one is None:
        onward = overflow.open_queue(turn, plan.fallback)
    else:
        onward = served_by(one.plan, plan.fallback, plan.queues)
    if caller.phase in IN_LINE:
        overflow.move(turn, caller, onward, "queue gone")
    else:
        # Rung at this moment: goes on ringing, and belongs there should nobody answer.
        caller = _without_seat(turn, replace(caller, queue=onward))
        turn.world.put_caller(overflow.timed(turn, caller))


def _give_up(turn: Turn, aside: Caller) -> None:
    callers.detach(turn, aside)
    turn.commands.append(GivenUp(aside.call))


def _without_seat(turn: Turn, caller: Caller) -> Caller:
    """Waits for anybody of the queue."""
    if caller.seat is None:
        return caller
    return overflow.needing(turn, replace(caller, seat=None), turn.world.plan.queues[caller.queue].steps)


def seat_added(turn: Turn, event: SeatAdded) -> None:
    _seat(turn, event.agent, guest=True)
    _everybody(turn)


def seat_removed(turn: Turn, event: SeatRemoved) -> None:
    agent = turn.world.agents.get(event.agent)
    if agent is not None:
        _remove(turn, agent)
        _everybody(turn)


def guest_due(turn: Turn, agent: Agent) -> None:
    """The end that was set in advance, unless it was put off meanwhile."""
    if agent.plan.until is not None and agent.plan.until <= turn.at:
        _remove(turn, agent)
        _everybody(turn)


def hours_changed(turn: Turn, event: HoursChanged) -> None:
    """Callers of a queue that closes go on to its night duty, where there is one; who waits for a special
    seat that closes may be taken by anybody of its queue. Emergencies know no hours, and what opens changes
    nothing for who waits already."""
    world, plan = turn.world, turn.world.plan
    for place, closed in event.closed.items():
        if place in plan.queues or place in plan.seats:
            (world.closed.add if closed else world.closed.discard)(place)
    for caller in list(world.callers.values()):
        if caller.phase != "talking" and caller.seat in world.closed:
            world.put_caller(_without_seat(turn, caller))
    for queue in sorted(world.closed & plan.queues.keys()):
        onward = overflow.open_queue(turn, queue)
        if onward != queue:
            for _, call in list(world.line(queue)):
                caller = world.callers[call]
                if not caller.emergency and not overflow.stays(caller):
                    overflow.move(turn, caller, onward, "closed")
    turn.everybody = True


def _everybody(turn: Turn) -> None:
    """All are looked at again; what somebody needs and nobody has any more is not asked for."""
    world = turn.world
    world.best = best_levels(agent for agent in world.agents.values() if not agent.leaving)
    for caller in list(world.callers.values()):
        steps = attainable(caller.steps, world.best)
        if steps == caller.steps or caller.phase == "talking":
            continue
        if is_aside(caller.call) and the_one(caller.needs) is not None:
            _give_up(turn, caller)  # nobody else was asked for
            continue
        overflow.needs_less(turn, caller, overflow.relaxed(turn, replace(caller, steps=steps, step=0)))
    turn.everybody = True


def _seat(turn: Turn, plan: AgentPlan, *, guest: bool = False) -> None:
    """Sits down, or is the same with other skills: nothing that runs is touched. Who has a seat in the plan
    is no guest."""
    world = turn.world
    if plan.until is not None and plan.until <= turn.at:
        if plan.id in world.agents:
            _remove(turn, world.agents[plan.id])
        return
    guest = guest and plan.id not in world.plan.agents
    known = world.agents.get(plan.id)
    if known is not None and (known.plan, known.guest, known.leaving) == (plan, guest, False):
        return
    seated = Agent(plan, since=turn.at) if known is None else known
    world.put_agent(replace(seated, plan=plan, guest=guest, leaving=False))
    if plan.until is not None:
        turn.set_timer("guest", plan.id, plan.until)


def _remove(turn: Turn, agent: Agent) -> None:
    """Goes at once, or when the talk is over; a caller who is offered goes to the next."""
    if agent.phase in IN_TALK:
        turn.world.put_agent(replace(agent, leaving=True))
        return
    if agent.phase == "offered" and agent.lease is not None:
        turn.withdraw(agent.lease, "agent gone")
    turn.world.remove_agent(agent.id)
    turn.commands.append(Gone(agent.id))
