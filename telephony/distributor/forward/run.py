"""One run of the machine from the present state, with what may happen drawn by chance."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from itertools import count

from telephony.distributor.forward.draws import Draws
from telephony.distributor.forward.stayers import Stayers
from telephony.distributor.people.state import IN_LINE, IN_TALK, Agent, Lease, Place, Timer
from telephony.distributor.reducer.commands import Command, Offer, SetTimer
from telephony.distributor.reducer.events import (
    Answered,
    Back,
    Event,
    Finished,
    Left,
    Missed,
    Queued,
    TimerDue,
    WrapUpExtended,
)
from telephony.distributor.reducer.reducer import reduce
from telephony.distributor.reducer.world import World

HORIZON_S = 3600.0
"""Nobody looks further ahead."""


class Run:
    """What becomes of those who wait now; none of them gives up, so far as they themselves are concerned."""

    def __init__(self, present: World, timers: Mapping[Timer, float], draws: Draws) -> None:
        """`present` is left as it is."""
        self._world = present.copy()
        self._begin = self._world.at
        self._draws = draws
        self._order = count()
        self._agenda: list[tuple[float, int, Event]] = []
        self._stayers = Stayers()
        self._open = {call for call, caller in self._world.callers.items() if caller.phase != "talking"}
        self._waits_s: dict[str, float] = {}
        waiting = [self._world.callers[call] for call in self._open]
        self._last = max((caller.place for caller in waiting), default=None)
        self._steady = not any(c.stepping or c.overflowing or c.preferring for c in waiting)
        for timer, due in timers.items():
            self._later(TimerDue(max(due, self._begin), timer))
        for agent in self._world.agents.values():
            self._goes_on(agent)
        for call in self._open:
            if self._world.callers[call].phase != "called_back":
                self._may_leave(call)
        self._next_arrival(self._begin)

    def waits_s(self) -> dict[str, float]:
        """Call -> seconds from now until an agent answers; those who wait for longer than the horizon are
        left out."""
        agenda, until = self._agenda, self._begin + HORIZON_S
        while self._open and agenda and agenda[0][0] <= until:
            event = heappop(agenda)[2]
            match event:
                case Left():
                    self._leaves(event)
                case Queued():
                    self._comes(event)
                case _:
                    self._do(event)
        return self._waits_s

    def _goes_on(self, agent: Agent) -> None:
        """What the agent does at the moment takes its time."""
        elapsed = self._begin - agent.since
        if agent.phase in IN_TALK and agent.call is not None:
            caller = self._world.callers.get(agent.call)
            queue = self._world.plan.fallback if caller is None else caller.queue
            rest = self._draws.rest_of_talk_s(queue, self._begin - agent.talk_at)
            self._later(Finished(self._begin + rest, agent.call, agent.id))
        elif agent.phase == "offered" and agent.lease is not None:
            self._ring(agent.lease, elapsed)
        elif agent.phase == "wrap_up":
            self._wraps_up(agent, self._draws.rest_of_wrap_up_s(elapsed))

    def _do(self, event: Event) -> None:
        commands = reduce(self._world, event)
        if isinstance(event, Answered):
            self._talks(event)
        elif isinstance(event, Finished):
            agent = self._world.agents.get(event.agent)
            if agent is not None and agent.phase == "wrap_up":
                self._wraps_up(agent, self._draws.wrap_up_s())
        self._hear(commands)

    def _talks(self, event: Answered) -> None:
        agent = self._world.agents[event.agent]
        if agent.phase != "talking" or agent.lease != Lease(event.call, event.agent, event.number):
            return
        self._answered(event.call, event.at)
        talk = self._draws.talk_s(self._world.callers[event.call].queue)
        self._later(Finished(event.at + talk, event.call, event.agent))

    def _answered(self, call: str, at: float) -> None:
        if call in self._open:
            self._open.discard(call)
            self._waits_s[call] = at - self._begin

    def _hear(self, commands: list[Command]) -> None:
        for command in commands:
            if isinstance(command, SetTimer):
                self._later(TimerDue(command.at, command.timer))
            elif isinstance(command, Offer):
                self._ring(command.lease)
        for call in self._stayers.turn(self._world, commands):
            self._answered(call, self._world.at + self._draws.ring_s())

    def _ring(self, lease: Lease, elapsed_s: float = 0.0) -> None:
        if self._draws.not_taken():
            at = self._world.at + max(0.0, self._world.plan.offer_s - elapsed_s)
            self._later(Missed(at, lease.call, lease.agent, lease.number))
        else:
            at = self._world.at + self._draws.ring_s(elapsed_s)
            self._later(Answered(at, lease.call, lease.agent, lease.number))

    def _wraps_up(self, agent: Agent, seconds: float | None) -> None:
        """For so long, whatever the plan says; None: as the plan says."""
        if seconds is None or agent.pause is not None:
            return
        at = self._world.at + seconds
        if at < agent.due:
            self._later(Back(at, agent.id))
        elif at > agent.due:
            self._do(WrapUpExtended(self._world.at, agent.id, at - agent.due))

    def _may_leave(self, call: str) -> None:
        at = self._world.at + self._draws.patience_s()
        if at <= self._begin + HORIZON_S:
            self._later(Left(at, call))

    def _leaves(self, event: Left) -> None:
        caller = self._world.callers.get(event.call)
        if caller is None or caller.phase == "talking":
            return
        if event.call in self._open:
            if caller.phase not in IN_LINE:
                return  # rung at this moment: who stays is answered by this agent
            self._stayers.left(caller)
        self._do(event)

    def _comes(self, event: Queued) -> None:
        """Who comes behind all who wait takes only agents whom none of these may have, and so changes
        nothing for them, unless what one of them may have changes with the time."""
        since = event.at if event.queued_at is None else event.queued_at
        plan = self._world.plan.queues.get(event.queue)
        urgent = event.emergency or (plan is not None and plan.emergency)
        place = Place(not urgent, since - event.advantage_s, self._world.next_number)
        if not self._steady or (self._last is not None and place < self._last):
            self._do(event)
            self._may_leave(event.call)
        self._next_arrival(event.at)

    def _next_arrival(self, now: float) -> None:
        drawn = self._draws.next_arrival()
        if drawn is None:
            return
        after_s, like = drawn
        at = now + after_s
        self._later(
            Queued(
                at,
                f"to come {next(self._order)}",
                like.queue,
                like.advantage_s,
                like.emergency,
                like.steps,
                queued_at=at - like.age_s,
                seat=like.seat,
            )
        )

    def _later(self, event: Event) -> None:
        heappush(self._agenda, (event.at, next(self._order), event))
