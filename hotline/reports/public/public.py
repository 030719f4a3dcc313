"""The tables of the public monthly report. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hotline.reports.counts import QueueCounts, percent
from hotline.reports.public.atoms import FEW, Atom, cases, few
from hotline.reports.public.suppression import Sum, hidden
from hotline.reports.report import HIDDEN, TOTAL, Cell, Sheet

DAY_S = 86_400.0
COLUMNS = ("opened", "running", "replied", "closed", "mean_days", "in_time_percent")
_STATES = ("running", "replied", "closed")
_COUNTS: dict[str, Callable[[Atom], bool]] = {
    "opened": lambda atom: True,
    "running": lambda atom: atom.state == "running",
    "replied": lambda atom: atom.state == "answered",
    "closed": lambda atom: atom.state == "closed",
    "in_time": lambda atom: atom.timely == 1,
    "late": lambda atom: atom.timely == 2,
    "done": lambda atom: atom.state != "running",
}
"""What each number counts; the share in time and the mean tell as much as these do."""


@dataclass(frozen=True, slots=True)
class _Row:
    sheet: str
    name: str
    atoms: tuple[int, ...]


def public_sheets(atoms: Sequence[Atom], queues: QueueCounts) -> tuple[Sheet, ...]:
    """Telephones, categories of the first level and units; `HIDDEN` stands for what is not told."""
    rows = list(_rows(atoms))
    sums = {_key(row, column): one for row in rows for column, one in _sums(row, atoms)}
    secret = hidden(sums, len(atoms))
    means = _means(rows, atoms, secret)
    sheets = [_telephones(queues)]
    for sheet, first in (("categories", "category"), ("units", "unit")):
        mine = [row for row in rows if row.sheet in (sheet, TOTAL)]
        told = tuple(_cells(row, sums, secret, means) for row in mine)
        sheets.append(Sheet(sheet, (first, *COLUMNS), told))
    return tuple(sheets)


def _rows(atoms: Sequence[Atom]) -> Iterator[_Row]:
    """That of all together, then the largest first."""
    for sheet, of in (("categories", "category"), ("units", "unit")):
        places: dict[str, list[int]] = {}
        for at, atom in enumerate(atoms):
            places.setdefault(getattr(atom, of), []).append(at)
        by_size = sorted(places, key=lambda name: (-cases(atoms[at] for at in places[name]), name))
        yield from (_Row(sheet, name, tuple(places[name])) for name in by_size)
    yield _Row(TOTAL, TOTAL, tuple(range(len(atoms))))


def _sums(row: _Row, atoms: Sequence[Atom]) -> Iterator[tuple[str, Sum]]:
    for column, counts in _COUNTS.items():
        places = frozenset(at for at in row.atoms if counts(atoms[at]))
        of = [atoms[at] for at in places]
        total = row.name == TOTAL or column == "opened"
        yield (
            column,
            Sum(places, cases(of), few(of), f"{row.sheet} {row.name}", f"{row.sheet} {column}", total),
        )


def _key(row: _Row, column: str) -> str:
    return f"{row.sheet}/{column}/{row.name}"


def _means(rows: Sequence[_Row], atoms: Sequence[Atom], secret: frozenset[str]) -> dict[str, float]:
    """Days by row. A mean that is left out is never alone in its table, nor of few people."""
    seconds = {_key(row, "done"): sum(atoms[at].done_s for at in row.atoms) for row in rows}
    done = {_key(row, "done"): sum(atoms[at].done for at in row.atoms) for row in rows}
    told = {key for key, count in done.items() if count and key not in secret}
    for sheet in ("categories", "units"):
        mine = {_key(row, "done"): row for row in rows if row.sheet == sheet and done[_key(row, "done")]}
        while left := mine.keys() - told:
            together = [atoms[at] for key in left for at in mine[key].atoms if atoms[at].done]
            if (len(left) > 1 and not few(together)) or not (rest := mine.keys() & told):
                break
            told.remove(min(rest, key=lambda key: (done[key], key)))
    return {key: round(seconds[key] / done[key] / DAY_S, 1) for key in told}


def _cells(
    row: _Row, sums: dict[str, Sum], secret: frozenset[str], means: dict[str, float]
) -> tuple[Cell, ...]:
    def count(column: str) -> Cell:
        key = _key(row, column)
        return HIDDEN if key in secret else sums[key].value

    ended = _key(row, "done")
    mean: Cell = means.get(ended, HIDDEN if sums[ended].value else None)
    in_time, late = count("in_time"), count("late")
    share: Cell = HIDDEN
    if isinstance(in_time, int) and isinstance(late, int):
        share = percent(in_time, in_time + late)
    return (row.name, count("opened"), *(count(column) for column in _STATES), mean, share)


def _telephones(counts: QueueCounts) -> Sheet:
    """A share says how many the rest is."""

    def told(part: int, whole: int, value: Cell) -> Cell:
        return HIDDEN if 0 < part < FEW or 0 < whole - part < FEW else value

    offered, answered = counts.offered, counts.answered
    levelled = counts.answered + counts.abandoned - counts.abandoned_short
    in_time = told(counts.answered_15_s, offered, counts.level_gb_percent)
    level = told(counts.answered_in_target, levelled, counts.level_percent)
    rows = (
        ("offered", told(offered, offered, offered)),
        ("answered", told(answered, offered, answered)),
        ("level_gb_percent", in_time),
        ("level_percent", level),
        ("wait_mean_s", told(answered, answered, counts.wait_mean_s)),
    )
    return Sheet("summary", ("figure", "value"), rows, named=True)
