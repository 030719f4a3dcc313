"""A table of calls, from any other system or from `hotline queues --csv`."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from contracts.errors import HotlineError
from hotline.figures.csv_rows import ALL, WHOLE_DAY
from hotline.figures.forecast.load import HANDLING_S, PATIENCE_S, Expected, Load, together

CALLS, HANDLING = ("calls", "offered"), ("handling_s", "handling_mean_s")
"""Our own name of the column, and that of `hotline queues --csv`."""
LARGEST = 1e6
"""Calls in a half hour, or seconds; more is a mistake."""


class BadCallsFile(HotlineError):
    """The table cannot be read; the text names the line."""


def read_calls(path: Path) -> Load:
    """Half hours as `09:30`. Several days count by their mean. Blocking. Raises `BadCallsFile`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _load(path, csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadCallsFile(f"{path}: {error}") from error


def _load(path: Path, lines: Iterator[list[str]]) -> Load:
    header = [name.strip().lower() for name in next(lines, [])]
    at = _columns(path, header)
    found: defaultdict[tuple[int, str], list[Expected]] = defaultdict(list)
    days: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    every_day: set[str] = set()
    for number, row in enumerate(lines, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise BadCallsFile(f"{path}:{number}: {len(row)} cells, the first line has {len(header)}")
        cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
        if cells["half_hour"] == WHOLE_DAY or cells["queue"] == ALL:
            continue  # sums of the others
        key = _half_hour(path, number, cells["half_hour"]), cells["queue"]
        if not key[1]:
            raise BadCallsFile(f"{path}:{number}: no queue → write its id")
        day = cells.get("day", "")
        if day in days[key]:
            raise BadCallsFile(f"{path}:{number}: {key[1]} at {cells['half_hour']} is there twice")
        days[key].add(day)
        every_day.add(day)
        calls = _positive(path, number, at["calls"], cells[at["calls"]])
        handling = cells[at["handling"]] if at["handling"] else ""
        seconds = _positive(path, number, at["handling"], handling) if handling else HANDLING_S
        found[key].append(Expected(calls, seconds or HANDLING_S))
    if not found:
        raise BadCallsFile(f"{path}: no calls in it → a line for each half hour and queue")
    expected = {}
    for key, several in found.items():
        one = together(several)
        expected[key] = Expected(one.calls / len(every_day), one.handling_s or HANDLING_S)
    return Load(expected, PATIENCE_S, 0.0)


def _columns(path: Path, header: list[str]) -> dict[str, str]:
    """The names of the columns of calls and of handling time; the latter may be missing."""
    calls = next((name for name in CALLS if name in header), "")
    if "half_hour" not in header or "queue" not in header or not calls:
        raise BadCallsFile(f"{path}:1: the first line must name half_hour, queue and calls → add it")
    if len(set(header)) < len(header):
        raise BadCallsFile(f"{path}:1: a column is there twice")
    return {"calls": calls, "handling": next((name for name in HANDLING if name in header), "")}


def _half_hour(path: Path, number: int, text: str) -> int:
    hour, _, minute = text.partition(":")
    if hour.isascii() and hour.isdecimal() and len(hour) <= 2 and int(hour) < 24 and minute in ("00", "30"):
        return int(hour) * 2 + (minute == "30")
    raise BadCallsFile(f"{path}:{number}: half_hour {text!r} → 09:00 or 09:30")


def _positive(path: Path, number: int, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= LARGEST:
        raise BadCallsFile(f"{path}:{number}: {column} {text!r} → a number from 0")
    return value
