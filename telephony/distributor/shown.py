"""What the desk, the records and the broker hear of agents and queues: what changed, and only that."""

from __future__ import annotations

from collections.abc import Callable, Collection

from contracts import AgentChanged, AgentPhase, Event, Fault, QueueChanged
from telephony.distributor.people.asides import call_of
from telephony.distributor.people.state import Agent
from telephony.distributor.people.state import AgentPhase as Phase
from telephony.distributor.reducer.world import World

_PHASES: dict[Phase, AgentPhase] = {
    "offline": "offline",
    "free": "available",
    "offered": "ringing",
    "talking": "talking",
    "on_hold": "on_hold",
    "consulting": "consulting",
    "wrap_up": "wrap_up",
    "break": "paused",
    "not_answering": "paused",
}


def shown_phase(agent: Agent) -> AgentPhase:
    """The phase in the contract's words; a rest after a missed call is shown as wrap-up."""
    return "wrap_up" if agent.rest is not None else _PHASES[agent.phase]


class Shown:
    """Remembers what was told last."""

    def __init__(self, world: World, publish: Callable[[Event], None]) -> None:
        self._world = world
        self._publish = publish
        self._agents: dict[str, tuple[AgentChanged, float]] = {}
        """What was told, and the due time on the events' clock."""
        self._queues: dict[str, tuple[int, int]] = {}

    def changed(self, agents: Collection[str], queues: Collection[str], now: float) -> None:
        """These may look different now."""
        for name in sorted(agents):
            if (agent := self._world.agents.get(name)) is not None:
                self._agent(agent, now)
        for queue in sorted(queues):
            self._queue(queue, now)

    def gone(self, agent: str) -> None:
        """The agent does not belong to the floor any more."""
        self._agents.pop(agent, None)
        self._publish(AgentChanged(agent=agent, phase="offline", gone=True))

    def not_answering(self, agent: str) -> None:
        """Told to the supervisors."""
        self._publish(
            Fault(
                part="phone",
                message=f"{agent}: 话机连续两次无人接听 / the phone was not answered twice in a row",
                done="已示忙，直到坐席自己示闲 / paused until the agent is available again",
            )
        )

    def _agent(self, agent: Agent, now: float) -> None:
        aside = agent.misses >= self._world.plan.misses
        ends = agent.phase == "wrap_up" or agent.rest is not None
        told = AgentChanged(
            agent=agent.id,
            phase=shown_phase(agent),
            call=None if agent.call is None else call_of(agent.call),
            paused=agent.pause is not None or aside,
            set_aside=aside,
            reason=agent.pause or "",
            rest=agent.rest,
        )
        due = agent.due if ends else 0.0
        before = self._agents.get(agent.id)
        if before is None or due != before[1] or not _alike(told, before[0]):
            self._agents[agent.id] = told, due
            until = told.at + max(0.0, due - now) if ends else None
            self._publish(told.model_copy(update={"until": until}))

    def _queue(self, queue: str, now: float) -> None:
        there = queue in self._world.plan.queues
        waiting = self._world.on_line(queue)
        state = len(waiting), self._world.ready_count(queue) if there else 0
        if self._queues.get(queue, None if there else (0, 0)) == state:
            return
        if there:
            self._queues[queue] = state
        else:
            self._queues.pop(queue, None)
        self._publish(
            QueueChanged(
                queue=queue,
                waiting=state[0],
                longest_wait_s=round(max((now - c.queued_at for c in waiting), default=0.0), 1),
                agents_available=state[1],
            )
        )


def _alike(one: AgentChanged, other: AgentChanged) -> bool:
    return one.model_dump(exclude={"at"}) == other.model_dump(exclude={"at"})
