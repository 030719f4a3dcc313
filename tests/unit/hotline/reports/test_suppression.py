"""Nothing of fewer than five people is told, and nothing that it could be computed from."""

from __future__ import annotations

import random

import pytest

from hotline.reports.counts import QueueCounts
from hotline.reports.public.atoms import FEW, Atom
from hotline.reports.public.public import COLUMNS, public_sheets
from hotline.reports.public.suppression import Sum, bounds, hidden
from hotline.reports.report import HIDDEN, Sheet


def atom(category: str, unit: str, cases: int, *, state: str = "closed", timely: int = 0) -> Atom:
    people = frozenset(f"{category} {unit} {state} {at}" for at in range(min(cases, FEW)))
    ended = 0 if state == "running" else cases
    return Atom(category, unit, state, timely, cases, people, ended, ended * 86_400.0)


def sheet(sheets: tuple[Sheet, ...], id: str) -> dict[str, dict[str, object]]:
    found = next(one for one in sheets if one.id == id)
    return {str(row[0]): dict(zip(COLUMNS, row[1:], strict=True)) for row in found.rows}


def test_what_is_large_is_told() -> None:
    told = sheet(public_sheets([atom("供水", "甲", 40), atom("城管", "乙", 30)], QueueCounts()), "categories")
    assert told["供水"]["opened"] == 40
    assert told["供水"]["mean_days"] == 1.0
    assert told["*"]["opened"] == 70
    assert not any(value == HIDDEN for row in told.values() for value in row.values())


def test_a_number_of_few_people_is_not_told_nor_its_only_neighbour() -> None:
    atoms = [atom("供水", "甲", 40), atom("城管", "乙", 30), atom("其他", "丙", 3)]
    told = sheet(public_sheets(atoms, QueueCounts()), "categories")
    assert told["其他"]["opened"] == HIDDEN
    assert told["*"]["opened"] == 73
    assert [name for name, row in told.items() if row["opened"] == HIDDEN] == ["城管", "其他"]
    assert told["城管"]["mean_days"] == HIDDEN


def test_units_do_not_tell_what_categories_hide() -> None:
    atoms = [atom("供水", "甲", 40), atom("城管", "乙", 30), atom("其他", "丙", 3), atom("教育", "丁", 20)]
    sheets = public_sheets(atoms, QueueCounts())
    by_category, by_unit = sheet(sheets, "categories"), sheet(sheets, "units")
    pairs = (("供水", "甲"), ("城管", "乙"), ("其他", "丙"), ("教育", "丁"))
    for category, unit in pairs:  # each unit is one category: whoever knows one knows the other
        assert (by_category[category]["opened"] == HIDDEN) == (by_unit[unit]["opened"] == HIDDEN)


def test_many_cases_of_one_person_are_of_few_people() -> None:
    many = Atom("供水", "甲", "closed", 0, 200, frozenset({"one"}), 200, 86_400.0)
    told = sheet(
        public_sheets([many, atom("城管", "乙", 30), atom("教育", "丁", 20)], QueueCounts()), "categories"
    )
    assert told["供水"]["opened"] == HIDDEN


def test_a_share_does_not_tell_of_the_late_ones() -> None:
    atoms = [
        atom("供水", "甲", 96, timely=1),
        atom("供水", "甲", 2, timely=2),
        atom("城管", "乙", 50, timely=1),
    ]
    told = sheet(public_sheets(atoms, QueueCounts()), "categories")
    assert told["供水"]["in_time_percent"] == HIDDEN
    assert told["*"]["in_time_percent"] == HIDDEN


def test_the_telephones_tell_of_no_few() -> None:
    few = QueueCounts(offered=50, answered=47, answered_15_s=40, answered_in_target=40, abandoned=3)
    rows = dict(public_sheets([], few)[0].rows)
    assert rows["answered"] == HIDDEN
    assert rows["level_gb_percent"] == 80.0
    assert dict(public_sheets([], QueueCounts(offered=4, answered=4))[0].rows)["offered"] == HIDDEN


def test_nothing_at_all_is_no_trouble() -> None:
    sheets = public_sheets([], QueueCounts())
    assert [one.id for one in sheets] == ["summary", "categories", "units"]
    assert sheet(sheets, "categories")["*"]["opened"] == 0


@pytest.mark.parametrize("seed", range(6))
def test_whoever_reads_all_that_is_told_computes_nothing(seed: int) -> None:
    """Seen from outside: of every number left out for its few people the least and the most lie apart."""
    dice = random.Random(seed)
    atoms = [
        atom(
            f"c{dice.randrange(6)}",
            f"u{dice.randrange(5)}",
            dice.choice((1, 2, 3, 4, 8, 20, 60)),
            state=state,
        )
        for _ in range(14)
        for state in ("running", "closed")
    ]
    parts = {(one.category, one.unit, one.state): one for one in atoms}
    kept = list(parts.values())
    sums = {}
    for name in ("category", "unit", "state"):
        for value in {getattr(one, name) for one in kept}:
            places = frozenset(at for at, one in enumerate(kept) if getattr(one, name) == value)
            count = sum(kept[at].cases for at in places)
            sums[f"{name} {value}"] = Sum(places, count, count < FEW, name, name)
    total = sum(one.cases for one in kept)
    sums["all"] = Sum(frozenset(range(len(kept))), total, few=False, row="all", column="all", total=True)
    secret = hidden(sums, len(kept))
    told = [key for key in sums if key not in secret]
    for key, one in sums.items():
        if one.few:
            assert key in secret
            least, most = bounds(sums, told, key, len(kept))
            assert most - least >= FEW - 1e-3
