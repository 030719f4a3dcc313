"""Agents for each queue and half hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace

from contracts import ALL_QUEUES
from hotline.figures.csv_rows import csv_text, queue_cell
from hotline.figures.forecast.erlang import Demand, agents_needed, service
from hotline.figures.forecast.load import HALF_HOURS, Expected, Load, together
from hotline.figures.half_hours import HALF_HOUR_S, clock


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be reached."""

    level: float
    """0 to below 1, of answered in target and all others but those who hung up at once."""
    target_s: float
    short_s: float


@dataclass(frozen=True, slots=True)
class Need:
    """One queue in one half hour."""

    half_hour: str
    """09:30"""
    queue: str
    """`*`: all queues together, where everybody serves every queue."""
    calls: float
    handling_s: float
    agents: int
    """At their phones: breaks, leave and training come on top."""
    level_percent: float
    abandoned_percent: float
    occupancy_percent: float


def needs(load: Load, wanted: Wanted) -> list[Need]:
    """For every half hour in which somebody calls: all together first, then each queue."""
    found, queues = [], load.queues
    for number in range(HALF_HOURS):
        each = [(queue, load.expected[number, queue]) for queue in queues if (number, queue) in load.expected]
        for queue, expected in ((ALL_QUEUES, together(one for _, one in each)), *each):
            if expected.calls > 0:
                found.append(_need(load, wanted, number, queue, expected))
    return found


def _need(load: Load, wanted: Wanted, number: int, queue: str, expected: Expected) -> Need:
    """A phone that rings holds an agent, and the caller waits meanwhile."""
    demand = Demand(expected.calls / HALF_HOUR_S, expected.handling_s + load.ring_s, load.patience_s)
    target_s = max(0.0, wanted.target_s - load.ring_s)
    agents = agents_needed(demand, wanted.level, target_s, wanted.short_s)
    found = service(demand, agents, target_s, wanted.short_s)
    return Need(
        half_hour=clock(number),
        queue=queue,
        calls=round(expected.calls, 1),
        handling_s=round(expected.handling_s, 1),
        agents=agents,
        level_percent=round(100 * found.level, 1),
        abandoned_percent=round(100 * found.abandons, 1),
        occupancy_percent=round(100 * found.occupancy, 1),
    )


def needs_csv(found: Sequence[Need]) -> str:
    """A row for each queue and half hour; all together are `all`."""
    columns = [field.name for field in fields(Need)]
    return csv_text(columns, (astuple(replace(one, queue=queue_cell(one.queue))) for one in found))
