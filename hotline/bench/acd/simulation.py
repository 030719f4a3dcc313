"""Days of calls through the real machine at virtual time: agents answer, miss, decline; callers give up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Protocol

from hotline.bench.acd.city import RING_S, Arrival
from telephony.distributor.people.plan import Plan
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import Command, NotAnswering, Offer, SetTimer
from telephony.distributor.reducer.events import (
    Answered,
    Back,
    Declined,
    Event,
    Finished,
    Left,
    PhoneChanged,
    Queued,
    TimerDue,
)
from telephony.distributor.reducer.reducer import opened, reduce
from telephony.distributor.reducer.world import World

MISSES, DECLINES = 0.02, 0.01
"""Of all offers."""
BACK_S = 120.0
"""Until an agent who did not answer twice is back."""


@dataclass(slots=True)
class Outcome:
    """What became of the callers."""

    waits_s: dict[str, float] = field(default_factory=dict)
    """Call -> from its queue to the agent's answer."""
    answered_by: dict[str, str] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    events: int = 0
    """That the machine took in."""


class Watcher(Protocol):
    """Who looks on. It changes nothing."""

    def before(self, world: World, event: Event) -> None:
        """This is about to happen."""

    def after(self, world: World, event: Event, commands: list[Command]) -> None:
        """It has, and this is what the machine said."""


class Simulation:
    """One run. The same seed gives the same people."""

    def __init__(
        self, plan: Plan, seed: int, watcher: Watcher | None = None, shifts: Iterable[Event] = ()
    ) -> None:
        """`shifts`: who comes and goes in the meantime."""
        self._watcher = watcher
        self._rng = Random(seed)
        self._order = count()
        self._agenda: list[tuple[float, int, Event]] = []
        self._calls: dict[str, Arrival] = {}
        self._done = Outcome()
        self._world, commands = opened(plan, 0.0)
        self._hear(0.0, commands)
        for agent in plan.agents:
            self._do(PhoneChanged(0.0, agent, True))
        for event in shifts:
            self._later(event)

    def run(self, arrivals: Iterable[Arrival]) -> Outcome:
        """All calls, until nothing is left to happen."""
        for arrival in arrivals:
            self._until(arrival.at)
            self._calls[arrival.call] = arrival
            self._do(
                Queued(
                    arrival.at,
                    arrival.call,
                    arrival.queue,
                    arrival.advantage_s,
                    arrival.emergency,
                    arrival.steps,
                )
            )
            self._later(Left(arrival.at + arrival.patience_s, arrival.call))
        self._until(float("inf"))
        return self._done

    def _until(self, at: float) -> None:
        agenda, waits = self._agenda, self._done.waits_s
        while agenda and agenda[0][0] <= at:
            event = heappop(agenda)[2]
            if isinstance(event, Left):
                if event.call in waits:
                    continue
                self._done.given_up.add(event.call)
            self._do(event)

    def _later(self, event: Event) -> None:
        heappush(self._agenda, (event.at, next(self._order), event))

    def _do(self, event: Event) -> None:
        if self._watcher is not None:
            self._watcher.before(self._world, event)
        commands = reduce(self._world, event)
        if self._watcher is not None:
            self._watcher.after(self._world, event, commands)
        self._done.events += 1
        if isinstance(event, Answered):
            self._talk(event)
        self._hear(event.at, commands)

    def _talk(self, event: Answered) -> None:
        agent = self._world.agents[event.agent]
        if agent.phase != "talking" or agent.lease != Lease(event.call, event.agent, event.number):
            return
        arrival = self._calls[event.call]
        self._done.waits_s[event.call] = event.at - arrival.at
        self._done.answered_by[event.call] = event.agent
        self._later(Finished(event.at + arrival.talk_s, event.call, event.agent))

    def _hear(self, at: float, commands: list[Command]) -> None:
        for command in commands:
            if isinstance(command, SetTimer):
                self._later(TimerDue(command.at, command.timer))
            elif isinstance(command, Offer):
                self._ring(at, command.lease)
            elif isinstance(command, NotAnswering):
                self._later(Back(at + BACK_S, command.agent))

    def _ring(self, at: float, lease: Lease) -> None:
        """The agent answers, declines, or lets it ring."""
        at += self._rng.uniform(*RING_S)
        luck = self._rng.random()
        if luck < DECLINES:
            self._later(Declined(at, lease.call, lease.agent, lease.number))
        elif luck > MISSES + DECLINES:
            self._later(Answered(at, lease.call, lease.agent, lease.number))
