"""Automatic call distribution: who waits, who is free, who gets whom. Pure: no clock, no sockets.

Fair in the plain sense: of the callers an agent serves the one with the highest priority, then the
longest wait, comes first; of the agents who serve a queue the one idle for longest takes the call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from contracts import AgentPhase

ANY_QUEUE = "*"


@dataclass(slots=True)
class Agent:
    """An agent as the distributor sees one."""

    id: str
    queues: frozenset[str]
    phase: AgentPhase = "offline"
    since: float = 0.0
    """When the phase began, in seconds of the caller's clock."""
    registered: bool = False
    """The phone can be reached."""
    paused: bool = False
    """The agent asked not to get calls."""
    call: str | None = None

    def serves(self, queue: str) -> bool:
        return ANY_QUEUE in self.queues or queue in self.queues


@dataclass(slots=True)
class Waiting:
    """A caller in a queue."""

    call: str
    queue: str
    priority: int
    since: float
    tried: set[str] = field(default_factory=set)
    """Agents who did not answer this caller; they come last."""
    offered: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Ring this agent for this call."""

    call: str
    agent: str


class Distributor:
    """All queues of one node. Every method that can free something returns the offers that follow."""

    def __init__(self, agents: Iterable[tuple[str, Iterable[str]]]) -> None:
        self.agents = {id_: Agent(id_, frozenset(queues)) for id_, queues in agents}
        self._waiting: dict[str, Waiting] = {}

    def enqueue(self, call: str, queue: str, priority: int, now: float) -> list[Offer]:
        self._waiting[call] = Waiting(call, queue, priority, now)
        return self._match()

    def leave(self, call: str) -> list[Offer]:
        """The caller hung up or was sent elsewhere; an agent who was ringing is free again."""
        waiting = self._waiting.pop(call, None)
        if waiting is not None and waiting.offered is not None:
            # Idle since before it rang: a caller who gives up costs the agent no place in the order.
            self._set(waiting.offered, "available", self.agents[waiting.offered].since)
        return self._match()

    def answered(self, call: str, agent: str, now: float) -> None:
        self._waiting.pop(call, None)
        self._set(agent, "talking", now, call)

    def missed(self, call: str, agent: str, now: float) -> list[Offer]:
        """The agent did not answer: the caller keeps the place and goes to the next agent; this one
        rests until `rested`, so that a phone that refuses at once is not rung in a tight loop. Told too
        late, when the caller has left and the agent may have the next one, it changes nothing."""
        waiting = self._waiting.get(call)
        if waiting is not None and waiting.offered == agent:
            waiting.offered = None
            waiting.tried.add(agent)
            self._set(agent, "wrap_up", now)
        return self._match()

    def finished(self, agent: str, now: float) -> None:
        """The conversation is over: wrap-up, until `rested`."""
        self._set(agent, "wrap_up", now)

    def rested(self, agent: str, now: float) -> list[Offer]:
        if self.agents[agent].phase == "wrap_up":
            self._set(agent, "available", now)
        return self._match()

    def register(self, agent: str, registered: bool, now: float) -> list[Offer]:
        self.agents[agent].registered = registered
        return self._refresh(agent, now)

    def pause(self, agent: str, paused: bool, now: float) -> list[Offer]:
        """The agent's own wish. Leaving a pause also ends the wrap-up."""
        self.agents[agent].paused = paused
        if not paused and self.agents[agent].phase == "wrap_up":
            self._set(agent, "available", now)
        return self._refresh(agent, now)

    def position(self, call: str) -> int:
        """Place of the call in its queue, 1 is next; 0 when it does not wait."""
        waiting = self._waiting.get(call)
        if waiting is None:
            return 0
        same = [w for w in self._in_order() if w.queue == waiting.queue]
        return same.index(waiting) + 1

    def waiting_in(self, queue: str) -> list[Waiting]:
        return [w for w in self._in_order() if w.queue == queue]

    def staffed(self, queue: str) -> bool:
        """Whether anybody at work serves the queue, busy or not."""
        return any(a.serves(queue) and a.phase not in ("offline", "paused") for a in self.agents.values())

    def available_for(self, queue: str) -> int:
        return sum(1 for a in self.agents.values() if a.phase == "available" and a.serves(queue))

    def _refresh(self, agent: str, now: float) -> list[Offer]:
        state = self.agents[agent]
        if state.phase in ("offline", "paused", "available"):
            phase: AgentPhase = (
                "offline" if not state.registered else "paused" if state.paused else "available"
            )
            if phase != state.phase:
                self._set(agent, phase, now)
        return self._match()

    def _set(self, agent: str, phase: AgentPhase, now: float, call: str | None = None) -> None:
        state = self.agents[agent]
        if phase == "available":
            phase = "offline" if not state.registered else "paused" if state.paused else "available"
        state.phase, state.since, state.call = phase, now, call

    def _in_order(self) -> list[Waiting]:
        return sorted(self._waiting.values(), key=lambda w: (-w.priority, w.since))

    def _match(self) -> list[Offer]:
        offers = []
        for waiting in self._in_order():
            if waiting.offered is not None:
                continue
            free = [a for a in self.agents.values() if a.phase == "available" and a.serves(waiting.queue)]
            if not free:
                continue
            agent = min(free, key=lambda a: (a.id in waiting.tried, a.since))
            waiting.offered = agent.id
            agent.phase, agent.call = "ringing", waiting.call
            offers.append(Offer(waiting.call, agent.id))
        return offers
