"""A day at virtual time: people come as its shape says, work in shifts, and the real machine serves them."""

from __future__ import annotations

from random import Random

from hotline.bench.acd.city import city
from hotline.bench.capacity.day import SHAPE, Day, measure
from telephony.distributor.reducer.events import BreakWanted

SMALL = Day(seats=40, queues=4, busiest_calls=300)


def test_as_many_are_at_work_as_each_hour_wants() -> None:
    at_work = dict.fromkeys(city(SMALL.seats, SMALL.queues, Random(1)).agents, True)
    plan = city(SMALL.seats, SMALL.queues, Random(1))
    for event in SMALL.shifts(plan):
        gone = isinstance(event, BreakWanted)
        assert at_work[event.agent] is gone, "nobody goes who is not there, nobody comes twice"
        at_work[event.agent] = not gone
        hour = int(event.at // 3600)
    assert sum(at_work.values()) == SMALL.at_work(hour)


def test_the_largest_city_s_busiest_hour_has_its_calls() -> None:
    day = Day()
    assert day.calls(SHAPE.index(max(SHAPE))) == 11_000
    assert 100_000 < sum(day.calls(hour) for hour in range(24)) < 130_000
    assert max(day.at_work(hour) for hour in range(24)) <= day.seats


def test_a_small_day_is_served_as_it_was_planned_and_each_time_alike() -> None:
    found = measure(7, day=SMALL)
    again = measure(7, day=SMALL)
    for report in (found, again):
        del report["core_s"]
    assert found == again
    assert found["day"]["calls"] == sum(hour["calls"] for hour in found["hours"])
    assert found["busiest_hour"]["answered_in_15_s_percent"] > 70
    assert found["day"]["given_up_percent"] < 10
    assert found["day"]["emergencies_p99_wait_s"] <= found["day"]["p95_wait_s"] + 60
