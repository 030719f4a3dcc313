"""Made-up hours of a hotline: calls come in three patterns, at times more than can be served."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random

from hotline.bench.acd.city import HANDLING_S, Arrival, arrival
from telephony.distributor.people.plan import Plan

HOURS_S = 5 * 3600.0
PATIENCE_S = 600.0
"""Of callers, on average."""


def _steady(_at: float) -> float:
    return 1.05


def _morning(at: float) -> float:
    return 0.6 + 0.65 * math.sin(math.pi * at / HOURS_S)


def _surge(at: float) -> float:
    """Within a minute twice as many as before, for three quarters of an hour."""
    return 1.8 if 7200.0 <= at < 9900.0 else 0.9


PATTERNS: Mapping[str, Callable[[float], float]] = {"steady": _steady, "morning": _morning, "surge": _surge}
"""Share of the seats' time that the calls of a moment take, at seconds since the beginning."""


def callers(plan: Plan, load: Callable[[float], float], rng: Random) -> Iterator[Arrival]:
    """Everybody who comes in `HOURS_S`. One in ten has an advantage, two in a hundred are emergencies."""
    most = max(load(at) for at in range(0, int(HOURS_S), 60))
    at, number = 0.0, 0
    while True:
        at += rng.expovariate(len(plan.agents) * most / HANDLING_S)
        if at >= HOURS_S:
            return
        if rng.random() * most >= load(at):
            continue
        number += 1
        caller = arrival(plan, at, f"c{number}", PATIENCE_S, rng)
        yield replace(caller, advantage_s=60.0) if not caller.emergency and rng.random() < 0.1 else caller
