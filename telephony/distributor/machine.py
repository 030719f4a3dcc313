"""The pure reducer at the event loop's clock: what happens goes in, and what it commands is done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from contracts import CallQueued, Event
from telephony.distributor.forward.evidence import Evidence
from telephony.distributor.people.asides import is_aside
from telephony.distributor.people.plan import Plan
from telephony.distributor.people.state import Timer
from telephony.distributor.reducer import events
from telephony.distributor.reducer.commands import (
    Changed,
    Command,
    GivenUp,
    Gone,
    Moved,
    NotAnswering,
    Offer,
    SetTimer,
    Withdraw,
)
from telephony.distributor.reducer.reducer import opened, reduce
from telephony.distributor.shown import Shown
from telephony.distributor.taker import Asker, Taker
from telephony.distributor.told import choice


def now() -> float:
    """The events' clock is that of the loop."""
    return asyncio.get_running_loop().time()


class Machine:
    """Of one floor. Nothing here blocks or awaits."""

    def __init__(self, plan: Plan, publish: Callable[[Event], None]) -> None:
        self.world, self._unheard = opened(plan, 0.0)
        self.evidence = Evidence()
        self._publish = publish
        self._shown = Shown(self.world, publish)
        self._takers: dict[str, Taker] = {}
        self._askers: dict[str, Asker] = {}
        self._priorities: dict[str, int] = {}

    def queue(self, event: events.Queued, priority: int, taker: Taker) -> int:
        """A caller comes into a queue, and `taker` is told of offers. Returns the place."""
        self._takers[event.call] = taker
        self._priorities.pop(event.call, None)
        self.do(event)
        self._priorities[event.call] = priority
        return self._queued(event.call)

    def ask(self, event: events.Queued, asker: Asker) -> None:
        """Somebody is asked for beside a call. Nobody is told that somebody waits: the caller does not."""
        self._takers[event.call] = self._askers[event.call] = asker
        self.do(event)

    def forget(self, call: str) -> None:
        """Nobody is told anything more of that call, or of who was asked aside."""
        self._takers.pop(call, None)
        self._askers.pop(call, None)
        self._priorities.pop(call, None)

    def position(self, call: str) -> int:
        """As `Floor.position` says it."""
        caller = self.world.callers.get(call)
        if caller is None or caller.phase == "talking":
            return 0
        citizens = (one for one in self.world.queued(caller.queue) if not is_aside(one.call))
        return 1 + sum(one.place < caller.place for one in citizens)

    def do(self, event: events.Event) -> None:
        """That happened; all that follows from it is done."""
        commands, self._unheard = [*self._unheard, *reduce(self.world, event)], []
        self.evidence.see(self.world, event, commands)
        for command in commands:
            self._obey(command)

    def _obey(self, command: Command) -> None:
        match command:
            case Offer(lease, _, record):
                if (taker := self._takers.get(lease.call)) is not None:
                    taker.offered(lease, choice(record, lease.agent))
            case Withdraw(lease, why):
                if (taker := self._takers.get(lease.call)) is not None:
                    taker.withdrawn(lease, why)
            case SetTimer(timer, at):
                asyncio.get_running_loop().call_at(at, self._due, timer)
            case Moved(call) if call in self._priorities:
                self._queued(call)
            case GivenUp(aside) if (asker := self._askers.get(aside)) is not None:
                self.forget(aside)
                asker.given_up(aside)
            case NotAnswering(agent):
                self._shown.not_answering(agent)
            case Gone(agent):
                self._shown.gone(agent)
            case Changed(agents, queues):
                self._shown.changed(agents, queues, now())

    def _queued(self, call: str) -> int:
        """Says where the caller waits now; returns the place."""
        caller, position = self.world.callers[call], max(1, self.position(call))
        self._publish(
            CallQueued(
                call=call,
                queue=caller.queue,
                priority=self._priorities[call],
                position=position,
                seat=caller.seat,
                emergency=caller.emergency,
                queued_at=time.time() - max(0.0, now() - caller.queued_at),
            )
        )
        return position

    def _due(self, timer: Timer) -> None:
        self.do(events.TimerDue(now(), timer))
