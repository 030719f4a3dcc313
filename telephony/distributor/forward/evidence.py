"""What happened on the floor lately: talks, wrap-ups, arrivals, hang-ups. A forward run draws from them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from telephony.distributor.people.asides import is_aside
from telephony.distributor.people.plan import Step
from telephony.distributor.people.state import IN_TALK, Agent, Timer
from telephony.distributor.reducer.commands import Changed, Command, SetTimer
from telephony.distributor.reducer.events import Answered, Event, Left, Queued
from telephony.distributor.reducer.world import World

NEWEST = 200
"""Of each kind; older ones are forgotten."""
ARRIVALS_S = 900.0
"""How far back arrivals count: a surge must be seen soon."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A caller who came into a queue."""

    at: float
    queue: str
    advantage_s: float
    emergency: bool
    steps: tuple[Step, ...] | None
    seat: str | None
    age_s: float
    """For how long they had waited before, of those who are handed on."""


@dataclass(slots=True)
class Evidence:
    """Times in seconds of the events' clock. `see` is the one that writes."""

    talks_s: dict[str, deque[float]] = field(default_factory=dict)
    """Queue -> how long its talks took."""
    wrap_ups_s: deque[float] = field(default_factory=lambda: deque(maxlen=NEWEST))
    rings_s: deque[float] = field(default_factory=lambda: deque(maxlen=NEWEST))
    """Until a phone was answered."""
    offers_taken: deque[bool] = field(default_factory=lambda: deque(maxlen=NEWEST))
    """Whether the phone that rang was answered."""
    waits: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=NEWEST))
    """How long callers waited, and whether they left."""
    arrivals: deque[Arrived] = field(default_factory=deque)
    began_at: float | None = None
    answered_at: float | None = None
    timers: dict[Timer, float] = field(default_factory=dict)
    """Those that were set and are not due yet."""
    _agents: dict[str, Agent] = field(default_factory=dict)
    _talk_queues: dict[str, str] = field(default_factory=dict)
    _waiting: dict[str, float] = field(default_factory=dict)

    def see(self, world: World, event: Event, commands: Iterable[Command]) -> None:
        """Takes in one event and what the machine made of it."""
        at = world.at
        if self.began_at is None:
            self.began_at = at
        match event:
            case Queued(_, call) if not is_aside(call):  # who is asked aside is no caller
                self._came(world, event, at)
            case Left(_, call, gave_up) if (since := self._waiting.pop(call, None)) is not None:
                self.waits.append((at - since, gave_up))
            case Answered(_, call) if (since := self._waiting.pop(call, None)) is not None:
                if call in world.callers and world.callers[call].phase == "talking":
                    self.waits.append((at - since, False))
                    self.answered_at = at
                else:
                    self._waiting[call] = since
        for command in commands:
            if isinstance(command, SetTimer):
                self.timers[command.timer] = command.at
            elif isinstance(command, Changed):
                for name in command.agents:
                    self._agent(world, name)
        while self.arrivals and self.arrivals[0].at < at - ARRIVALS_S:
            self.arrivals.popleft()
        if len(self.timers) > 4 * NEWEST:
            self.timers = {timer: due for timer, due in self.timers.items() if due >= at}

    def talks(self) -> int:
        """How many are known."""
        return sum(map(len, self.talks_s.values()))

    def arrivals_per_s(self, at: float) -> float:
        """Of all queues together, lately."""
        observed = min(ARRIVALS_S, at - (at if self.began_at is None else self.began_at))
        return len(self.arrivals) / observed if observed > 0 else 0.0

    def leaving_per_s(self) -> float:
        """How likely somebody who waits hangs up within a second: those who were answered count, too."""
        waited = sum(seconds for seconds, _ in self.waits)
        return sum(left for _, left in self.waits) / waited if waited > 0 else 0.0

    def _came(self, world: World, event: Queued, at: float) -> None:
        caller = world.callers.get(event.call)
        if caller is None or caller.phase == "talking":
            return
        self._waiting[event.call] = at
        self.arrivals.append(
            Arrived(
                at,
                event.queue,
                event.advantage_s,
                event.emergency,
                event.steps,
                event.seat,
                max(0.0, at - caller.queued_at),
            )
        )

    def _agent(self, world: World, name: str) -> None:
        now, before = world.agents.get(name), self._agents.get(name)
        if now is None:
            self._agents.pop(name, None)
            self._talk_queues.pop(name, None)
            return
        self._agents[name] = now
        if before is None or before.phase == now.phase:
            return
        took_s = now.since - before.since
        if now.phase == "talking" and before.phase == "offered" and now.call is not None:
            self.rings_s.append(took_s)
            self.offers_taken.append(True)
            self._talk_queues[name] = world.callers[now.call].queue
        elif before.phase == "offered" and now.misses > before.misses:
            self.offers_taken.append(False)
        elif (
            before.phase in IN_TALK
            and now.phase not in IN_TALK
            and (queue := self._talk_queues.pop(name, None)) is not None
        ):
            self.talks_s.setdefault(queue, deque(maxlen=NEWEST)).append(now.since - now.talk_at)
        elif before.phase == "wrap_up" and now.owed_s == 0:
            self.wrap_ups_s.append(took_s)
