"""A clause that somebody else wrote says nothing but what was said, or is not shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.assist.summary.grounded import grounded

SAID = (
    "我是滨河小区的，楼下烧烤店每天晚上吵到两点",
    "我没有去找过老板，物业也不管",
    "就想让你们来查一下噪声，我电话是138****8000",
)


@pytest.mark.parametrize(
    "clause",
    [
        "市民反映滨河小区楼下烧烤店每天晚上吵到两点",
        "来电人称物业也不管",
        "希望来查一下噪声，联系电话：138****8000",
        "没有去找过老板",
        SAID[0],
    ],
)
def test_what_was_said_shortened_and_joined_is(clause: str) -> None:
    assert grounded(clause, SAID)


@pytest.mark.parametrize(
    "clause",
    [
        "市民反映滨河小区楼下烧烤店每天晚上吵到三点",
        "市民去找过老板",
        "滨河小区有人打架",
        "物业已经处理",
        "市民要求赔偿500元",
        "电话是13912345678",
        "楼下烧烤店在滨河小区",
        "市民反映",
        "",
        "吵" * 500,
        "<b>滨河小区</b>",
    ],
)
def test_what_was_added_changed_turned_around_or_negated_is_not(clause: str) -> None:
    assert not grounded(clause, SAID)


def test_of_other_sentences_than_it_names_it_is_not() -> None:
    assert not grounded("物业也不管", SAID[:1])


@given(st.lists(st.text(alphabet="楼下烧烤店吵不没有我你，", min_size=1, max_size=12), max_size=4), st.data())
def test_a_piece_of_a_sentence_that_begins_it_is(sentences: list[str], data: st.DataObject) -> None:
    long_ones = [one for one in sentences if len(one.strip("，")) > 2]
    if long_ones:
        one = data.draw(st.sampled_from(long_ones))
        assert grounded(one, [one])


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=3))
def test_anything_is_judged(clause: str, sentences: list[str]) -> None:
    assert grounded(clause, sentences) in (True, False)
