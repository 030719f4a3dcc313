"""Delays, spreads and slopes that the desk's bench reckons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.bench.desk.figures import Seen, delays_ms, first_after_ms, slope, spread


def test_each_text_is_timed_until_it_is_shown() -> None:
    written = [Seen(1.0, "我"), Seen(2.0, "我家")]
    shown = [Seen(1.03, "我"), Seen(2.05, "我家")]
    assert delays_ms(written, shown) == pytest.approx([30, 50])


def test_a_text_that_another_overtook_was_waited_for_until_that_one() -> None:
    written = [Seen(1.0, "我"), Seen(1.01, "我家")]
    assert delays_ms(written, [Seen(1.05, "我家")]) == pytest.approx([50, 40])


def test_a_text_that_never_came_is_said() -> None:
    assert delays_ms([Seen(1.0, "我"), Seen(2.0, "我家")], [Seen(1.5, "我")]) == [pytest.approx(500), None]


def test_a_final_that_reads_as_its_partial_changes_nothing() -> None:
    assert delays_ms([Seen(1.0, "我家"), Seen(2.0, "我家")], [Seen(1.1, "我家")]) == pytest.approx([100])


def test_what_was_shown_before_is_not_what_was_written_now() -> None:
    assert delays_ms([Seen(5.0, "我")], [Seen(1.0, "我"), Seen(5.2, "我")]) == pytest.approx([200])


def test_a_clock_that_is_rounded_makes_no_delay_less_than_none() -> None:
    assert delays_ms([Seen(1.0009, "我")], [Seen(1.0, "我")]) == [0.0]


def test_only_what_came_before_the_next_sentence_counts_for_a_sentence() -> None:
    shown = [Seen(1.5, "我"), Seen(6.25, "他")]
    assert first_after_ms([1.0, 3.0, 6.0], shown) == pytest.approx([500, 250])


def test_of_nothing_there_is_no_spread() -> None:
    assert spread([]) is None
    assert spread([3.0, 1.0, 2.0]) == {"n": 3, "p50": 2.0, "p95": 3.0}


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_a_spread_lies_within_what_was_measured(values: list[float]) -> None:
    found = spread(values)
    assert found is not None
    assert min(values) - 0.1 <= found["p50"] <= found["p95"] <= max(values) + 0.1


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_the_slope_of_a_line_is_its_own(rises: int, begins: int) -> None:
    assert slope([(x, begins + rises * x) for x in range(20)]) == pytest.approx(rises, abs=1e-6)


def test_one_point_has_no_slope() -> None:
    with pytest.raises(ValueError, match="two points"):
        slope([(1, 1)])
