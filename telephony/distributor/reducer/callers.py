"""What callers do: they come, are handed on, and leave."""

from __future__ import annotations

from dataclasses import replace

from telephony.distributor.matching.requirements import attainable, misfit
from telephony.distributor.people.state import AWAY, IN_LINE, IN_TALK, OVERDUE, Agent, Caller, Lease, Place
from telephony.distributor.reducer import leases, overflow
from telephony.distributor.reducer.events import Left, Queued, TalkFound
from telephony.distributor.reducer.turn import Turn


def queued(turn: Turn, event: Queued) -> None:
    """A new caller, or one who is known: then the place in time is kept and the agent is released."""
    world = turn.world
    known = world.callers.get(event.call)
    if known is not None:
        detach(turn, known, leg_lost=event.leg_lost)
    wished = event.queue if event.queue in world.plan.queues else world.plan.fallback
    steps = None if event.steps is None else attainable(event.steps, world.best)
    urgent = event.emergency or world.plan.queues[wished].emergency
    stays = urgent or overflow.kept(event.call, steps)
    queue = wished if stays else overflow.open_queue(turn, wished)
    plan = world.plan.queues[queue]
    since = turn.at if event.queued_at is None else min(event.queued_at, turn.at)
    since = since if known is None else known.queued_at
    emergency = event.emergency or plan.emergency
    seat = overflow.open_seat(turn, event.seat, queue)
    steps = attainable((plan if seat is None else seat).steps, world.best) if steps is None else steps
    caller = Caller(
        call=event.call,
        queue=queue,
        queued_at=since,
        place=Place(not emergency, since - event.advantage_s, world.number()),
        emergency=emergency,
        seat=None if seat is None else seat.id,
        steps=steps,
        # Steps of their own are told as from now; those of a queue go on where they were before a restart.
        needs_at=since if known is None and event.steps is None else turn.at,
        preferred=frozenset(event.preferred),
        phase="called_back" if event.callback else "waiting",
        callback=event.callback,
    )
    caller = overflow.relaxed(turn, _preferring(turn, caller))
    if queue != event.queue:
        caller = replace(caller, queue=event.queue)
        overflow.move(turn, caller, queue, "closed" if wished == event.queue else "queue gone")
    else:
        overflow.enter(turn, caller, queue)


def detach(turn: Turn, known: Caller, *, leg_lost: bool = False) -> None:
    """Whoever had the caller, or was rung for them, has nothing to do with them any more: they are gone.
    `leg_lost`: there is no wrap-up, since their telephone was lost."""
    for agent in _holders(turn, known):
        if agent.phase == "offered":
            assert agent.lease is not None
            turn.withdraw(agent.lease, "moved")
            turn.offer_over(agent, keeps_turn=True)
        elif leg_lost:
            leases.leg_lost(turn, agent)
        else:
            leases.released(turn, agent, known.call)
    turn.world.remove_caller(known.call)


def _holders(turn: Turn, caller: Caller) -> list[Agent]:
    if caller.lease is None:
        return []
    agent = turn.world.agents.get(caller.lease.agent)
    return [agent] if agent is not None and agent.lease == caller.lease else []


def _preferring(turn: Turn, caller: Caller) -> Caller:
    """Waits a while for the agents they know, unless it is an emergency or none of these is at work."""
    agents = (turn.world.agents.get(name) for name in caller.preferred)
    there = any(
        a is not None and a.phase not in AWAY and a.pause is None and misfit(a, caller) is None
        for a in agents
    )
    if caller.emergency or not there:
        return caller
    until = turn.at + turn.world.plan.prefer_s
    return replace(caller, preferring=turn.set_timer("prefer", caller.call, until))


def talk_found(turn: Turn, event: TalkFound) -> None:
    """After a restart. An agent who is not of the floor any more is nobody's to keep."""
    agent = turn.world.agents.get(event.agent)
    if agent is None or agent.phase in IN_TALK or event.call in turn.world.callers:
        return
    if agent.phase == "offered" and agent.lease is not None:
        turn.withdraw(agent.lease, "moved")
    lease = Lease(event.call, event.agent, turn.world.number())
    agent = turn.agent_is(replace(agent, talk_at=turn.at, owed_s=0.0), "talking", lease)
    turn.world.put_agent(agent)
    since = turn.at if event.queued_at is None else min(event.queued_at, turn.at)
    queue = event.queue or turn.world.plan.fallback
    place = Place(True, since, lease.number)
    turn.world.put_caller(Caller(event.call, queue, since, place, phase="talking", lease=lease))


def left(turn: Turn, event: Left) -> None:
    """Whoever is rung for the caller is idle as before; whoever talks with them is released by `Finished`."""
    caller = turn.world.callers.get(event.call)
    if caller is None:
        return
    for agent in _holders(turn, caller):
        if agent.phase == "offered":
            assert agent.lease is not None
            turn.withdraw(agent.lease, "caller left")
            turn.offer_over(agent, keeps_turn=True)
    turn.world.remove_caller(event.call)


def step_due(turn: Turn, caller: Caller) -> None:
    """The needs relax: the timer says that the time has come, whatever the clock did."""
    step = min(caller.step + 1, len(caller.steps) - 1)
    overflow.needs_less(turn, caller, overflow.relaxed(turn, replace(caller, step=step)))
    turn.callers[caller.call] = None


def prefer_due(turn: Turn, caller: Caller) -> None:
    """From now on anybody may take the caller."""
    turn.world.put_caller(replace(caller, preferring=0))
    turn.callers[caller.call] = None


def overflow_due(turn: Turn, caller: Caller) -> None:
    if caller.phase in IN_LINE:
        overflow.due(turn, caller)
    else:
        turn.world.put_caller(replace(caller, overflowing=OVERDUE))
