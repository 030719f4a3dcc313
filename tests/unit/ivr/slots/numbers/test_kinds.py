"""Every kind of number: read right, or left as it was said; never another number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ivr.slots.asked import SPOKEN, answer, numeral, value

READ = {
    "signed": {
        "零下八度": "-8度",
        "负十二": "-12",
        "负百分之五": "-5%",
        "零下七八度": "-8至-7度",
        "零下三到六度": "-6至-3度",
    },
    "halves": {
        "四个半月": "4.5个月",
        "五年半": "5.5年",
        "两个半小时": "2.5个小时",
        "六块半": "6.5元",
        "半个月": "半个月",
        "七斤半": "7.5斤",
    },
    "money": {
        "两千八百块零三毛": "2800.3元",
        "九块八毛五": "9.85元",
        "六元七角": "6.7元",
        "四块零七分": "4.07元",
        "八毛": "0.8元",
        "五分钱": "0.05元",
        "2800块零3毛": "2800.3元",
    },
    "one or the other": {
        "六七百块": "600至700元",
        "五六十个": "50至60个",
        "十四五岁": "14至15岁",
        "两三万": "2万至3万",
        "一千四五百": "1400至1500",
        "三五个": "3至5个",
        "两百六七十块": "260至270元",
    },
    "stretches": {
        "四百到六百块": "400至600元",
        "百分之十到二十": "10%至20%",
        "三块五到四块二": "3.5至4.2元",
        "两年到四年": "2至4年",
        "3-5个": "3至5个",
        "一千五到两千": "1500至2000",
    },
    "weights": {"三百两": "300两", "四两": "4两", "五斤二两": "5.2斤", "两百": "200", "两千两百": "2200"},
    "of several units": {
        "两年零四个月": "2年4个月",
        "三小时十分钟": "3小时10分钟",
        "一米八三": "1.83米",
        "三十九度二": "39.2度",
    },
    "shares": {
        "百分之六点五": "6.5%",
        "千分之二": "2‰",
        "四分之三": "3/4",
        "六成": "60%",
        "百分之百": "100%",
    },
    "roughly": {
        "两百来块": "200元左右",
        "三十多个": "30多个",
        "不到四千": "不到4000",
        "六十岁以上": "60岁以上",
    },
    "put right": {
        "六百块，不对，七百": "700元",
        "不是五个是六个": "6个",
        "六百块，哦不，七百": "700元",
        "一共四十，不，四十五个": "45个",
        "六百块啊不七百": "700元",
        "20260501，不对，最后一位是七": "20260507",
        "20260501，前四位是二零二七": "20270501",
    },
}

LEFT = (
    *(
        "几百块",
        "十几个",
        "数十人",
        "好几十个",
        "二十几度",
        "一百好几",
        "上百个",
        "百来块",
        "大半年",
        "五六七个",
    ),
    *("三到五百块", "三到五万", "五到三个", "几百到一千", "六到七成", "百分之五六", "一百块零五"),
    *("两三千到五千", "六七十到八九十", "四个还是五个", "四个不知道是不是五个"),
    *("三个大人五个孩子", "五百或者六百", "三天两头", "十天半个月"),
)
ASKED_AGAIN = (
    *(
        "三千五，不对，六百",
        "三百，不对，五十",
        "三千五百块，不对，五块",
        "20260501，不对，零二",
        "三个，说错了",
    ),
    *("20260501，最后两位是七", "20260501，第三位是七八"),
)


@pytest.mark.parametrize(("said", "written"), [case for kind in READ.values() for case in kind.items()])
def test_a_number_of_any_kind_is_read(said: str, written: str) -> None:
    assert value("number", said) == written


@pytest.mark.parametrize("said", LEFT)
def test_what_is_only_roughly_a_number_stays_as_it_was_said(said: str) -> None:
    filled = answer("number", said)
    assert filled is None or (filled.value.replace(",", "，") == said and filled.score <= 0.7)


@pytest.mark.parametrize("said", ASKED_AGAIN)
def test_what_was_put_right_unclearly_is_asked_for_again(said: str) -> None:
    filled = answer("number", said)
    assert filled is not None
    assert filled.score < 0.5


@pytest.mark.parametrize(
    ("heard", "right"),
    {
        "不到300": "不到300",
        "60以上": "60以上",
        "快50了": "50",
        "300块，不对，350": "350元",
        "20%到30%": "20%至30%",
        "3500块零5毛": "3500.5元",
        "1亿2000万": "1亿2000万",
        "20260501，第11位是九": None,
        "几百到1000": None,
        "三到500块": None,
        "300不到": None,
        "一个300一个500": None,
    }.items(),
)
def test_numbers_are_read_as_the_recogniser_writes_them(heard: str, right: str | None) -> None:
    filled = answer("number", heard)
    if right is None:
        assert filled is None or filled.score <= 0.5
    else:
        assert filled is not None
        assert filled.value == right


@given(
    yuan=st.integers(1, 99), jiao=st.integers(1, 9), fen=st.integers(0, 9), zero=st.sampled_from(["", "零"])
)
def test_every_price_is_understood(yuan: int, jiao: int, fen: int, zero: str) -> None:
    said = f"{numeral(yuan)}块{zero}{SPOKEN[jiao]}毛{SPOKEN[fen] if fen else ''}"
    assert value("number", said) == f"{yuan}.{jiao}{fen or ''}元"


@given(number=st.integers(1, 99), unit=st.sampled_from(["天", "年", "岁", "斤", "度"]))
def test_a_sign_or_a_half_changes_the_number(number: int, unit: str) -> None:
    assert value("number", f"负{numeral(number)}{unit}") == f"-{number}{unit}"
    assert value("number", f"{numeral(number)}{unit}半") == f"{number}.5{unit}"


@given(tens=st.integers(0, 8), ones=st.integers(1, 8), unit=st.sampled_from(["个", "岁", "块", "天"]))
def test_two_numbers_that_follow_each_other_are_one_or_the_other(tens: int, ones: int, unit: str) -> None:
    head = (numeral(10 * tens)) if tens else ""
    said = f"{head}{SPOKEN[ones]}{SPOKEN[ones + 1]}{unit}"
    low, written = 10 * tens + ones, unit.replace("块", "元")
    assert value("number", said) == f"{low}至{low + 1}{written}"


@given(number=st.integers(1, 9999), before=st.sampled_from(["几", "好几", "数"]))
def test_a_number_is_never_taken_out_of_a_vague_one(number: int, before: str) -> None:
    for said in (f"{before}{numeral(number % 90 + 10)}个", f"{numeral(number % 9 * 10 + 10)}几个"):
        filled = answer("number", said)
        assert filled is None or (filled.value, filled.score) == (said, 0.5)
