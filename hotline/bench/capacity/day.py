"""A day of the largest reference city through the real distributor, at virtual time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import mean
from typing import Any

from hotline.bench.acd.city import PATIENCE_S, RING_S, TALK_S, WRAP_UP_S, Arrival, arrival, city
from hotline.bench.acd.simulation import Outcome, Simulation
from hotline.bench.capacity.needs import GB_LEVEL, GB_TARGET_S, HOUR_S
from hotline.figures.forecast.erlang import Demand, agents_needed
from telephony.distributor.people.plan import ANY_QUEUE, Plan
from telephony.distributor.reducer.events import Back, BreakWanted, Event

SHAPE = (12, 8, 6, 5, 5, 8, 18, 40, 85, 100, 95, 80, 55, 60, 85, 92, 85, 70, 50, 42, 38, 32, 25, 16)
"""Calls of each hour, the busiest being 100: two humps and a night."""
TALK_MEAN_S = 260.0
HANDLING_S = TALK_MEAN_S + WRAP_UP_S + sum(RING_S) / 2
SPARE = 1.08
"""Agents at work beside what one queue of all would need: each serves but some of the queues."""


@dataclass(frozen=True, slots=True)
class Day:
    """Of the largest reference city, unless it is told otherwise."""

    seats: int = 1000
    queues: int = 200
    busiest_calls: int = 11_000

    def calls(self, hour: int) -> float:
        return self.busiest_calls * SHAPE[hour] / max(SHAPE)

    def at_work(self, hour: int) -> int:
        """As many as answer 95 % within 15 s by Erlang A, with some to spare; a tenth stay all day."""
        demand = Demand(self.calls(hour) / HOUR_S, HANDLING_S, PATIENCE_S)
        needed = math.ceil(agents_needed(demand, GB_LEVEL, GB_TARGET_S) * SPARE)
        return min(self.seats, max(self.seats // 10, needed))

    def arrivals(self, plan: Plan, rng: Random) -> Iterator[Arrival]:
        """Everybody who calls; talks are as long as the city's."""
        number = 0
        for hour in range(24):
            at, end = hour * HOUR_S, (hour + 1) * HOUR_S
            while (at := at + rng.expovariate(self.calls(hour) / HOUR_S)) < end:
                number += 1
                one = arrival(plan, at, f"c{number}", PATIENCE_S, rng)
                yield replace(one, talk_s=one.talk_s * TALK_MEAN_S / TALK_S)

    def shifts(self, plan: Plan) -> Iterator[Event]:
        """Who goes home finishes their call first."""
        order = sorted(plan.agents.values(), key=lambda agent: ANY_QUEUE not in agent.queues)
        names = [agent.id for agent in order]
        there = self.seats
        for hour in range(24):
            now, at = self.at_work(hour), hour * HOUR_S
            yield from (BreakWanted(at, name, "off") for name in names[now:there])
            yield from (Back(at, name) for name in names[there:now])
            there = now


def measure(
    seed: int, tell: Callable[[str], None] = lambda _text: None, day: Day | None = None
) -> dict[str, Any]:
    """Every figure; times are virtual ones, but for `core_s`. Takes minutes."""
    of, rng = day or Day(), Random(seed)
    plan = city(of.seats, of.queues, rng)
    tell(f"{of.seats} seats, {of.queues} queues, {of.busiest_calls} calls in the busiest hour")
    everybody = list(of.arrivals(plan, rng))
    begin = time.process_time()
    outcome = Simulation(plan, seed, shifts=of.shifts(plan)).run(everybody)
    core_s = time.process_time() - begin
    by_hour: list[list[Arrival]] = [[] for _ in range(24)]
    for one in everybody:
        by_hour[int(one.at // HOUR_S)].append(one)
    return {
        "seed": seed,
        "seats": of.seats,
        "queues": of.queues,
        "busiest_hour": figures(by_hour[SHAPE.index(max(SHAPE))], outcome),
        "day": figures(everybody, outcome),
        "events": outcome.events,
        "core_s": round(core_s, 1),
        "hours": [
            {"hour": hour, "at_work": of.at_work(hour), **figures(some, outcome)}
            for hour, some in enumerate(by_hour)
        ],
    }


def figures(callers: Sequence[Arrival], outcome: Outcome) -> dict[str, float]:
    """Of those callers. Their share who were answered in time is of all who came."""
    answered = [one for one in callers if one.call in outcome.waits_s]
    waits = sorted(outcome.waits_s[one.call] for one in answered)
    urgent = sorted(outcome.waits_s[one.call] for one in answered if one.emergency)
    in_time = sum(wait <= GB_TARGET_S for wait in waits)
    came = max(1, len(callers))
    return {
        "calls": len(callers),
        "answered_in_15_s_percent": round(100 * in_time / came, 1),
        "given_up_percent": round(100 * (len(callers) - len(waits)) / came, 2),
        "mean_wait_s": round(mean(waits), 1) if waits else 0.0,
        "p95_wait_s": round(_at(waits, 0.95), 1),
        "emergencies_p99_wait_s": round(_at(urgent, 0.99), 1),
    }


def _at(ordered: Sequence[float], share: float) -> float:
    """The value below which that share lies; 0 where there is none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
