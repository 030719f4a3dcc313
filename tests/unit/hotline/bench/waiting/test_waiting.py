"""`hotline bench waiting`: every figure is there; the range is honest on a small floor, too."""

from __future__ import annotations

from random import Random

import pytest

from hotline.bench.acd.city import city
from hotline.bench.waiting import patterns, waiting
from hotline.bench.waiting.formula import Engage
from telephony.distributor.people.plan import AgentPlan, Plan, QueuePlan
from telephony.distributor.reducer.events import PhoneChanged, Queued
from telephony.distributor.reducer.reducer import opened, reduce


def test_every_figure_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "SEATS", 6)
    monkeypatch.setattr(patterns, "HOURS_S", 3 * 3600.0)
    report = waiting.measure(1, runs=30)["wait_range"]
    assert report.keys() == {"steady", "morning", "surge"}
    for figures in report.values():
        assert figures.keys() >= {"coverage_percent", "median_error_s", "formula_median_error_s"}
        ring, answer = figures["request_to_ring_s"], figures["first_ring_to_answer_s"]
        assert 0 < answer["p50"] <= answer["p95"]
        assert 0 <= ring["p50"] <= ring["p95"]
    assert report["steady"]["told"] > 50
    assert 55 <= report["steady"]["coverage_percent"] <= 95


def test_the_surge_brings_twice_as_many() -> None:
    plan = city(10, 4, Random(1))
    arrivals = [one.at for one in patterns.callers(plan, patterns.PATTERNS["surge"], Random(1))]
    before = sum(4500 <= at < 7200 for at in arrivals)
    within = sum(7200 <= at < 9900 for at in arrivals)
    assert 1.6 < within / before < 2.5


def test_the_published_formula() -> None:
    """Handling 100 s, third in the queue, two agents of whom one spends half the time on it: 300 / 1.5."""
    agents = {"a": AgentPlan("a", frozenset({"x"})), "b": AgentPlan("b", frozenset({"x", "y"}))}
    world, _ = opened(Plan(agents, {"x": QueuePlan("x"), "y": QueuePlan("y")}, "x"), 0.0)
    for agent in agents:
        reduce(world, PhoneChanged(0.0, agent, True))
    formula = Engage()
    for agent, queue in (("a", "x"), ("b", "x"), ("b", "y")):
        formula.handled(agent, queue, 100.0)
    for number in range(5):
        reduce(world, Queued(1.0 + number, f"c{number}", "x"))
    assert formula.expected_s(world, world.callers["c2"]) == pytest.approx(100 * 3 / 1.5)
