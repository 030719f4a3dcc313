"""`hotline bench acd`: how quick the distributor decides, who waits how long, what can break a rule."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random
from typing import Any

from hotline.bench.acd import decisions
from hotline.bench.acd.city import Arrival, arrivals, city, first_come_first_served
from hotline.bench.acd.explorer import explore
from hotline.bench.acd.faults import FAULTS
from hotline.bench.acd.simulation import Outcome, Simulation
from hotline.bench.acd.small_world import small_world
from hotline.bench.acd.worlds import ORDINARY, small_worlds
from telephony.distributor.people.plan import Plan

SEATS, QUEUES, CALLS = 55, 20, 100_000
FURTHER_STATES = 400_000
"""Of each small world in which more can happen; all of them are at their end before."""
PLANTED_STATES = 20_000
"""By then a fault that was planted has been found."""
DECISIONS = 20_000


def measure(
    seed: int,
    *,
    calls: int = CALLS,
    number: int = DECISIONS,
    most_states: int | None = None,
    tell: Callable[[str], None] = lambda _text: None,
) -> dict[str, Any]:
    """Every figure, with units in the names. Takes minutes, most of them for the exploration."""
    tell(f"{decisions.AGENTS} agents, {decisions.QUEUES} queues, {decisions.WAITING} waiting")
    floor = decisions.LargeFloor(decisions.AGENTS, decisions.QUEUES, decisions.WAITING, seed)
    taken = floor.decisions_ms(number)
    tell(f"{calls} calls, {SEATS} seats, {QUEUES} queues")
    simulated, waiting = _simulated(seed, calls)
    return {
        "seed": seed,
        "times": "processor time of one core",
        "decision_ms": {"p50": round(_at(taken, 0.5), 3), "p99": round(_at(taken, 0.99), 3)},
        "simulated": simulated,
        "waiting": waiting,
        "invariants": _explored(most_states, tell),
    }


def _explored(most_states: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """All small worlds; interleavings are those of the ordinary one, which has three callers."""
    every = {}
    for name, world in small_worlds().items():
        tell(f"small world: {name}")
        every[name] = explore(world, most_states if name == ORDINARY else most_states or FURTHER_STATES)
    broken = [rule for found in every.values() for rule in found.broken]
    return {
        "interleavings": every[ORDINARY].interleavings,
        "states": sum(found.states for found in every.values()),
        "transitions": sum(found.transitions for found in every.values()),
        "explored_to_the_end": {name: round(found.to_the_end, 4) for name, found in every.items()},
        "broken": len(broken),
        "first_broken": broken[:1],
        "planted": {name: _found(*fault) for name, fault in FAULTS.items()},
    }


def _found(begins: str, plant: Callable[[], AbstractContextManager[None]]) -> str:
    """The events that gave the planted fault away; nothing, when it got through."""
    with plant():
        found = explore(small_world(), PLANTED_STATES, most_broken=1)
    return next((rule for rule in found.broken if rule.startswith(begins)), "")


def _simulated(seed: int, calls: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """How long our run took; what callers waited in it, and where all are served as they come."""
    plan = city(SEATS, QUEUES, Random(seed))
    everybody = list(arrivals(plan, calls, Random(seed)))
    begin = time.process_time()
    ours = Simulation(plan, seed).run(everybody)
    seconds = time.process_time() - begin
    equal = [first_come_first_served(plan, one) for one in everybody]
    theirs = Simulation(equal[0][0], seed).run(one for _, one in equal)
    return (
        {"calls": calls, "seconds": round(seconds, 2), "events": ours.events},
        {
            "ours": _figures(plan, everybody, ours),
            "first_come_first_served": _figures(plan, everybody, theirs),
        },
    )


def _figures(plan: Plan, everybody: list[Arrival], outcome: Outcome) -> dict[str, float]:
    waits = list(outcome.waits_s.values())
    urgent = [outcome.waits_s[a.call] for a in everybody if a.emergency and a.call in outcome.waits_s]
    needy = [one for one in everybody if one.steps and one.call in outcome.answered_by]
    skilled = [one for one in needy if _skilled(plan, one, outcome.answered_by[one.call])]
    return {
        "mean_s": round(sum(waits) / len(waits), 2),
        "p95_s": round(_at(waits, 0.95), 1),
        "emergencies_p99_s": round(_at(urgent, 0.99), 1),
        "given_up_percent": round(100 * len(outcome.given_up) / len(everybody), 2),
        "skilled_percent": round(100 * len(skilled) / len(needy), 1),
    }


def _skilled(plan: Plan, caller: Arrival, agent: str) -> bool:
    """Whether the agent has what the caller wished for first."""
    skills = plan.agents[agent].skills
    return all(skills.get(need.skill, 0) >= need.level for need in caller.steps[0].needs)


def _at(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
