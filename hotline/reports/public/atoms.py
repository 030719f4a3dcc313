"""The smallest parts that a public report's numbers are sums of, and how many people stand behind a sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FEW = 5
"""People below which nothing is told."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Cases of one category and unit, in one state, in time or not."""

    category: str
    """Of the first level."""
    unit: str
    state: str
    """running, answered or closed."""
    timely: int
    """0: without a deadline, 1: in time, 2: late."""
    cases: int
    people: frozenset[str]
    """Keyed hashes, no more than it takes to see that they are enough; those who are not known are one."""
    done: int = 0
    """Of the cases: with an end."""
    done_s: float = 0.0
    """From opening to the end, of these together."""


def cases(atoms: Iterable[Atom]) -> int:
    return sum(atom.cases for atom in atoms)


def few(atoms: Iterable[Atom]) -> bool:
    """Whether some people stand behind them, and fewer than may be told."""
    found: set[str] = set()
    for atom in atoms:
        found |= atom.people
    return 0 < len(found) < FEW
