"""Configured names are put right where a recogniser misspelled them, and nothing else is touched."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import Word
from ivr.dialects.names import Names
from ivr.dialects.sounds import Sounds
from ivr.dialects.tolerance import ToleranceSettings

NAMES = ["幸福路", "和平北街", "翠竹社区", "锦江", "城南大道", "兴业路", "住房保障中心"]


@pytest.fixture(scope="module")
def sounds() -> Sounds:
    return Sounds(ToleranceSettings().active())


@pytest.fixture(scope="module")
def names(sounds: Sounds) -> Names:
    return Names(NAMES, sounds)


def words(*said: tuple[str, float]) -> list[Word]:
    return [Word(text=text, start_ms=0, end_ms=0, confidence=confidence) for text, confidence in said]


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("我住在性福录三号", "我住在幸福路三号"),  # the same sounds
        ("心福路的路灯坏了", "幸福路的路灯坏了"),  # ing and in are mixed up
        ("和平被接有人占道", "和平北街有人占道"),
        ("在成难大道上", "在城南大道上"),
        ("星夜路和性福路", "兴业路和幸福路"),
        ("锦疆停水了", "锦江停水了"),
        ("崔竹社区和平北接", "翠竹社区和平北街"),
    ],
)
def test_what_sounds_like_a_name_becomes_the_name(names: Names, heard: str, meant: str) -> None:
    assert names.correct(heard) == meant


@pytest.mark.parametrize(
    "heard",
    [
        "",
        "路",
        "我住在幸福路三号",
        "今天早上停水了到现在都没有来",
        "楼上装修吵得睡不着",
        "金钱问题",  # a short name must be heard exactly
        "hello 123 🙂",
        "我要投诉物业乱收费",
    ],
)
def test_other_text_stays_as_it_is(names: Names, heard: str) -> None:
    assert names.correct(heard) == heard
    assert names.corrections(heard) == []


def test_words_the_recogniser_is_sure_of_stay_unless_they_sound_the_same(names: Names) -> None:
    sure = words(("新", 1), ("服务", 1), ("录", 1))
    assert names.correct("新服务录", sure) == "新服务录"
    assert names.correct("成安大道", words(("成安", 0.99), ("大道", 0.99))) == "成安大道"
    assert names.correct("城男大道", words(("城男", 0.99), ("大道", 0.99))) == "城南大道"
    assert names.correct("星业录", words(("星业录", 0.99))) == "星业录", "one whole word"


def test_where_two_names_are_meant_equally_neither_is_put_in(sounds: Sounds) -> None:
    assert Names(["幸福路", "新湖路"], sounds).correct("新福路堵车") == "新福路堵车"


def test_it_tells_where_and_how_far(names: Names) -> None:
    (one,) = names.corrections("我在心福路口")
    assert (one.begin, one.end, one.name) == (2, 5, "幸福路")
    assert 0 < one.cost < 0.5


def test_a_name_late_in_a_long_text_is_found(names: Names) -> None:
    text = "停水了" * 40 + "性福录" + "停电了" * 40
    assert names.correct(text) == text.replace("性福录", "幸福路")


def test_ten_thousand_names_and_those_that_cannot_be_put_in(sounds: Sounds) -> None:
    parts = (
        "东南西北中上下前后里",
        "福安康宁泰吉祥如意和",
        "金银铜铁锡玉珠石木水火土山川江河湖海云雨风雪霜露虹",
        "路街巷坊",
    )
    many = ["".join(name) for name in product(*parts)]
    names = Names([*many, *NAMES, "路", "很" * 30, "", *NAMES], sounds)
    assert len(names) == 10_000 + len(NAMES)
    assert names.correct("我住在性福录") == "我住在幸福路"


@given(st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    names = Names(NAMES, Sounds({}))
    found = names.corrections(text)
    assert all(0 <= one.begin < one.end <= len(text) for one in found)
    assert all(one.end <= other.begin for one, other in pairwise(found))


def test_a_number_stays_a_number(sounds: Sounds) -> None:
    names = Names(["五一路", "九九街"], sounds)
    assert names.correct("电话一三八一五一六七八九九") == "电话一三八一五一六七八九九"
    assert names.correct("五一录八号") == "五一路八号"
