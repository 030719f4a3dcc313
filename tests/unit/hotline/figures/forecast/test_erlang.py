"""Erlang A: the published vector of Erlang C as its limit, laws for all numbers, the real distributor."""

from __future__ import annotations

import math
from random import Random
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.bench.acd import simulation
from hotline.bench.acd.city import Arrival
from hotline.bench.acd.simulation import Simulation
from hotline.figures.forecast.erlang import Demand, agents_needed, service
from telephony.distributor.people.plan import AgentPlan, Plan, QueuePlan

WITH_ENDLESS_PATIENCE = Demand(100 / 1800, 180, 1e8)
demands = st.builds(Demand, st.floats(0.001, 2), st.floats(10, 900), st.floats(10, 3000))


def test_with_endless_patience_it_is_erlang_c() -> None:
    """100 calls in half an hour of 180 s each, 14 agents: two published packages agree on these."""
    found = service(WITH_ENDLESS_PATIENCE, 14, 20)
    assert found.waits == pytest.approx(0.1741319, abs=1e-5)
    assert found.answered_in_target == pytest.approx(0.88835, abs=1e-5)
    assert found.mean_wait_s == pytest.approx(7.836, abs=1e-3)
    assert found.occupancy == pytest.approx(0.7142857, abs=1e-5)


def test_one_agent_and_no_patience_is_a_queue_of_nobody() -> None:
    """Erlang B of one agent with one Erlang: half of the callers are lost."""
    found = service(Demand(1 / 100, 100, 1e-6), 1, 20)
    assert found.abandons == pytest.approx(0.5, abs=1e-3)
    assert found.answered_in_target == pytest.approx(0.5, abs=1e-3)


@given(demands, st.integers(1, 150), st.floats(0, 300), st.floats(0, 60))
def test_shares_are_shares_and_what_comes_goes(
    demand: Demand, agents: int, target_s: float, short_s: float
) -> None:
    found = service(demand, agents, target_s, short_s)
    for share in (found.waits, found.abandons, found.answered_in_target, found.abandons_short):
        assert -1e-9 <= share <= 1 + 1e-9
    assert found.answered_in_target <= 1 - found.abandons + 1e-6
    assert found.abandons_short <= found.abandons + 1e-6
    assert 0 <= found.occupancy <= 1 + 1e-6


@given(demands, st.integers(1, 100))
def test_one_agent_more_never_harms_and_time_helps(demand: Demand, agents: int) -> None:
    few, more = service(demand, agents, 20), service(demand, agents + 1, 20)
    assert more.answered_in_target >= few.answered_in_target - 1e-6
    assert service(demand, agents, 40).answered_in_target >= few.answered_in_target - 1e-9


@settings(max_examples=50)
@given(demands, st.floats(0.5, 0.99))
def test_the_fewest_agents_that_are_enough(demand: Demand, level: float) -> None:
    needed = agents_needed(demand, level, 20, 5)
    assert service(demand, needed, 20, 5).level >= level
    if needed > 1:
        assert service(demand, needed - 1, 20, 5).level < level + 1e-6


def test_nobody_calls_nobody_is_needed() -> None:
    assert agents_needed(Demand(0, 180, 300), 0.8, 20) == 0


@pytest.mark.parametrize("level", [1, 1.5, -0.1, math.nan])
def test_a_level_that_nobody_reaches_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        agents_needed(WITH_ENDLESS_PATIENCE, level, 20)


@pytest.mark.parametrize(
    ("calls_per_s", "handling_s", "patience_s", "agents"),
    [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)],
)
def test_nothing_is_reckoned_from_nothing(
    calls_per_s: float, handling_s: float, patience_s: float, agents: int
) -> None:
    with pytest.raises(ValueError, match="above 0"):
        service(Demand(calls_per_s, handling_s, patience_s), agents, 20)


@pytest.mark.parametrize(("agents", "load"), [(4, 0.8), (12, 0.95), (20, 1.1)])
def test_the_real_distributor_does_as_foretold(
    monkeypatch: pytest.MonkeyPatch, agents: int, load: float
) -> None:
    """Some days of one queue through the real machine at virtual time, phones answered at once."""
    for name, value in (("MISSES", 0.0), ("DECLINES", -1.0), ("RING_S", (0.0, 0.0))):
        monkeypatch.setattr(simulation, name, value)
    demand = Demand(agents * load / 180, 180, 240)
    rng, at, calls = Random(agents), 0.0, []
    for number in range(12_000):
        at += rng.expovariate(demand.calls_per_s)
        talk = rng.expovariate(1 / demand.handling_s)
        calls.append(Arrival(at, str(number), "q", talk, rng.expovariate(1 / demand.patience_s)))
    staff = {f"a{number}": AgentPlan(f"a{number}") for number in range(agents)}
    plan = Plan(staff, {"q": QueuePlan("q")}, "q", wrap_up_s=0.0)
    done = Simulation(plan, 1).run(calls)
    drawn = Demand(len(calls) / at, mean(one.talk_s for one in calls), mean(one.patience_s for one in calls))
    foretold = service(drawn, agents, 20)
    in_target = sum(wait <= 20 for wait in done.waits_s.values()) / len(calls)
    assert in_target == pytest.approx(foretold.answered_in_target, abs=0.03)
    assert len(done.given_up) / len(calls) == pytest.approx(foretold.abandons, abs=0.02)
