"""Offers: answered, missed, declined, lapsed. Only the current claim's number counts."""

from __future__ import annotations

from dataclasses import replace

from telephony.distributor.people.state import Agent, Lease
from telephony.distributor.reducer.commands import NotAnswering, Stale, WhyWithdrawn
from telephony.distributor.reducer.events import Answered, Declined, Missed
from telephony.distributor.reducer.turn import Turn, in_talk


def answered(turn: Turn, event: Answered) -> None:
    """The claim holds: they talk. Told twice it is the same; told too late, the leg is to be taken down."""
    lease = Lease(event.call, event.agent, event.number)
    agent = turn.world.agents.get(event.agent)
    if agent is None or agent.lease != lease:
        turn.commands.append(Stale(lease))
    elif agent.phase == "offered":
        turn.world.put_agent(turn.agent_is(replace(agent, misses=0, talk_at=turn.at), "talking", lease))
        caller = turn.world.callers[event.call]
        turn.world.put_caller(replace(caller, phase="talking"))


def missed(turn: Turn, event: Missed) -> None:
    """The caller keeps the place and goes to the next; after two in a row the agent is not answering."""
    agent = _offered(turn, event)
    if agent is not None:
        _not_taken(turn, agent, "no answer", missed=event.rang)


def declined(turn: Turn, event: Declined) -> None:
    """The caller goes to the next; the agent is asked again after a rest."""
    agent = _offered(turn, event)
    if agent is not None:
        _not_taken(turn, agent, "declined", missed=False)


def lapsed(turn: Turn, agent: Agent) -> None:
    """Nobody said anything of the offer in all its time."""
    _not_taken(turn, agent, "no answer", missed=True)


def _offered(turn: Turn, event: Missed | Declined) -> Agent | None:
    agent = turn.world.agents.get(event.agent)
    if agent is None or agent.phase != "offered" or agent.lease is None:
        return None
    return agent if agent.lease == Lease(event.call, event.agent, event.number) else None


def _not_taken(turn: Turn, agent: Agent, why: WhyWithdrawn, *, missed: bool) -> None:
    assert agent.lease is not None
    turn.withdraw(agent.lease, why, tried=True)
    misses = agent.misses + missed
    if misses == turn.world.plan.misses and missed:
        turn.commands.append(NotAnswering(agent.id))
    turn.offer_over(replace(agent, misses=misses), rest="declined" if why == "declined" else "missed")


def released(turn: Turn, agent: Agent, call: str) -> None:
    """The talk is over for the agent: wrap-up, which begins now, whatever becomes of the caller."""
    if not in_talk(agent, call):
        return
    plan = turn.world.plan
    caller = turn.world.callers.get(call)
    if caller is not None:
        turn.world.handled(caller.queue, turn.at - agent.talk_at + plan.wrap_up_s)
    turn.wrap_up(agent, plan.wrap_up_s)


def leg_lost(turn: Turn, agent: Agent) -> None:
    """The talk was cut off: nothing is to be written up. Whose telephone seems to be there, and was not
    answered, is asked again after a rest."""
    turn.idle(agent, rest="missed" if agent.reachable else None)
