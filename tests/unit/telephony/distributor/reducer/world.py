"""A floor of the pure machine for tests: says things in few words, keeps what the machine said, checks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hotline.bench.acd.invariants import broken, broken_by
from telephony.distributor.people.plan import AgentPlan, Plan, QueuePlan, SeatPlan, Step
from telephony.distributor.people.state import Agent, Lease, Timer
from telephony.distributor.reducer.commands import Command, Moved, Offer, SetTimer, Withdraw
from telephony.distributor.reducer.events import (
    Answered,
    Declined,
    Event,
    Finished,
    Left,
    Missed,
    PhoneChanged,
    Published,
    Queued,
    TimerDue,
)
from telephony.distributor.reducer.reducer import opened, reduce

QUEUES = ("general", "urban", "legal")


def plan(
    agents: Iterable[AgentPlan | str] = ("wang",),
    queues: Iterable[QueuePlan | str] = QUEUES,
    seats: Iterable[SeatPlan] = (),
) -> Plan:
    """Names stand for agents who serve everything and queues without rules. Falls back to the first queue."""
    staff = [AgentPlan(one) if isinstance(one, str) else one for one in agents]
    lines = [QueuePlan(one) if isinstance(one, str) else one for one in queues]
    return Plan(
        {one.id: one for one in staff},
        {one.id: one for one in lines},
        lines[0].id,
        {one.id: one for one in seats},
    )


class World:
    """The machine at virtual time: timers are due when the clock comes to them."""

    def __init__(self, plan: Plan, *, at_work: bool = True) -> None:
        self.now = 0.0
        self.said: list[Command] = []
        self.timers: list[tuple[float, Timer]] = []
        self.world, first = opened(plan, 0.0)
        self._take(first)
        for agent in list(self.world.agents) if at_work else ():
            self.now += 0.001
            self.do(PhoneChanged(self.now, agent, True))

    def do(self, event: Event) -> list[Command]:
        """One event, after which every rule must hold."""
        before = self.world.copy()
        commands = reduce(self.world, event)
        self._take(commands)
        timers = {timer.number for _, timer in self.timers}
        assert list(broken(self.world, timers)) == []
        assert list(broken_by(before, event, self.world, commands)) == []
        return commands

    def _take(self, commands: list[Command]) -> None:
        self.said += commands
        self.timers += [(c.at, c.timer) for c in commands if isinstance(c, SetTimer)]

    def wait(self, seconds: float) -> None:
        """The clock goes on; what is due happens on the way."""
        end = self.now + seconds
        while due := [entry for entry in self.timers if entry[0] <= end]:
            first = min(due)
            self.timers.remove(first)
            self.now = max(self.now, first[0])
            self.do(TimerDue(self.now, first[1]))
        self.now = end

    def call(
        self,
        call: str,
        queue: str = "general",
        *,
        advantage_s: float = 0.0,
        emergency: bool = False,
        steps: Sequence[Step] | None = None,
        preferred: Sequence[str] = (),
        queued_at: float | None = None,
        seat: str | None = None,
        callback: bool = False,
    ) -> None:
        self.now += 0.001
        needs = None if steps is None else tuple(steps)
        self.do(
            Queued(
                self.now,
                call,
                queue,
                advantage_s,
                emergency,
                needs,
                tuple(preferred),
                queued_at,
                seat,
                callback=callback,
            )
        )

    def leave(self, call: str) -> None:
        self.do(Left(self.now, call))

    def lease(self, call: str) -> Lease:
        """The offer that stands. Fails when there is none."""
        lease = self.world.callers[call].lease
        assert lease is not None, f"{call} is offered to nobody"
        return lease

    def rung(self, call: str) -> str | None:
        """Whose phone rings for the caller."""
        lease = self.world.callers[call].lease
        return lease.agent if lease is not None and self.world.callers[call].phase == "offered" else None

    def answer(self, call: str) -> Lease:
        lease = self.lease(call)
        self.do(Answered(self.now, lease.call, lease.agent, lease.number))
        return lease

    def miss(self, call: str, *, rang: bool = True) -> Lease:
        lease = self.lease(call)
        self.do(Missed(self.now, lease.call, lease.agent, lease.number, rang))
        return lease

    def decline(self, call: str) -> Lease:
        lease = self.lease(call)
        self.do(Declined(self.now, lease.call, lease.agent, lease.number))
        return lease

    def finish(self, call: str) -> None:
        self.do(Finished(self.now, call, self.lease(call).agent))

    def talk(self, call: str, queue: str = "general", *, seat: str | None = None) -> None:
        self.call(call, queue, seat=seat)
        self.answer(call)

    def publish(self, plan: Plan) -> None:
        self.do(Published(self.now, plan))

    def agent(self, name: str = "wang") -> Agent:
        return self.world.agents[name]

    def phase(self, name: str = "wang") -> str:
        return self.agent(name).phase

    def place(self, queue: str = "general") -> list[str]:
        return [caller.call for caller in self.world.queued(queue)]

    def of(self, kind: type[Command]) -> list[Command]:
        return [command for command in self.said if isinstance(command, kind)]

    @property
    def moves(self) -> list[tuple[str, str, str]]:
        return [(c.call, c.queue, c.why) for c in self.said if isinstance(c, Moved)]

    @property
    def withdrawn(self) -> list[tuple[str, str, str]]:
        return [(c.lease.call, c.lease.agent, c.why) for c in self.said if isinstance(c, Withdraw)]

    @property
    def last_offer(self) -> Offer:
        return [c for c in self.said if isinstance(c, Offer)][-1]


def without(plan: Plan, *, agent: str | None = None, queue: str | None = None) -> Plan:
    """The plan after somebody or a queue was deleted."""
    return replace(
        plan,
        agents={name: one for name, one in plan.agents.items() if name != agent},
        queues={name: one for name, one in plan.queues.items() if name != queue},
    )
