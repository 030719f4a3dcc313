"""How long a decision takes on a large floor on which many wait."""

from __future__ import annotations

import time
from random import Random

from hotline.bench.acd.city import Arrival, arrivals, city
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import Offer
from telephony.distributor.reducer.events import Answered, Back, Event, Finished, PhoneChanged, Queued
from telephony.distributor.reducer.reducer import opened, reduce

AGENTS, QUEUES, WAITING = 1000, 200, 500


class LargeFloor:
    """All talk; a talk ends, its agent is free at once, the next caller comes: so many wait all the time."""

    def __init__(self, agents: int, queues: int, waiting: int, seed: int) -> None:
        self._rng = Random(seed)
        plan = city(agents, queues, self._rng)
        self._world, _ = opened(plan, 0.0)
        self._arrivals = arrivals(plan, 10**9, self._rng)
        self._waiting = waiting
        self._talks: list[Lease] = []
        self._now = 0.0
        for agent in plan.agents:
            self._do(PhoneChanged(0.0, agent, True))
        while self._waits() < waiting:
            self._come()

    def decisions_ms(self, number: int) -> list[float]:
        """Processor time of so many events after which somebody was looked for: found or not."""
        taken: list[float] = []
        while len(taken) < number:
            lease = self._talks.pop(self._rng.randrange(len(self._talks)))
            self._do(Finished(self._now, lease.call, lease.agent))
            taken.append(self._do(Back(self._now, lease.agent)))
            while self._waits() < self._waiting:
                taken.append(self._come())
        return taken[:number]

    def _waits(self) -> int:
        return len(self._world.callers) - len(self._talks)

    def _come(self) -> float:
        one: Arrival = next(self._arrivals)
        self._now = max(self._now, one.at)
        return self._do(Queued(one.at, one.call, one.queue, one.advantage_s, one.emergency, one.steps))

    def _do(self, event: Event) -> float:
        """Milliseconds of the event itself; whoever is rung answers at once."""
        begin = time.process_time()
        commands = reduce(self._world, event)
        taken = (time.process_time() - begin) * 1000
        for command in commands:
            if isinstance(command, Offer):
                lease = command.lease
                self._do(Answered(event.at, lease.call, lease.agent, lease.number))
                self._talks.append(lease)
        return taken
