"""`hotline bench waiting`: whether the range that callers are told is true."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import median
from typing import Any

from hotline.bench.acd.city import city
from hotline.bench.acd.simulation import Simulation
from hotline.bench.waiting.patterns import PATTERNS, callers
from hotline.bench.waiting.said import Said, Telling
from telephony.distributor.forward.foresee import RUNS

SEATS, QUEUES = 20, 5


def measure(
    seed: int, *, runs: int = RUNS, tell: Callable[[str], None] = lambda _text: None
) -> dict[str, Any]:
    """Every figure, with units in the names; times are virtual ones. Takes minutes."""
    found = {}
    for name, load in PATTERNS.items():
        tell(f"{name}: {SEATS} seats, {QUEUES} queues")
        plan = city(SEATS, QUEUES, Random(seed))
        watcher = Telling(seed, runs)
        Simulation(plan, seed, watcher).run(callers(plan, load, Random(seed + 1)))
        found[name] = _figures(watcher)
    return {"seed": seed, "wait_range": found}


def _figures(telling: Telling) -> dict[str, Any]:
    said = [one for one in telling.said.values() if one.real_s is not None]
    stayed = [one for one in said if one.stayed]
    return {
        "coverage_percent": _covered(said),
        "coverage_of_answered_percent": _covered(stayed),
        "median_error_s": _error(said, lambda one: one.median_s),
        "formula_median_error_s": _error(said, lambda one: one.formula_s),
        "told": len(telling.said),
        "told_nothing": telling.told_nothing,
        "median_wait_s": round(median(one.real_s or 0.0 for one in said), 1) if said else 0.0,
        "median_width_s": median(one.high_s - one.low_s for one in said) if said else 0.0,
        "request_to_ring_s": _spread(telling.rings_s),
        "request_to_agent_s": _spread(telling.answers_s),
        "first_ring_to_answer_s": _spread(telling.answered_after_ring_s),
        "core_s_p50": round(median(telling.cost_s), 3) if telling.cost_s else 0.0,
        "core_s_most": round(max(telling.cost_s, default=0.0), 3),
    }


def _spread(seconds: dict[str, float]) -> dict[str, float]:
    ordered = sorted(seconds.values()) or [0.0]
    return {"p50": round(median(ordered), 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1)}


def _covered(said: list[Said]) -> float:
    inside = sum(one.low_s <= (one.real_s or 0.0) <= one.high_s for one in said)
    return round(100 * inside / len(said), 1) if said else 0.0


def _error(said: list[Said], of: Callable[[Said], float]) -> float:
    return round(median(abs(of(one) - (one.real_s or 0.0)) for one in said), 1) if said else 0.0
