"""A made-up hotline of any size and a made-up stream of calls: the same for every rule that is compared."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from telephony.distributor.people.plan import ANY_QUEUE, AgentPlan, Need, Plan, QueuePlan, Step

SKILLS = tuple(f"skill{number}" for number in range(20))
WRAP_UP_S = 20.0
RING_S = (1.0, 5.0)
"""Until an agent answers, from and to."""
TALK_S = 150.0
HANDLING_S = TALK_S + WRAP_UP_S + sum(RING_S) / 2
"""For how long a call takes an agent, on average."""
PATIENCE_S = 240.0
"""Of callers, on average: who waits for longer than their own hangs up."""
LOAD = 0.88
"""Share of the seats' time that the calls of a mean hour take."""
SWING = 0.25
"""By how much the busiest hour of a day lies above the mean."""
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """A caller who will come."""

    at: float
    call: str
    queue: str
    talk_s: float
    patience_s: float
    advantage_s: float = 0.0
    emergency: bool = False
    steps: tuple[Step, ...] = ()


def city(seats: int, queues: int, rng: Random) -> Plan:
    """Every agent serves a few queues, a tenth serve all; the last queue is that of emergencies."""
    names = [f"q{number}" for number in range(queues)]
    lines = {name: QueuePlan(name) for name in names}
    lines[names[-1]] = QueuePlan(names[-1], emergency=True)
    staff = {}
    for number in range(seats):
        chosen = rng.sample(names, min(len(names), 6))
        skills = {skill: rng.randint(1, 5) for skill in rng.sample(SKILLS, 4)}
        queues_of = (
            {ANY_QUEUE} if number % 10 == 0 else {*chosen, names[-1]} if number % 3 == 0 else set(chosen)
        )
        staff[f"a{number}"] = AgentPlan(f"a{number}", frozenset(queues_of), skills)
    return Plan(staff, lines, names[0], wrap_up_s=WRAP_UP_S)


def arrivals(plan: Plan, calls: int, rng: Random) -> Iterator[Arrival]:
    """As many calls as the seats can just do, with the hours of the day; two in a hundred are emergencies."""
    mean_s = HANDLING_S / (len(plan.agents) * LOAD)
    at = 0.0
    for number in range(calls):
        at += rng.expovariate(1 / mean_s) / (1 + SWING * math.sin(2 * math.pi * at / DAY_S))
        caller = arrival(plan, at, f"c{number}", PATIENCE_S, rng)
        if not caller.emergency:
            advantage_s = rng.choice((0.0, 0.0, 0.0, 60.0, 300.0))
            caller = replace(caller, advantage_s=advantage_s, steps=_steps(rng))
        yield caller


def arrival(plan: Plan, at: float, call: str, patience_s: float, rng: Random) -> Arrival:
    """A caller without advantage or needs, whose patience is that on average; two in a hundred are
    emergencies."""
    *ordinary, emergency = plan.queues
    urgent = rng.random() < 0.02
    return Arrival(
        at,
        call,
        emergency if urgent else rng.choice(ordinary),
        rng.lognormvariate(math.log(TALK_S) - 0.32, 0.8),
        rng.expovariate(1 / patience_s),
        emergency=urgent,
    )


def _steps(rng: Random) -> tuple[Step, ...]:
    if rng.random() < 0.7:
        return ()
    skill = rng.choice(SKILLS)
    return Step(0, (Need(skill, 3),)), Step(20, (Need(skill),)), Step(40)


def first_come_first_served(plan: Plan, arrival: Arrival) -> tuple[Plan, Arrival]:
    """The same seats and the same call, where all are alike: no emergency, advantage or skill counts."""
    lines = {name: replace(queue, emergency=False) for name, queue in plan.queues.items()}
    return replace(plan, queues=lines), replace(arrival, emergency=False, advantage_s=0.0, steps=())
