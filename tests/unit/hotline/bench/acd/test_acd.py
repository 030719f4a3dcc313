"""`hotline bench acd`: every figure is there, and simulated callers are all accounted for."""

from __future__ import annotations

from random import Random

import pytest

from hotline.bench.acd import acd, decisions
from hotline.bench.acd.city import arrivals, city, first_come_first_served
from hotline.bench.acd.simulation import Simulation


def test_every_figure_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("AGENTS", 30), ("QUEUES", 6), ("WAITING", 10)):
        monkeypatch.setattr(decisions, name, value)
    report = acd.measure(1, calls=1000, number=100, most_states=200)
    assert 0 < report["decision_ms"]["p50"] <= report["decision_ms"]["p99"]
    assert report["simulated"]["calls"] == 1000
    assert report["invariants"]["broken"] == 0
    assert report["invariants"]["states"] >= 200
    assert report["invariants"]["explored_to_the_end"]["ordinary"] < 1
    assert all(report["invariants"]["planted"].values()), "a fault that was planted got through"
    ours, theirs = report["waiting"].values()
    assert ours.keys() == theirs.keys() >= {"mean_s", "p95_s", "emergencies_p99_s"}
    assert ours["skilled_percent"] > theirs["skilled_percent"]


def test_every_simulated_caller_is_answered_or_gives_up_and_the_same_seed_gives_the_same_days() -> None:
    plan = city(12, 5, Random(3))
    calls = list(arrivals(plan, 500, Random(3)))
    first = Simulation(plan, 7).run(calls)
    assert first.waits_s.keys() | first.given_up == {one.call for one in calls}
    assert not first.waits_s.keys() & first.given_up
    assert Simulation(plan, 7).run(calls) == first


def test_emergencies_wait_for_less_long_than_where_all_are_alike() -> None:
    plan = city(12, 5, Random(3))
    calls = list(arrivals(plan, 3000, Random(3)))
    equal = [first_come_first_served(plan, one) for one in calls]
    ours = Simulation(plan, 7).run(calls)
    theirs = Simulation(equal[0][0], 7).run(one for _, one in equal)
    urgent = [one.call for one in calls if one.emergency]

    def longest(waits_s: dict[str, float]) -> float:
        return max(waits_s.get(call, 0.0) for call in urgent)

    assert longest(ours.waits_s) < longest(theirs.waits_s)
