"""The pruned search for a rise finds what a search over all beginnings finds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.city.surges.focus import Focus

Steps = list[tuple[float, bool]]
STEPS = st.lists(st.tuples(st.floats(0.01, 3.0), st.booleans()), min_size=1, max_size=60)
"""Expected calls since the last word, and whether a call came then."""


def best(steps: Steps) -> float:
    """Over all beginnings, by trying each."""
    found = 0.0
    for begin in range(len(steps)):
        expected = sum(one for one, _ in steps[begin:])
        calls = sum(came for _, came in steps[begin:])
        if calls > expected:
            found = max(found, calls * math.log(calls / expected) - (calls - expected))
    return found


@given(STEPS)
def test_the_pruned_search_is_exact(steps: Steps) -> None:
    focus = Focus()
    for number, (expected, came) in enumerate(steps):
        focus.wait(float(number), 0.0)
        if not came:
            focus.wait(number + 0.5, expected)
            continue
        rise = focus.call(expected)
        assert (rise.evidence if rise else 0.0) == pytest.approx(best(steps[: number + 1]), abs=1e-9)


def test_few_beginnings_are_kept_of_many() -> None:
    focus = Focus()
    for number in range(10_000):
        focus.wait(float(number), 0.5 + number % 3)
        focus.call(0.0)
    assert len(focus.starts) < 40
    assert focus.calls == 10_000


def test_old_beginnings_are_let_go_but_one() -> None:
    focus = Focus()
    for number in range(5):
        focus.wait(float(number), 0.1)
        focus.call(0.0)
    focus.forget_before(100.0)
    assert len(focus.starts) == 1
