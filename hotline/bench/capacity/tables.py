"""The tables of docs/capacity.md, made of what `hotline capacity` computes: run this with --write."""

from __future__ import annotations

import sys
from pathlib import Path

from contracts.generated import write_or_check
from hotline.bench.capacity.needs import Needs, figures, needs
from hotline.machine.paths import CHECKOUT

PAGE = CHECKOUT / "docs" / "capacity.md"
SIZES = ((350, 35), (2300, 200), (11_000, 1000))
"""Calls in the busiest hour, seats."""
BEGIN, END = "<!-- made by hotline.bench.capacity.tables -->", "<!-- end -->"


def rows(found: Needs) -> dict[str, str]:
    """What is shown of a size, by its name: a row a figure, in the unit that its name ends with."""
    traffic, result = found.traffic, found.traffic.service
    return {
        "calls in the busiest hour": f"{traffic.calls:,}",
        "seats": f"{traffic.seats:,}",
        "answered within 15 s of queueing, %": f"{100 * result.answered_in_target:.1f}",
        "mean wait, s": f"{result.mean_wait_s:,.1f}",
        "at once: with the machine": f"{traffic.asking:,.0f}",
        "at once: waiting": f"{traffic.waiting:,.0f}",
        "at once: talking": f"{traffic.talking:,.0f}",
        "most at once (all but one moment in 1,000)": f"{traffic.at_once_most:,}",
        "more at once than was measured on one machine": "yes: extrapolated" if found.extrapolated else "no",
        "nodes (Asterisk and service)": f"{found.nodes:,}",
        "recogniser streams": f"{found.streams:,}",
        "second pass: reading processes": f"{found.second_pass_processes:,}",
        "cores: first pass": f"{found.first_pass_cores:,.1f}",
        "cores: second pass": f"{found.second_pass_cores:,.1f}",
        "cores: Asterisk": f"{found.asterisk_cores:,.1f}",
        "cores: service": f"{found.service_cores:,.1f}",
        "cores, all": f"{max(1, round(found.cores)):,}",
        "memory, GiB": f"{found.memory_gib:,.0f}",
        "UDP ports for voice": f"{found.rtp_ports:,}",
        "voice each way, Mbit/s": f"{found.network_mbit_s:,.1f}",
        "database: rows/s": f"{found.rows_per_s:,.0f}",
        "database: connections": f"{found.connections:,}",
        "database in a year, GiB": f"{found.database_gib_per_year:,.0f}",
        "broker: messages/s": f"{found.messages_per_s:,.0f}",
        "broker, Mbit/s": f"{found.messages_kbit_s / 1000:,.1f}",
        "recordings in a year, if all talks are recorded, GiB": f"{found.recordings_gib_per_year:,.0f}",
    }


def page() -> str:
    """The page with its tables as they are now. Raises ValueError where their place is not to be found."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, there, after = rest.partition(END)
    if not there:
        raise ValueError(f"{PAGE} has no place for the tables")
    return f"{before}{BEGIN}\n{_sizes()}\n{_figures()}{END}{after}"


def _sizes() -> str:
    found = [rows(needs(calls, seats)) for calls, seats in SIZES]
    lines = [
        "| | " + " | ".join(f"{seats:,} seats" for _, seats in SIZES) + " |",
        "|---|" + "---:|" * len(SIZES),
    ]
    lines += [f"| {name} | " + " | ".join(one[name] for one in found) + " |" for name in found[0]]
    return "\n".join(lines) + "\n"


def _figures() -> str:
    lines = ["| figure | value | unit | | from |", "|---|---:|---|---|---|"]
    lines += [
        f"| `{name}` | {_grouped(one.value)} | {one.unit} | {one.source} | {one.how} |"
        for name, one in figures().items()
    ]
    return "\n".join(lines) + "\n"


def _grouped(value: float) -> str:
    """All its digits, thousands told apart."""
    return f"{value:,.10g}"


def rendered() -> dict[Path, str]:
    """The file and what must stand in it."""
    return {PAGE: page()}


def main(arguments: list[str]) -> int:
    """Runs the command line; returns the exit status."""
    return write_or_check("hotline.bench.capacity.tables", rendered(), arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
