"""Random days at the hotline: whatever happens, every rule holds after every event."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from telephony.distributor.people.asides import aside_of, is_aside, oneself, only
from telephony.distributor.people.plan import AgentPlan, Need, Overflow, Plan, QueuePlan, SeatPlan, Step
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import Command, GivenUp, Moved, Stale
from telephony.distributor.reducer.events import (
    Answered,
    Back,
    BreakWanted,
    Declined,
    Event,
    Finished,
    HandedOn,
    HoursChanged,
    Left,
    Missed,
    PhoneChanged,
    Published,
    Queued,
    SeatAdded,
    SeatRemoved,
    TalkChanged,
    TalkFound,
    WrapUpExtended,
)
from tests.unit.telephony.distributor.reducer.world import World

SKILLS = ("utilities", "language:en", "dialect:sichuan")
NAMES = ("wang", "li", "chen", "sun", "zhao")
QUEUES = ("general", "urban", "legal", "emergency")
SEATS = ("farmers", "leaders")

needs = st.builds(Need, st.sampled_from(SKILLS), st.integers(1, 5))
steps = st.lists(st.lists(needs, max_size=2), max_size=3).map(
    lambda every: tuple(Step(20.0 * number, tuple(some)) for number, some in enumerate(every))
)
agents = st.builds(
    AgentPlan,
    st.sampled_from(NAMES),
    st.frozensets(st.sampled_from(("*", *QUEUES)), min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 5)),
    emergencies_only=st.integers(0, 5).map(lambda n: n == 0),
    most_occupied=st.sampled_from([1.0, 1.0, 0.8, 0.3]),
).map(lambda agent: replace(agent, skills={**agent.skills, oneself(agent.id): 1}))
for_one = st.builds(only, st.sampled_from(NAMES), st.none() | st.just(20.0))
overflows = st.builds(
    Overflow,
    st.sampled_from((*QUEUES, *SEATS)),
    st.none() | st.sampled_from([5.0, 30.0]),
    st.none() | st.integers(0, 3),
    st.none() | st.sampled_from([30.0, 300.0]),
)
queues = st.builds(
    QueuePlan,
    st.sampled_from(QUEUES[:3]),
    steps=steps,
    overflow=st.lists(overflows, max_size=2).map(tuple),
    closed_to=st.none() | st.sampled_from(QUEUES),
)
seats = st.builds(
    SeatPlan,
    st.sampled_from(SEATS),
    st.sampled_from(QUEUES),
    steps=steps,
    overflow=st.lists(overflows, max_size=2).map(tuple),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    staff = draw(st.lists(agents, max_size=5))
    lines = draw(st.lists(queues, max_size=3))
    special = draw(st.lists(seats, max_size=2))
    every = {"general": QueuePlan("general"), "emergency": QueuePlan("emergency", emergency=True)}
    wrap_up_s = draw(st.sampled_from([0.0, 10.0]))
    return Plan(
        {one.id: one for one in staff},
        every | {one.id: one for one in lines},
        "general",
        {one.id: one for one in special},
        wrap_up_s=wrap_up_s,
    )


class Days(RuleBasedStateMachine):
    """`World.do` checks every rule after every event."""

    def __init__(self) -> None:
        super().__init__()
        self.floor = World(
            Plan(
                {name: AgentPlan(name, skills={oneself(name): 1}) for name in NAMES[:3]},
                {name: QueuePlan(name, emergency=name == "emergency") for name in QUEUES},
                "general",
            )
        )
        self.calls = 0
        self.past: list[Lease] = []

    def do(self, event: Event) -> list[Command]:
        self.floor.now += 0.001
        commands = self.floor.do(replace(event, at=self.floor.now))
        overflown = [c for c in commands if isinstance(c, Moved) and c.why == "overflow"]
        assert not any(is_aside(one.call) for one in overflown), "no call beside a call goes on"
        return commands

    def offered(self) -> list[Lease]:
        found = [a.lease for a in self.floor.world.agents.values() if a.phase == "offered"]
        return [lease for lease in found if lease is not None]

    def talking(self) -> list[Lease]:
        found = [a.lease for a in self.floor.world.agents.values() if a.phase != "offered"]
        return [lease for lease in found if lease is not None]

    @rule(
        queue=st.sampled_from(QUEUES),
        advantage_s=st.sampled_from([0.0, 0.0, 60.0, 600.0]),
        steps=st.none() | steps | for_one,
        preferred=st.lists(st.sampled_from(NAMES), max_size=2),
        seat=st.none() | st.sampled_from(SEATS),
        kind=st.sampled_from(["caller", "call-back", "aside"]),
        waited_s=st.none() | st.sampled_from([0.0, 5.0, 600.0]),
    )
    def comes(
        self,
        queue: str,
        advantage_s: float,
        steps: tuple[Step, ...] | None,
        preferred: list[str],
        seat: str | None,
        kind: str,
        waited_s: float | None,
    ) -> None:
        self.calls += 1
        call = aside_of("c0", self.calls) if kind == "aside" else f"c{self.calls}"
        since = None if waited_s is None else self.floor.now - waited_s
        who = Queued(0, call, queue, advantage_s, queued_at=since, seat=seat, callback=kind == "call-back")
        self.do(replace(who, steps=steps, preferred=tuple(preferred)))

    @precondition(lambda self: self.floor.world.callers)
    @rule(data=st.data(), what=st.sampled_from(["leaves", "call-back", "another queue"]))
    def caller_does(self, data: st.DataObject, what: str) -> None:
        call = data.draw(st.sampled_from(sorted(self.floor.world.callers)))
        before = self.floor.world.callers[call]
        if what == "leaves":
            self.do(Left(0, call))
            assert call not in self.floor.world.callers
            return
        queue = data.draw(st.sampled_from(QUEUES))
        self.do(Queued(0, call, queue, callback=what == "call-back"))
        assert self.floor.world.callers[call].callback == (what == "call-back")
        assert self.floor.world.callers[call].queued_at == before.queued_at

    @precondition(lambda self: self.offered())
    @rule(data=st.data(), what=st.sampled_from(["answers", "answers", "misses", "unreachable", "declines"]))
    def agent_takes(self, data: st.DataObject, what: str) -> None:
        lease = data.draw(st.sampled_from(self.offered()))
        self.past.append(lease)
        match what:
            case "answers":
                self.do(Answered(0, lease.call, lease.agent, lease.number))
                assert self.floor.phase(lease.agent) == "talking"
            case "declines":
                self.do(Declined(0, lease.call, lease.agent, lease.number))
            case _:
                self.do(Missed(0, lease.call, lease.agent, lease.number, rang=what == "misses"))
        assert lease.call in self.floor.world.callers

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def too_late(self, data: st.DataObject) -> None:
        lease = data.draw(st.sampled_from(self.past))
        if lease in (*self.offered(), *self.talking()):
            return
        agents, callers = dict(self.floor.world.agents), dict(self.floor.world.callers)
        assert self.do(Answered(0, lease.call, lease.agent, lease.number)) == [Stale(lease)]
        self.do(Missed(0, lease.call, lease.agent, lease.number))
        self.do(Declined(0, lease.call, lease.agent, lease.number))
        assert (self.floor.world.agents, self.floor.world.callers) == (agents, callers)

    @precondition(lambda self: self.talking())
    @rule(data=st.data(), how=st.sampled_from(["finishes", "finishes", "hold", "consults", "talks"]))
    def in_talk(self, data: st.DataObject, how: str) -> None:
        lease = data.draw(st.sampled_from(self.talking()))
        if how == "finishes":
            self.do(Finished(0, lease.call, lease.agent))
        else:
            self.do(TalkChanged(0, lease.agent, lease.call, how == "hold", how == "consults"))

    @precondition(lambda self: len(self.talking()) > 1)
    @rule(data=st.data())
    def hands_on(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.talking()))
        other = data.draw(st.sampled_from(self.talking()))
        if one == other:
            return
        before = self.floor.world.callers.get(one.call)
        self.do(HandedOn(0, one.call, one.agent, other.call, other.agent))
        assert other.call not in self.floor.world.callers
        assert self.floor.world.agents[other.agent].call == one.call
        if before is not None:
            after = self.floor.world.callers[one.call]
            assert (after.queued_at, after.place) == (before.queued_at, before.place)

    @precondition(lambda self: self.past)
    @rule(data=st.data(), to=st.sampled_from(NAMES))
    def hands_on_what_is_over(self, data: st.DataObject, to: str) -> None:
        lease = data.draw(st.sampled_from(self.past))
        self.do(HandedOn(0, lease.call, lease.agent, "gone", to))

    @rule(agent=st.sampled_from(NAMES), what=st.sampled_from(["break", "back", "back", "more wrap-up"]))
    def agent_wishes(self, agent: str, what: str) -> None:
        events: dict[str, Event] = {
            "break": BreakWanted(0, agent, "meal"),
            "back": Back(0, agent),
            "more wrap-up": WrapUpExtended(0, agent, 20),
        }
        self.do(events[what])

    @rule(agent=st.sampled_from(NAMES), there=st.integers(0, 3).map(bool))
    def phone(self, agent: str, there: bool) -> None:
        self.do(PhoneChanged(0, agent, there))

    @rule(seconds=st.sampled_from([0.5, 5.0, 12.0, 25.0, 100.0]))
    def time_goes_by(self, seconds: float) -> None:
        self.floor.wait(seconds)

    @rule(plan=plans())
    def publication(self, plan: Plan) -> None:
        before = set(self.floor.world.callers)
        given_up = {one.aside for one in self.do(Published(0, plan)) if isinstance(one, GivenUp)}
        assert all(map(is_aside, given_up)), "no caller is given up"
        assert set(self.floor.world.callers) == before - given_up

    @rule(agent=agents, for_s=st.none() | st.sampled_from([10.0, 60.0]))
    def guest(self, agent: AgentPlan, for_s: float | None) -> None:
        until = None if for_s is None else self.floor.now + for_s
        self.do(SeatAdded(0, replace(agent, until=until)))

    @rule(agent=st.sampled_from(NAMES))
    def goes(self, agent: str) -> None:
        self.do(SeatRemoved(0, agent))

    @rule(place=st.sampled_from((*QUEUES, *SEATS)), closed=st.booleans())
    def hours(self, place: str, closed: bool) -> None:
        self.do(HoursChanged(0, {place: closed}))
        waiting = [one for one in self.floor.world.callers.values() if one.phase != "talking"]
        assert all(one.seat not in self.floor.world.closed for one in waiting if one.seat is not None)

    @rule(agent=st.sampled_from(NAMES))
    def found_after_a_restart(self, agent: str) -> None:
        self.calls += 1
        self.do(TalkFound(0, f"t{self.calls}", agent))


Days.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestDays = Days.TestCase
