"""From calls and seats to cores, memory, ports, rows: formulas over `figures.yaml`, nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from contracts.errors import HotlineError
from hotline.figures.forecast.erlang import Demand, Service, agents_needed, service

FIGURES = Path(__file__).with_name("figures.yaml")
HOUR_S = 3600.0
RARE = 3.1
"""Standard deviations of a Poisson number that it exceeds once in a thousand times."""
GB_LEVEL, GB_TARGET_S = 0.95, 15.0
"""GB/T 33358-2016: 95 % are answered within 15 s."""


class TooLittle(HotlineError):
    """Numbers from which nothing can be reckoned; the text says which."""


class Figure(BaseModel):
    """One of the file's."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    value: float
    unit: str
    source: Literal["measured", "assumed", "given"]
    how: str


@cache
def figures() -> Mapping[str, Figure]:
    """Those that ship, by name."""
    data = YAML(typ="safe", pure=True).load(FIGURES.read_text("utf-8"))
    return {name: Figure.model_validate(one) for name, one in data.items()}


def _of(name: str) -> float:
    return figures()[name].value


@dataclass(frozen=True, slots=True)
class Traffic:
    """The busiest hour."""

    calls: int
    seats: int
    service: Service
    asking: float
    """Calls that the machine speaks with, at a moment; the mean, as below."""
    waiting: float
    talking: float

    @property
    def at_once(self) -> float:
        return self.asking + self.waiting + self.talking

    @property
    def at_once_most(self) -> int:
        """All but once in a thousand moments no more are up."""
        return math.ceil(self.at_once + RARE * math.sqrt(self.at_once))


@dataclass(frozen=True, slots=True)
class Needs:
    """Of the whole hotline; what a node needs is this by `nodes`."""

    traffic: Traffic
    nodes: int
    """Machines with an Asterisk and a service, without one to spare."""
    streams: int
    """Of the first pass, at once."""
    first_pass_cores: float
    second_pass_cores: float
    second_pass_processes: int
    asterisk_cores: float
    service_cores: float
    memory_gib: float
    rtp_ports: int
    network_mbit_s: float
    """Each way, all voice of all nodes."""
    rows_per_s: float
    database_gib_per_year: float
    messages_per_s: float
    """To the broker."""
    messages_kbit_s: float
    connections: int
    """To the database."""
    recordings_gib_per_year: float
    extrapolated: bool
    """More is up at once than was ever measured on one machine."""

    @property
    def cores(self) -> float:
        return self.first_pass_cores + self.second_pass_cores + self.asterisk_cores + self.service_cores


def needs(calls: int, seats: int | None = None, talk_s: float | None = None) -> Needs:
    """For so many calls in the busiest hour; without `seats`, as many as answer 95 % within 15 s.

    Raises `TooLittle`.
    """
    traffic = _traffic(calls, seats, talk_s or _of("talk_s"))
    rate, most = calls / HOUR_S, traffic.at_once_most
    share = most / traffic.at_once  # what is reckoned by the mean is wanted for the busiest moment
    nodes = math.ceil(most / _of("calls_per_node"))
    spoken = share * (traffic.asking * _of("asking_speech") + traffic.talking * _of("talking_speech"))
    second = spoken * _of("second_pass_core_s")
    streams = math.ceil(share * (traffic.asking + 2 * traffic.talking))
    processes = math.ceil(second / _of("lane_cores"))
    mean_legs = traffic.at_once + traffic.talking
    legs = share * mean_legs
    year = calls / _of("busiest_hour_share") * _of("days_like_it")
    memory_mib = (
        nodes * (_of("service_mib") + _of("asterisk_mib"))
        + streams * _of("stream_mib")
        + processes * _of("lane_mib")
    )
    gib = 1024.0**3
    return Needs(
        traffic=traffic,
        nodes=nodes,
        streams=streams,
        first_pass_cores=spoken * _of("first_pass_core_s"),
        second_pass_cores=second,
        second_pass_processes=processes,
        asterisk_cores=legs * _of("asterisk_core_s_per_leg_s"),
        service_cores=rate * _of("service_core_s_per_call"),
        memory_gib=memory_mib / 1024,
        rtp_ports=2 * math.ceil(legs),
        network_mbit_s=legs * _of("leg_kbit_s") / 1000,
        rows_per_s=legs * _of("rows_per_leg_s"),
        database_gib_per_year=year * mean_legs / rate * _of("record_bytes_per_leg_s") / gib,
        messages_per_s=legs * _of("messages_per_leg_s"),
        messages_kbit_s=legs * _of("message_bytes_per_leg_s") * 8 / 1000,
        connections=math.ceil(nodes * _of("connections_per_node")),
        recordings_gib_per_year=year * traffic.talking / rate * _of("recording_bytes_per_s") / gib,
        extrapolated=most > _of("calls_measured"),
    )


def _traffic(calls: int, seats: int | None, talk_s: float) -> Traffic:
    """By Erlang A, Palm's M/M/n+M (`hotline/figures/forecast/erlang.py`, tested by Erlang C's)."""
    if calls < 1 or (seats is not None and seats < 1) or talk_s <= 0:
        raise TooLittle("calls, seats and the length of a talk must be above 0")
    rate = calls / HOUR_S
    demand = Demand(rate, talk_s + _of("wrap_up_s"), _of("patience_s"))
    there = seats or agents_needed(demand, GB_LEVEL, GB_TARGET_S)
    found = service(demand, there, GB_TARGET_S)
    answered = rate * (1 - found.abandons)
    return Traffic(calls, there, found, rate * _of("asking_s"), rate * found.mean_wait_s, answered * talk_s)
