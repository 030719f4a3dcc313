"""Which number is which, and which are never on the list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.records.database.screening.table import caller_key
from tests.unit.hotline.calls.screening.parts import NUMBER


@pytest.mark.parametrize(
    "number", [NUMBER, "+8613800138000", "013800138000", "8613800138000", "138 0013-8000"]
)
def test_a_number_is_the_same_however_it_is_written(number: str) -> None:
    assert caller_key(number) == NUMBER


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        (("010-12345678", "+861012345678", "8601012345678", "00861012345678"), "01012345678"),
        (("0571 8765 4321", "+8657187654321", "+86 571 8765 4321"), "057187654321"),
        (("0931-8888888", "+869318888888"), "09318888888"),
        (("400-123-4567", "+864001234567", "04001234567"), "4001234567"),
    ],
)
def test_a_landline_is_the_same_with_its_area_code_and_from_abroad(
    numbers: tuple[str, ...], key: str
) -> None:
    assert [caller_key(number) for number in numbers] == [key] * len(numbers)


@pytest.mark.parametrize("number", ["+1 310 555 1234", "0013105551234", "+0013105551234"])
def test_a_number_of_another_country_is_nobody_elses_mobile(number: str) -> None:
    assert caller_key(number) == "+13105551234"
    assert caller_key("13105551234") == "13105551234"


@pytest.mark.parametrize("number", ["", "anonymous", "unknown", "110", "12345", "8001", "alice", "张三", "+"])
def test_withheld_and_short_numbers_are_never_on_the_list(number: str) -> None:
    assert caller_key(number) is None


@given(st.text(max_size=60) | st.from_regex(r"(\+|00){0,2}(86|1|44)?0?[1-9][0-9]{5,11}", fullmatch=True))
def test_any_caller_has_a_key_or_none(number: str) -> None:
    key = caller_key(number)
    assert key is None or caller_key(key) == key
