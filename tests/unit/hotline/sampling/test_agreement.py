"""Cohen's kappa, on numbers that are known."""

from __future__ import annotations

import pytest

from hotline.records.database.samples.table import Score
from hotline.sampling.agreement import agreements, kappa


def pairs(**counts: int) -> list[tuple[int, int]]:
    return [(int(key[1]), int(key[2])) for key, count in counts.items() for _ in range(count)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (pairs(p11=20, p10=5, p01=10, p00=15), 0.4),  # the example that every textbook has
        (pairs(p11=45, p10=15, p01=25, p00=15), 0.13),
        (pairs(p11=25, p10=35, p01=5, p00=35), 0.259),
        (pairs(p11=5, p00=5), 1.0),
        (pairs(p10=5, p01=5), -1.0),
        (pairs(p11=9), None),
        ([], None),
    ],
)
def test_kappa(given: list[tuple[int, int]], expected: float | None) -> None:
    assert kappa(given) == expected


def test_every_two_who_scored_the_same_are_compared() -> None:
    def score(sample: int, scorer: str, **points: int) -> Score:
        return Score(sample, scorer, 0.0, points, "")

    found = agreements(
        [
            [score(1, "b", tone=1, facts=3), score(1, "a", tone=1, facts=2)],
            [score(2, "a", tone=0, facts=3), score(2, "b", tone=0, facts=3)],
            [score(3, "a", tone=0, facts=3)],
        ]
    )
    assert [(one.one, one.other, one.item, one.samples) for one in found] == [
        ("a", "b", "", 2), ("a", "b", "facts", 2), ("a", "b", "tone", 2),
    ]  # fmt: skip
    assert [one.same_percent for one in found] == [75.0, 50.0, 100.0]
    assert found[2].kappa == 1.0
