"""What agents do and their telephones: breaks, wrap-up, hold, a phone that is lost and found."""

from __future__ import annotations

from dataclasses import replace

from telephony.distributor.people.state import IN_TALK, Agent, AgentPhase, Lease
from telephony.distributor.reducer import leases
from telephony.distributor.reducer.events import (
    Back,
    BreakWanted,
    Finished,
    NotAnswered,
    PhoneChanged,
    TalkChanged,
    WrapUpExtended,
)
from telephony.distributor.reducer.turn import Turn, in_talk


def phone_changed(turn: Turn, event: PhoneChanged) -> None:
    """A phone lost in mid-ring gives the caller to the next at once; in mid-call, in wrap-up or in a
    rest it counts afterwards."""
    agent = turn.world.agents.get(event.agent)
    if agent is None or agent.reachable == event.reachable:
        return
    agent = replace(agent, reachable=event.reachable)
    turn.world.put_agent(agent)
    turn.agents[agent.id] = None  # out of wrap-up an emergency may take only who can be rung
    if agent.phase == "offered" and not event.reachable:
        assert agent.lease is not None
        turn.withdraw(agent.lease, "phone lost", tried=True)
        turn.offer_over(agent)
    elif agent.phase in ("offline", "break", "not_answering") or agent.ready:
        turn.idle(agent)


def break_wanted(turn: Turn, event: BreakWanted) -> None:
    """From the end of the call and its wrap-up on; at once for who has none. Misses are forgotten."""
    agent = turn.world.agents.get(event.agent)
    if agent is None:
        return
    agent = replace(agent, pause=event.reason, misses=0)
    turn.world.put_agent(agent)
    if agent.phase in ("free", "not_answering"):
        turn.idle(replace(agent, rest=None))


def not_answered(turn: Turn, event: NotAnswered) -> None:
    """Whoever talks meanwhile has answered."""
    agent = turn.world.agents.get(event.agent)
    if agent is None or agent.phase in IN_TALK:
        return
    agent = replace(agent, misses=turn.world.plan.misses)
    turn.world.put_agent(agent)
    if agent.phase == "free":
        turn.idle(replace(agent, rest=None))


def back(turn: Turn, event: Back) -> None:
    """Takes calls again; who is in wrap-up has finished it."""
    agent = turn.world.agents.get(event.agent)
    if agent is None:
        return
    agent = replace(agent, pause=None, misses=0)
    turn.world.put_agent(agent)
    turn.agents[agent.id] = None  # who is rung and wishes for no break any more may be taken by an emergency
    if agent.phase in ("free", "wrap_up", "break", "not_answering", "offline"):
        turn.idle(replace(agent, owed_s=0.0))


def wrap_up_extended(turn: Turn, event: WrapUpExtended) -> None:
    agent = turn.world.agents.get(event.agent)
    if agent is None or agent.phase != "wrap_up":
        return
    due = max(agent.due, turn.at) + max(0.0, event.seconds)
    turn.world.put_agent(replace(agent, due=due, timer=turn.set_timer("wrap_up", agent.id, due)))


def talk_changed(turn: Turn, event: TalkChanged) -> None:
    agent = turn.world.agents.get(event.agent)
    if agent is None or not in_talk(agent, event.call):
        return
    phase: AgentPhase = "consulting" if event.consulting else "on_hold" if event.on_hold else "talking"
    if phase != agent.phase:
        turn.world.put_agent(turn.agent_is(agent, phase, agent.lease))


def finished(turn: Turn, event: Finished) -> None:
    """The agent is in wrap-up; a caller who was not handed on has left."""
    agent = turn.world.agents.get(event.agent)
    caller = turn.world.callers.get(event.call)
    if agent is not None and in_talk(agent, event.call):
        leases.released(turn, agent, event.call)
    if caller is not None and caller.phase == "talking" and _with(caller.lease, event.agent):
        turn.world.remove_caller(event.call)


def _with(lease: Lease | None, agent: str) -> bool:
    return lease is not None and lease.agent == agent


def wrap_up_due(turn: Turn, agent: Agent) -> None:
    turn.idle(agent)


def rest_due(turn: Turn, agent: Agent) -> None:
    turn.offer_over(agent)
