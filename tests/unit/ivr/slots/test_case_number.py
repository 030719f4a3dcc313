"""The number of a case in what callers say and type."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.case_numbers import new_case_number
from ivr.dialogue.cases.draft import number_aloud
from ivr.slots.numbers.case_number import case_number_answer

NUMBERS = st.dates(date(2020, 1, 1), date(2099, 12, 31)).map(new_case_number)


@given(NUMBERS)
def test_it_is_understood_as_it_is_said_to_callers(number: str) -> None:
    assert case_number_answer(number_aloud(number)) == number
    assert case_number_answer(f"工单号是{number_aloud(number)}。") == number
    assert case_number_answer(number) == number


@pytest.mark.parametrize(
    "text", ["", "没有", "13912345678", "二六一一二九", "2026112100123", "我家停水三天了"]
)
def test_what_is_none_is_none(text: str) -> None:
    assert case_number_answer(text) is None


@given(st.text(max_size=60))
def test_nothing_breaks_it(text: str) -> None:
    found = case_number_answer(text)
    assert found is None or len(found) == 12
