"""The whole report: several seeds, each with weeks of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from hotline.bench.city.cost import new_call
from hotline.bench.city.material import read
from hotline.bench.city.pages import pages
from hotline.bench.city.planted import Score, pairwise, surges
from hotline.bench.city.stream import Plan, Planted

PLAN = Plan(quiet_days=14, weeks_without=2, weeks_with=2, surges_a_week=7, calls_a_day=300.0)
SEEDS = 3
TARGETS = {
    "surge found_percent": "≥ 90",
    "surge false_per_week": "≤ 1",
    "topics pairwise_f1": "≥ 0.85",
    "cost new_call_p95_ms": "≤ 10",
    "cost worst_page_ms": "≤ 300",
}

Tell = Callable[[str], None]


def measure(folder: Path, seed: int, tell: Tell) -> dict[str, Any]:
    """Raises `NoMaterial`."""
    material = read(folder)
    seeds = range(seed, seed + SEEDS)
    runs = [surges(material, PLAN, one, _told(tell, f"surges, seed {one}")) for one in seeds]
    tell("topics")
    pairs = [pairwise(material, one) for one in seeds]
    cost: dict[str, Any] = new_call(material, seed, _told(tell, "cost of a call"))
    cost |= pages(seed, _told(tell, "cost of pages"))
    return {
        "seeds": list(seeds),
        "messages": len(material),
        "surge": {
            **_together([ours for ours, _, _ in runs], [planted for _, _, planted in runs]),
            "ears_c2": _together([theirs for _, theirs, _ in runs], [planted for _, _, planted in runs]),
        },
        "topics": {name: round(mean(one[name] for one in pairs), 3) for name in pairs[0]}
        | {"by_seed": [one["pairwise_f1"] for one in pairs]},
        "cost": cost,
        "targets": TARGETS,
    }


def _together(scores: Sequence[Score], planted: Sequence[Sequence[Planted]]) -> dict[str, Any]:
    """All seeds as one."""
    found = [one for score in scores for one in score.found.values()]
    all_planted = sum(map(len, planted))
    weeks = PLAN.weeks_without * len(scores)
    in_time = sum(score.in_time for score in scores)
    return {
        "found_percent": round(100 * in_time / all_planted, 1),
        "found_ever_percent": round(100 * len(found) / all_planted, 1),
        "calls_until": median(one[0] for one in found) if found else None,
        "minutes_until": round(median(one[1] for one in found), 1) if found else None,
        "false_per_week": round(sum(score.false for score in scores) / weeks, 2),
        "false_beside": sum(score.false_beside for score in scores),
        "repeated": sum(score.repeated for score in scores),
        "planted": all_planted,
        "found_by_seed": [
            round(100 * score.in_time / len(of), 1) for score, of in zip(scores, planted, strict=True)
        ],
    }


def _told(tell: Tell, what: str) -> Callable[[int, int], None]:
    def progress(done: int, of: int) -> None:
        if done % 100 == 0:
            tell(f"{what}: {done} of {of}")

    return progress
