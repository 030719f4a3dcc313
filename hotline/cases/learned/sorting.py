"""What was learned of a city's cases: kept in one file, measured on cases that it has not seen."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from contracts.errors import HotlineError
from hotline.cases.learned.machine import Machine, Ranked
from hotline.cases.learned.rows import LearnedRow

FOLDS = 5
FEWEST = 5
"""Cases of a category or unit from which it can be learned."""
SEED = 1
KINDS = ("category", "unit")


class TooFew(HotlineError):
    """Nothing can be learned from so little; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one kind, on cases that were not learned."""

    kind: str
    classes: int
    cases: int
    left_out: int
    """Of classes with too few cases."""
    right: float
    """Share whose first is right."""
    in_two: float
    """Share whose first or runner-up is right."""
    macro_f1: float


class LearnedCases:
    """Categories and units by what is told. Never changes."""

    def __init__(self, machines: dict[str, Machine]) -> None:
        self._machines = machines

    @classmethod
    def of(cls, rows: Sequence[LearnedRow]) -> LearnedCases:
        """Raises `TooFew`. Blocking: see `Machine.learned`."""
        machines = {kind: _machine(usable(rows, kind), kind) for kind in KINDS}
        found = {kind: machine for kind, machine in machines.items() if machine is not None}
        if not found:
            text = (
                f"两个以上的分类各要 {FEWEST} 张工单 / two categories with {FEWEST} cases each are the least"
            )
            raise TooFew(text)
        return cls(found)

    def ranked(self, kind: str, text: str) -> list[Ranked]:
        """Ids with their scores, the likeliest and its runner-up; none where nothing was learned of it."""
        machine = self._machines.get(kind)
        return [] if machine is None else machine.ranked(text)

    def write(self, path: Path) -> None:
        """Whole or not at all. Raises OSError."""
        made = io.BytesIO()
        arrays: dict[str, Any] = {
            name: one
            for kind, machine in self._machines.items()
            for name, one in machine.arrays(kind).items()
        }
        np.savez_compressed(made, **arrays)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_bytes(made.getvalue())
        new.replace(path)

    @classmethod
    def read(cls, path: Path) -> LearnedCases | None:
        """None where nothing was learned yet, or by another version."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                there = [kind for kind in KINDS if f"{kind}_names" in arrays]
                return cls({kind: Machine.of_arrays(kind, arrays) for kind in there})
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None


def usable(rows: Sequence[LearnedRow], kind: str) -> list[LearnedRow]:
    """Those whose class has enough cases."""
    named = [row for row in rows if getattr(row, kind)]
    counts: dict[str, int] = {}
    for row in named:
        counts[getattr(row, kind)] = counts.get(getattr(row, kind), 0) + 1
    return [row for row in named if counts[getattr(row, kind)] >= FEWEST]


def measured(
    rows: Sequence[LearnedRow], kind: str, tell: Callable[[str], None] = lambda _text: None
) -> Figures | None:
    """In five parts, each sorted by what the four others teach; the same text is in one part only. None where
    there are fewer than two classes."""
    known = usable(rows, kind)
    names = [getattr(row, kind) for row in known]
    if len(set(names)) < 2:
        return None
    parts = _parts(known, names)
    first, second = [""] * len(known), [""] * len(known)
    for fold in range(FOLDS):
        tell(f"{kind}: {fold + 1} / {FOLDS}")
        learned = [row for row, part in zip(known, parts, strict=True) if part != fold]
        machine = _machine(learned, kind)
        for at, part in enumerate(parts):
            if part == fold and machine is not None:
                found = [one.name for one in machine.ranked(known[at].text)] + ["", ""]
                first[at], second[at] = found[0], found[1]
    hits = [one == name for one, name in zip(first, names, strict=True)]
    either = [hit or two == name for hit, two, name in zip(hits, second, names, strict=True)]
    left_out = sum(bool(getattr(row, kind)) for row in rows) - len(known)
    return Figures(
        kind,
        classes=len(set(names)),
        cases=len(known),
        left_out=left_out,
        right=round(float(np.mean(hits)), 3),
        in_two=round(float(np.mean(either)), 3),
        macro_f1=round(_macro_f1(names, first), 3),
    )


def _machine(rows: Sequence[LearnedRow], kind: str) -> Machine | None:
    names = [getattr(row, kind) for row in rows]
    if len(set(names)) < 2:
        return None
    return Machine.learned([row.text for row in rows], names, [row.weight for row in rows])


def _parts(rows: Sequence[LearnedRow], names: Sequence[str]) -> list[int]:
    """A part for each, every class spread over all of them."""
    order = np.random.default_rng(SEED).permutation(len(rows))
    of_text: dict[str, int] = {}
    next_of: dict[str, int] = {}
    parts = [0] * len(rows)
    for at in order:
        row, name = rows[at], names[at]
        if row.text not in of_text:
            of_text[row.text] = next_of.get(name, 0) % FOLDS
            next_of[name] = next_of.get(name, 0) + 1
        parts[at] = of_text[row.text]
    return parts


def _macro_f1(wanted: Sequence[str], found: Sequence[str]) -> float:
    scores = []
    for name in set(wanted):
        both = sum(one == other == name for one, other in zip(wanted, found, strict=True))
        scores.append(2 * both / (wanted.count(name) + found.count(name)))
    return float(np.mean(scores))
