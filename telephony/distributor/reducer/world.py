"""Everybody on the floor, and the indexes that make a decision quick."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from heapq import merge
from typing import TypeVar

from telephony.distributor.matching.matching import Idle, ready_order
from telephony.distributor.people.asides import is_aside
from telephony.distributor.people.plan import ANY_QUEUE, Plan
from telephony.distributor.people.state import AWAY, IN_LINE, Agent, Caller, Place

T = TypeVar("T", bound=tuple[object, ...])

HANDLING_S = 90.0
"""Of a call, where nothing is known yet; Genesys takes the same."""
NEWEST_WEIGHS = 0.1


class World:
    """The state of the machine: changed by `reduce` alone. Agents and callers in it are frozen."""

    def __init__(self, plan: Plan, first_number: int = 1) -> None:
        """`first_number`: larger than all that were given out before a restart."""
        self.plan = plan
        self.at = 0.0
        self.next_number = first_number
        self.agents: dict[str, Agent] = {}
        self.callers: dict[str, Caller] = {}
        self.closed: set[str] = set()
        """Queues and special seats."""
        self.handling_s: dict[str, float] = {}
        """Queue -> how long an agent is busy with a call, newest ones most."""
        self.urgent: set[str] = set()
        """Calls of emergencies that are not talking yet."""
        self.best: dict[str, int] = {}
        """Skill -> the highest level that anybody on the floor has."""
        self.touched_agents: set[str] = set()
        self.touched_queues: set[str] = set()
        self._ready: defaultdict[tuple[str, bool], list[Idle]] = defaultdict(list)
        """Queue, and whether kept for emergencies -> ready agents, longest idle first."""
        self._lines: defaultdict[str, list[tuple[Place, str]]] = defaultdict(list)
        self._queued: defaultdict[str, set[str]] = defaultdict(set)
        self._at_work: defaultdict[tuple[str, bool], int] = defaultdict(int)

    def copy(self, now: float = 0.0) -> World:
        """A world of its own with the same people in it, as of now, should that be later."""
        other = World(self.plan, self.next_number)
        other.at, other.closed, other.handling_s = max(self.at, now), set(self.closed), dict(self.handling_s)
        other.best, other.agents, other.callers = self.best, dict(self.agents), dict(self.callers)
        other.urgent = set(self.urgent)
        other._ready.update({queue: list(order) for queue, order in self._ready.items()})
        other._lines.update({queue: list(line) for queue, line in self._lines.items()})
        other._queued.update({queue: set(calls) for queue, calls in self._queued.items()})
        other._at_work.update(self._at_work)
        return other

    def number(self) -> int:
        """The next one; never the same again."""
        self.next_number += 1
        return self.next_number - 1

    # agents

    def put_agent(self, agent: Agent) -> None:
        """Sets the agent as it is now."""
        self._drop_agent(self.agents.get(agent.id))
        self.agents[agent.id] = agent
        self.touched_agents.add(agent.id)
        if agent.ready:
            for queue in agent.plan.queues:
                insort(self._ready[queue, agent.plan.emergencies_only], ready_order(agent))
                self.touched_queues.add(queue)
        if agent.phase not in AWAY:
            for queue in agent.plan.queues:
                self._at_work[queue, agent.plan.emergencies_only] += 1

    def remove_agent(self, agent: str) -> None:
        self._drop_agent(self.agents.pop(agent))
        self.touched_agents.add(agent)

    def _drop_agent(self, old: Agent | None) -> None:
        if old is None:
            return
        if old.ready:
            for queue in old.plan.queues:
                _take_out(self._ready[queue, old.plan.emergencies_only], ready_order(old))
                self.touched_queues.add(queue)
        if old.phase not in AWAY:
            for queue in old.plan.queues:
                self._at_work[queue, old.plan.emergencies_only] -= 1

    def ready_for(self, queue: str, emergency: bool) -> Iterator[Agent]:
        """Ready agents who may take such a call of the queue, longest idle first."""
        last = None
        for idle in merge(*self._pools(queue, emergency)):
            if idle != last:  # who serves the queue by name and all queues stands in both
                yield self.agents[idle.agent]
            last = idle

    def ready_count(self, queue: str) -> int:
        """How many agents could take a call of the queue now."""
        pools = self._pools(queue, self._is_emergency(queue))
        return len(set().union(*pools)) if len(pools) > 1 else sum(map(len, pools))

    def _pools(self, queue: str, emergency: bool) -> list[list[Idle]]:
        kept = (False, True) if emergency else (False,)
        pools = (self._ready.get((name, only)) for name in (queue, ANY_QUEUE) for only in kept)
        return [pool for pool in pools if pool]

    def _is_emergency(self, queue: str) -> bool:
        return queue in self.plan.queues and self.plan.queues[queue].emergency

    def at_work(self, queue: str) -> int:
        """How many agents at work serve the queue, busy or not."""
        kept = (False, True) if self._is_emergency(queue) else (False,)
        return sum(self._at_work[name, only] for name in (queue, ANY_QUEUE) for only in kept)

    # callers

    def put_caller(self, caller: Caller) -> None:
        """Sets the caller as they are now."""
        self._drop_caller(self.callers.get(caller.call))
        self.callers[caller.call] = caller
        if caller.phase == "talking":
            return
        self._queued[caller.queue].add(caller.call)
        self.touched_queues.add(caller.queue)
        if caller.emergency:
            self.urgent.add(caller.call)
        if caller.phase in IN_LINE:
            insort(self._lines[caller.queue], (caller.place, caller.call))

    def remove_caller(self, call: str) -> None:
        self._drop_caller(self.callers.pop(call))

    def _drop_caller(self, old: Caller | None) -> None:
        if old is None or old.phase == "talking":
            return
        self._queued[old.queue].discard(old.call)
        self.touched_queues.add(old.queue)
        self.urgent.discard(old.call)
        if old.phase in IN_LINE:
            line = self._lines[old.queue]
            _take_out(line, (old.place, old.call))
            if not line:
                del self._lines[old.queue]

    def line(self, queue: str) -> list[tuple[Place, str]]:
        """Who waits in the queue and is not offered to anybody, in order."""
        return self._lines.get(queue, [])

    def lines_of(self, agent: Agent) -> Iterator[list[tuple[Place, str]]]:
        """The lines that the agent serves and in which somebody waits."""
        if ANY_QUEUE in agent.plan.queues:
            return iter(list(self._lines.values()))
        return (self._lines[queue] for queue in agent.plan.queues if queue in self._lines)

    def in_order(self) -> list[Caller]:
        """Everybody who waits and is not offered to anybody, in order."""
        return [self.callers[call] for _, call in merge(*self._lines.values())]

    def queued(self, queue: str) -> list[Caller]:
        """Everybody in the queue who does not talk yet, in order."""
        return sorted((self.callers[call] for call in self._queued[queue]), key=lambda c: c.place)

    def on_line(self, queue: str) -> list[Caller]:
        """The callers among them who are on the line: nobody who is to be called back, no agent who asks for
        somebody beside a call."""
        return [one for one in self.queued(queue) if not one.callback and not is_aside(one.call)]

    def handled(self, queue: str, seconds: float) -> None:
        """An agent was busy with a call of the queue for so long."""
        before = self.handling_s.get(queue)
        mean = seconds if before is None else before + NEWEST_WEIGHS * (seconds - before)
        self.handling_s[queue] = mean

    def expected_wait_s(self, queue: str) -> float:
        """Of the last in the queue: handling time times all who wait, over agents at work (Genesys engage's
        formula with every agent's whole time); infinite where nobody is at work."""
        agents = self.at_work(queue)
        if not agents:
            return float("inf")
        if self.ready_count(queue):
            return 0.0
        return self.handling_s.get(queue, HANDLING_S) * len(self._queued[queue]) / agents

    def set_plan(self, plan: Plan) -> None:
        """The callers' and agents' own parts are changed by whoever publishes."""
        self.plan = plan
        self.closed &= plan.queues.keys() | plan.seats.keys()
        self.touched_queues |= plan.queues.keys()


def touched(world: World) -> tuple[frozenset[str], frozenset[str]]:
    """The agents and queues that may look different since the last time."""
    if ANY_QUEUE in world.touched_queues:
        world.touched_queues |= world.plan.queues.keys()
        world.touched_queues.discard(ANY_QUEUE)
    both = frozenset(world.touched_agents), frozenset(world.touched_queues)
    world.touched_agents.clear()
    world.touched_queues.clear()
    return both


def _take_out(ordered: list[T], item: T) -> None:
    del ordered[bisect_left(ordered, item)]
