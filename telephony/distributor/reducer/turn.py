"""One event's turn: the world, the time, what came of it so far, and whom it may have given a chance."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from telephony.distributor.matching.reasons import Record
from telephony.distributor.people.occupancy import load, rest_s
from telephony.distributor.people.state import (
    BUSY,
    IN_TALK,
    OVERDUE,
    Agent,
    AgentPhase,
    Caller,
    Lease,
    Rest,
    Timer,
)
from telephony.distributor.reducer.commands import Command, Gone, Offer, SetTimer, WhyWithdrawn, Withdraw
from telephony.distributor.reducer.world import World


@dataclass(slots=True)
class Turn:
    """What the parts of the machine share while they deal with one event."""

    world: World
    at: float
    commands: list[Command] = field(default_factory=list)
    agents: dict[str, None] = field(default_factory=dict)
    """Agents who may have become able to take somebody."""
    callers: dict[str, None] = field(default_factory=dict)
    """Callers who may have become able to be taken."""
    entered: dict[str, None] = field(default_factory=dict)
    """Callers who came into a queue: their overflow is to be looked at."""
    everybody: bool = False
    """All may have: after a publication."""

    def set_timer(
        self,
        kind: Literal["offer", "wrap_up", "rest", "guest", "step", "prefer", "overflow"],
        who: str,
        at: float,
    ) -> int:
        """Returns its number."""
        number = self.world.number()
        self.commands.append(SetTimer(Timer(kind, who, number), at))
        return number

    def agent_is(self, agent: Agent, phase: AgentPhase, lease: Lease | None = None) -> Agent:
        """The agent in another phase: the occupancy is reckoned, timers and rest of the old one are over."""
        now = agent.load, agent.load_at
        if (agent.phase in BUSY) != (phase in BUSY):
            now = load(agent.load, self.at - agent.load_at, agent.phase in BUSY), self.at
        return replace(
            agent,
            phase=phase,
            since=self.at,
            lease=lease,
            timer=0,
            due=0.0,
            rest=None,
            load=now[0],
            load_at=now[1],
        )

    def idle(self, agent: Agent, *, keeps_turn: bool = False, rest: Rest | None = None) -> None:
        """Nothing to do any more: free, unless the agent wished for a break, does not answer or cannot be
        reached. `keeps_turn`: idle since before, as if nothing had happened."""
        if agent.leaving:
            self.world.remove_agent(agent.id)
            self.commands.append(Gone(agent.id))
            return
        phase = self._idle_phase(agent)
        if phase == agent.phase and agent.rest is None and rest is None:
            return
        agent = self.agent_is(agent, phase)
        if phase == "free":
            if not keeps_turn:
                agent = replace(agent, idle_since=self.at, idle_load=agent.load)
            agent = self._resting(agent, rest)
            self.agents[agent.id] = None
        self.world.put_agent(agent)

    def _idle_phase(self, agent: Agent) -> AgentPhase:
        if not agent.reachable:
            return "offline"
        if agent.misses >= self.world.plan.misses:
            return "not_answering"
        return "free" if agent.pause is None else "break"

    def _resting(self, agent: Agent, rest: Rest | None) -> Agent:
        seconds = self.world.plan.rest_s if rest is not None else 0.0
        if agent.plan.most_occupied < 1:
            tired = rest_s(load(agent.load, self.at - agent.load_at, busy=False), agent.plan.most_occupied)
            if tired > seconds:
                seconds, rest = tired, rest or "occupied"
        if seconds > 0:
            due = self.at + seconds
            return replace(agent, rest=rest, due=due, timer=self.set_timer("rest", agent.id, due))
        return agent

    def wrap_up(self, agent: Agent, seconds: float) -> None:
        """The time after a call, with what an emergency took from it before."""
        seconds += agent.owed_s
        if agent.leaving or seconds <= 0:
            self.idle(agent)
            return
        agent = self.agent_is(agent, "wrap_up")
        due = self.at + seconds
        timer = self.set_timer("wrap_up", agent.id, due)
        self.world.put_agent(replace(agent, owed_s=0.0, due=due, timer=timer))
        self.agents[agent.id] = None

    def offer(self, caller: Caller, agent: Agent, record: Record) -> None:
        """The caller is offered to the agent, who is ready or in wrap-up."""
        plan = self.world.plan
        if agent.phase == "wrap_up":
            agent = replace(agent, owed_s=max(0.0, agent.due - self.at))
        lease = Lease(caller.call, agent.id, self.world.number())
        until = self.at + plan.offer_s
        agent = self.agent_is(agent, "offered", lease)
        timer = self.set_timer("offer", agent.id, until)
        self.world.put_agent(replace(agent, due=until, timer=timer))
        self.world.put_caller(replace(caller, phase="offered", lease=lease))
        self.commands.append(Offer(lease, until, record, callback=caller.callback))

    def withdraw(self, lease: Lease, why: WhyWithdrawn, *, tried: bool = False) -> None:
        """The offer is over; the caller waits in the old place. The agent's next phase is for whoever calls
        this to set. `tried`: the agent has had the chance."""
        self.commands.append(Withdraw(lease, why))
        caller = self.world.callers[lease.call]
        back = replace(
            caller,
            phase="called_back" if caller.callback else "waiting",
            lease=None,
            tried=caller.tried | {lease.agent} if tried else caller.tried,
        )
        self.world.put_caller(back)
        self.callers[back.call] = None
        if back.overflowing == OVERDUE or back.queue in self.world.closed:
            self.entered[back.call] = None

    def offer_over(self, agent: Agent, rest: Rest | None = None, *, keeps_turn: bool = False) -> None:
        """After an offer that came to nothing, or the rest that followed: the agent is in the wrap-up from
        which an emergency took them, or idle."""
        if agent.owed_s > 0 and rest is None:
            self.wrap_up(agent, 0.0)
        else:
            self.idle(agent, rest=rest, keeps_turn=keeps_turn)


def in_talk(agent: Agent, call: str) -> bool:
    """Whether the agent talks about this call, or has it on hold."""
    return agent.phase in IN_TALK and agent.call == call
