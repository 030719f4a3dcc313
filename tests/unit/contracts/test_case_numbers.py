"""The number of a case: one misheard digit, or two in the wrong order, is no other case."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from contracts.case_numbers import LENGTH, grouped, is_case_number, new_case_number

NUMBERS = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(new_case_number)


@given(NUMBERS)
def test_a_new_number_is_one(number: str) -> None:
    assert len(number) == LENGTH
    assert is_case_number(number)
    assert "".join(grouped(number)) == number


@given(NUMBERS, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_one_digit_that_was_misheard_makes_no_number(number: str, place: int, more: int) -> None:
    wrong = str((int(number[place]) + more) % 10)
    assert not is_case_number(number[:place] + wrong + number[place + 1 :])


@given(st.text())
def test_what_has_another_form_is_none(text: str) -> None:
    assert is_case_number(text) <= (len(text) == LENGTH and text.isdecimal())


def test_digits_of_other_scripts_are_none() -> None:
    number = new_case_number(date(2026, 11, 29))
    assert not is_case_number(number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
