"""Digits of a telephone number that are said to stand at a place, and those that are said double."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ivr.slots.asked import SPOKEN, answer, value

NUMBER = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
WHOLE = "一三八一二三四五六七八"


def spoken(digits: str) -> str:
    return "".join(SPOKEN[int(digit)] for digit in digits)


@pytest.mark.parametrize(
    ("said", "written"),
    {
        "一三九零零双六一二三四": "13900661234",
        "一三九双零双六一二三四": "13900661234",
        "幺三九三个八双零一二三": "13988800123",
        f"{WHOLE}最后一位是七": "13812345677",
        f"{WHOLE}，末位是七": "13812345677",
        f"{WHOLE}后四位是八八六六": "13812348866",
        f"{WHOLE}，前三位是一三六": "13612345678",
        f"{WHOLE}，第四位是九": "13892345678",
        f"{WHOLE}倒数第三位是零": "13812345078",
        f"{WHOLE}中间四位是九九九九": "13899995678",
        f"{WHOLE}最后不是八是七": "13812345677",
        f"{WHOLE}最后一位是七不是八": "13812345677",
        f"{WHOLE}，不对，最后两位是七七": "13812345677",
        "一三八一二三四五六七最后一位是九": "13812345679",
        "前三位一三八，中间四位一二三四，后四位五六七八": "13812345678",
        "前面是一三八，后面是一二三四五六七八": "13812345678",
    }.items(),
)
def test_digits_at_a_place_take_the_place_of_those_there(said: str, written: str) -> None:
    filled = answer("phone", said)
    assert filled is not None
    assert (filled.value, filled.score) == (written, 1.0)


@pytest.mark.parametrize(
    "said",
    [
        f"{WHOLE}最后两位是七",
        f"{WHOLE}中间的五是六",
        f"{WHOLE}，八改成九",
        f"{WHOLE}，是九不是八",
        f"{WHOLE}，最后那个是九",
        f"{WHOLE}，不对，三",
        f"{WHOLE}，错了",
        f"{WHOLE}第四位和第五位是八",
    ],
)
def test_what_was_put_right_unclearly_is_asked_for_again(said: str) -> None:
    filled = answer("phone", said)
    assert filled is not None
    assert filled.score < 0.5


@given(number=NUMBER, count=st.integers(1, 8), right=st.text("0123456789", min_size=8, max_size=8))
def test_any_last_digits_are_put_right(number: str, count: int, right: str) -> None:
    digits = right[:count]
    counted = "零一两三四五六七八"[count]
    said = f"{spoken(number)}，最后{counted}位是{spoken(digits)}"
    assert value("phone", said) == number[:-count] + digits


@given(number=NUMBER)
def test_double_digits_are_understood(number: str) -> None:
    said, at = "", 0
    while at < len(number):
        double = number[at : at + 2] == number[at] * 2
        said += f"双{SPOKEN[int(number[at])]}" if double else SPOKEN[int(number[at])]
        at += 2 if double else 1
    assert value("phone", said) == number
