"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is. Only FAIL keeps the service from working."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    """The result of one check."""

    part: str
    """What was looked at, e.g. "Asterisk modules"."""
    level: Level
    found: str
    """What is the case, in one line."""
    mend: str = ""
    """What to do about it, in one sentence; empty when nothing is to do."""


def ok(part: str, found: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(part, Level.OK, found)


def warn(part: str, found: str, mend: str) -> Finding:
    """Return a finding the service can live with."""
    return Finding(part, Level.WARN, found, mend)


def fail(part: str, found: str, mend: str) -> Finding:
    """Return a finding that keeps the service from working."""
    return Finding(part, Level.FAIL, found, mend)
