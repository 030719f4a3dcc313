"""A second need that nothing announces is found beside the first, and hardly ever where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.bench.understanding.sentences import HELD_OUT, sentences
from ivr import Understanding
from ivr.dialects.normalise import PAUSE, STOP
from ivr.understanding.split_requests import clauses
from tests.unit.ivr.understanding.test_understanding import pairs_of


@pytest.mark.parametrize(
    ("text", "main", "second"),
    [
        ("老板两个月没发工资了，居住证也快到期了要换", "wages", "household_register"),
        ("暖气一直不热，楼下还天天摆摊占道", "heating", "vendors"),
        ("我家着火了，门口那条路的路灯全都坏了不亮", "fire", "road"),
    ],
)
def test_what_else_is_wanted_is_found(
    understanding: Understanding, text: str, main: str, second: str
) -> None:
    judgement = understanding.decide(text)
    found = understanding.beside(text, judgement)
    assert [one.intent for one in found] == [main, second]
    assert found[0].queue != found[1].queue


@pytest.mark.parametrize(
    ("text", "main", "second"),
    [
        ("我家着火了快来人，完了再说楼下路灯坏了的事", "fire", "road"),
        ("想问一下公积金怎么提取，再就是老板拖着工资，你都帮我写上", "housing_fund", "wages"),
    ],
)
def test_what_is_announced_needs_less_certainty(
    understanding: Understanding, text: str, main: str, second: str
) -> None:
    found = understanding.beside(text, understanding.decide(text))
    assert [one.intent for one in found] == [main, second]


def test_of_three_needs_all_are_told(understanding: Understanding) -> None:
    text = "家里停水三天了，另外公积金怎么提取，还有老板拖着工资不发"
    found = understanding.beside(text, understanding.decide(text))
    assert {one.intent for one in found} == {"water_outage", "housing_fund", "wages"}


def test_where_the_second_was_taken_for_the_whole_the_first_comes_first(
    understanding: Understanding,
) -> None:
    text = "暖气一直不热，楼下还天天摆摊占道"
    vendors = understanding.decide("楼下天天摆摊占道")
    assert [one.intent for one in understanding.beside(text, vendors)] == ["heating", "vendors"]


def test_most_second_needs_of_sentences_of_the_bench_are_found(understanding: Understanding) -> None:
    """By letters and sounds alone; with the encoder more."""
    several = [one for one in sentences(HELD_OUT) if one.kind == "several" and one.second]
    kept = [
        one.text
        for one in several
        if {need.queue for need in understanding.beside(one.text, understanding.decide(one.text))}
        & set(one.second.split("|"))
    ]
    assert len(kept) >= 0.65 * len(several)


def test_few_sentences_with_one_need_have_two(understanding: Understanding) -> None:
    texts = [text for part in ("standard", "dialect") for _, text in pairs_of(part)]
    found = [text for text in texts if len(understanding.beside(text, understanding.decide(text))) > 1]
    assert len(found) <= 0.15 * len(texts), found


def test_where_nothing_is_said_nothing_is_beside(understanding: Understanding) -> None:
    for text in ("", "，", "停水了", "嗯，那个，我想一下"):
        judgement = understanding.decide(text)
        assert list(understanding.beside(text, judgement)) == [judgement]


@given(st.text(alphabet=f"停水灯亮{PAUSE}{STOP}", max_size=60))
def test_clauses_lose_nothing_that_was_said(text: str) -> None:
    assert "".join(clauses(text)) == text.replace(PAUSE, "").replace(STOP, "")
