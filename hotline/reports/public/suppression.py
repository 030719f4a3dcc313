"""Which numbers of a set of sums may be told, so that none of few people can be computed back.

First every number of few people is left out. Then whoever reads is taken to know every number that is told,
and which parts are none at all; linear programming finds the least and the most that a number left out may
be. Where these lie too close together, further numbers are left out, the smallest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotline.reports.public.atoms import FEW

Numbers = NDArray[np.float64]
WIDE = float(FEW)
"""So far apart the least and the most must be at least."""
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Sum:
    """A number that might be told: of the parts at these places."""

    parts: frozenset[int]
    value: int
    few: bool
    """Of few people."""
    row: str
    column: str
    total: bool = False
    """Left out last: readers want it most."""


def hidden(sums: Mapping[str, Sum], parts: int) -> frozenset[str]:
    """Keys of those that are not to be told; `parts`: how many there are."""
    secret = {key for key, one in sums.items() if one.few}
    left_out = set(secret)
    while exposed := _exposed(sums, secret, left_out, parts):
        if not (more := {key for one in exposed if (key := _next(sums, one, left_out)) is not None}):
            break
        left_out |= more
    return frozenset(left_out)


def bounds(sums: Mapping[str, Sum], told: Iterable[str], wanted: str, parts: int) -> tuple[float, float]:
    """The least and the most that a sum can be for whoever knows those that are told."""
    shown = [sums[key] for key in told]
    known = _matrix(shown, parts), np.array([one.value for one in shown], float)
    return _least(sums[wanted], *known, parts), -_least(sums[wanted], *known, parts, most=True)


def _exposed(sums: Mapping[str, Sum], secret: set[str], left_out: set[str], parts: int) -> list[str]:
    told = [key for key in sums if key not in left_out]
    found = []
    for key in sorted(secret):
        least, most = bounds(sums, told, key, parts)
        if most - least < WIDE - _ROUNDING:
            found.append(key)
    return found


def _next(sums: Mapping[str, Sum], key: str, left_out: set[str]) -> str | None:
    """The smallest number of the same row or column; where none is left, of any."""
    mine = sums[key]
    rest = [(name, one) for name, one in sums.items() if name not in left_out and one.value > 0]
    near = [(name, one) for name, one in rest if one.row == mine.row or one.column == mine.column]
    candidates = [(one.total, one.value, name) for name, one in near or rest]
    return min(candidates)[2] if candidates else None


def _matrix(sums: Iterable[Sum], parts: int) -> Numbers:
    rows = [[float(at in one.parts) for at in range(parts)] for one in sums]
    return np.array(rows, float).reshape(len(rows), parts)


def _least(wanted: Sum, known: Numbers, values: Numbers, parts: int, *, most: bool = False) -> float:
    """Of what is searched for; minus the most. Infinite where nothing limits it."""
    from scipy.optimize import linprog  # late: its import takes as long as that of all reports

    aim = np.array([float(at in wanted.parts) for at in range(parts)]) * (-1 if most else 1)
    limits = {"A_eq": known, "b_eq": values} if len(values) else {}
    done = linprog(aim, **limits, bounds=(0, None), method="highs")
    return float(done.fun) if done.status == 0 else -np.inf
