"""Numbers that are dictated in groups, with breaths between them, and groups that are said anew."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.ivr.slots.asked import SPOKEN, answer, value

TICKET = st.text("0123456789", min_size=12, max_size=12)
BREATHS = st.sampled_from(["，", " ", "。", "，呃，", "，然后", "，再"])


CUTS = ([4], [8], [4, 8], [3, 7], [2, 4, 6, 8, 10], [5])


def spoken(digits: str) -> str:
    return "".join(SPOKEN[int(digit)] for digit in digits)


@pytest.mark.parametrize(
    ("said", "written"),
    {
        "二零二五，零四一八，幺幺三零": "202504181130",
        "单号是二零二五 零四一八 零零二六": "202504180026",
        "你记一下，二零二五，然后零四一八，再零零二六": "202504180026",
        "二零二五，两个零，三个六，一二三": "202500666123",
        "二零二五，零四一八，不对，零四一九，零零二六": "202504190026",
        "二零二五，零四一八，零零二六，不对，零四一九": "202504190026",
        "二零二五零四一八，不对，零四一九，零零二六": "202504190026",
        "二零二五零四一八零零二六，不对，后四位是零零二七": "202504180027",
        "二零二五零四一八零零二六，后头四位错了，是零零二七，不是零零二六": "202504180027",
    }.items(),
)
def test_groups_make_one_number(said: str, written: str) -> None:
    filled = answer("number", said)
    assert filled is not None
    assert filled.value == written
    assert filled.score >= 0.5


@pytest.mark.parametrize(
    ("said", "written"),
    {
        "一三六，后面四个五，再来四个七": "13655557777",
        "一三六，五五，两个七，零零三二": "13655770032",
        "一三六五五零一，不对，五五零二，二三四四": "13655022344",
        "一三六，五五零一，二三四四，不对，五五零二": "13655022344",
        "一三六五五零一二三四四，不对不对，后头四位错了，是二三五四，不是二三四四": "13655012354",
        "一三六五五零一二三四四，前头三位不对，是一三七": "13755012344",
    }.items(),
)
def test_groups_make_one_telephone_number(said: str, written: str) -> None:
    filled = answer("phone", said)
    assert filled is not None
    assert (filled.value, filled.score) == (written, 1.0)


@pytest.mark.parametrize(
    "said", ["两千块，三千块", "20250418，20250419", "我有两个单号，20250418和20250419", "三十，四十"]
)
def test_two_numbers_are_not_made_one(said: str) -> None:
    filled = answer("number", said)
    assert filled is not None
    assert filled.score <= 0.5


@given(ticket=TICKET, breath=BREATHS, cuts=st.sampled_from(CUTS))
@settings(max_examples=150)
def test_a_number_in_breaths_is_the_number_in_one(ticket: str, breath: str, cuts: list[int]) -> None:
    groups = [ticket[begin:end] for begin, end in itertools.pairwise([0, *cuts, len(ticket)])]
    assert value("number", breath.join(map(spoken, groups))) == ticket


@given(ticket=TICKET, at=st.integers(0, 2), digit=st.integers(0, 3), other=st.integers(1, 9))
@settings(max_examples=150)
def test_a_group_said_anew_takes_the_place_of_the_one_it_is_like(
    ticket: str, at: int, digit: int, other: int
) -> None:
    groups = [ticket[:4], ticket[4:8], ticket[8:]]
    wrong = list(groups[at])
    wrong[digit] = str((int(wrong[digit]) + other) % 10)
    said = [*groups[:at], "".join(wrong), "不对", *groups[at:]]
    assert value("number", "，".join(spoken(one) if one.isdigit() else one for one in said)) == ticket
