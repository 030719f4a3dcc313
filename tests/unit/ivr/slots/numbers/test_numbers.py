"""Telephone numbers and other numbers, as they are spoken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.slots import Filled
from tests.unit.ivr.slots.asked import SPOKEN, answer, value

DIGITS = st.text("0123456789", min_size=8, max_size=8)


WHOLE_NUMBERS = {
    "一三八 一二三四 五六七八": "13812345678",
    "幺三八洞洞幺三八洞洞洞": "13800138000",
    "我的电话是13812345678": "13812345678",
    "138开头，后面是12345678": "13812345678",
    "一三八一二三四五六七八，不对，是七八九零": "13812347890",
    "138 1234 不对 是1244 5678": "13812445678",
    "不是138，是139 1234 5678": "13912345678",
    "一三八一二三四五六七八，说错了，前三位是一三九": "13912345678",
    "张三，一三九一二三四五六七八": "13912345678",
    "三号楼，电话13800138000": "13800138000",
    "+86 138 1234 5678": "13812345678",
    "零九三一八八八八八八八转八零一": "0931-8888888转801",
    "區號零二八，八六六六七七七七": "028-86667777",
    "０１０－８８８８６６６６": "010-88886666",
    "4008001234": "4008001234",
    "就打这个电话吧": "来电号码",
}


@pytest.mark.parametrize(("said", "written"), WHOLE_NUMBERS.items())
def test_telephone_numbers(said: str, written: str) -> None:
    filled = answer("phone", said)
    assert filled is not None
    assert (filled.value, filled.said, filled.score) == (written, said, 1.0)


def test_an_unfinished_number_scores_as_much_as_there_is_of_it() -> None:
    short, longer, local = (
        answer("phone", said) for said in ("13812", "一三八一二三四五六七", "八八六六七七八")
    )
    assert short is not None
    assert longer is not None
    assert local is not None
    assert short.score < longer.score < 0.5 < local.score < 1
    assert longer.value == "1381234567"


def test_digits_are_known_by_their_sound_where_only_one_number_fits() -> None:
    for said in ("要三八一二三四五六七八", "一三巴一二三四五六七八", "就一三八一二三四午六七八"):
        assert answer("phone", said) == Filled("13812345678", said, 0.9)
    doubtful = answer("phone", "一三八就一二三四五六七")
    assert doubtful is not None
    assert doubtful.score < 0.5, "九, or a word between two groups"
    assert value("phone", "一三八一二三四五六七吧") == "1381234567"


@pytest.mark.parametrize("said", ["没有", "不方便说", "我不知道啊", "", "喂喂"])
def test_no_number(said: str) -> None:
    assert answer("phone", said) is None


def test_another_reading_helps_an_unfinished_number() -> None:
    assert value("phone", "一三八一二三四五六七", "一三八一二三四五六七八") == "13812345678"
    assert value("phone", "一三八一二三四五六七八", "一三九一二三四五六七八") == "13812345678"


NUMBERS = {
    "工单号二零二六零五零一零零三": "20260501003",
    "GD 二零二六 幺幺": "GD202611",
    "A杠三杠二": "A-3-2",
    "三千五百块": "3500元",
    "三块五": "3.5元",
    "一共欠了我两万三": "23000",
    "百分之二十": "20%",
    "三点五万": "3.5万",
    "两千多块": "2000多元",
    "五六个": "5至6个",
    "三千，不对，是四千块": "4000元",
    "尾号是8876": "8876",
}


@pytest.mark.parametrize(("said", "written"), NUMBERS.items())
def test_numbers(said: str, written: str) -> None:
    assert value("number", said) == written


@pytest.mark.parametrize(
    "said",
    [
        "等一下我找一下",
        "等我一下",
        "等我两分钟",
        "我第一次打这个电话",
        "我一个人在家",
        "扫二维码那个吗",
        "一会儿告诉你",
        "你再说一遍",
    ],
)
def test_a_digit_in_a_sentence_is_no_number(said: str) -> None:
    assert answer("number", said) is None


@pytest.mark.parametrize(
    ("said", "written"),
    {
        "一": "1",
        "就是二吧": "2",
        "大概十二": "12",
        "一个": "1个",
        "等一下，二零二六零一": "202601",
        "A3": "A3",
    }.items(),
)
def test_a_short_number_counts_when_it_is_the_whole_answer(said: str, written: str) -> None:
    assert value("number", said) == written


def test_a_rough_number_scores_less() -> None:
    rough, exact = answer("number", "大概三百"), answer("number", "三百")
    assert rough is not None
    assert exact is not None
    assert rough.value == exact.value
    assert rough.score < exact.score


@given(second=st.sampled_from("3456789"), rest=DIGITS, grouped=st.booleans(), spoken=st.booleans())
@settings(max_examples=150)
def test_every_mobile_number_is_understood(second: str, rest: str, grouped: bool, spoken: bool) -> None:
    number = f"1{second}{rest}0"
    said = f"{number[:3]} {number[3:7]}，{number[7:]}" if grouped else number
    if spoken:
        said = "".join(SPOKEN[int(digit)] if digit.isdigit() else digit for digit in said)
    assert value("phone", said.replace("一", "幺") if spoken and grouped else said) == number


@given(number=st.integers(min_value=1, max_value=99_999_999))
@settings(max_examples=150)
def test_every_number_of_digits_is_understood(number: int) -> None:
    spoken = "".join(SPOKEN[int(digit)] for digit in str(number))
    assert value("number", f"单号是{spoken}") == value("number", str(number)) == str(number)
