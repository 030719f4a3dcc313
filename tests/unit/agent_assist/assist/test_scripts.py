"""The step that a talk is in, told by what was said; the shipped words for every one of them."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.assist.assistance import noted
from agent_assist.assist.quality.settings import RULES
from agent_assist.assist.scripts.settings import ScriptSettings, scripts_by_step
from contracts import ScriptStep
from tests.shipped import shipped_config
from tests.unit.agent_assist.assist.doubles import READER, talk

ASKED = ("a: 您好，请问怎么称呼", "a: 请问地址在哪里")


def step(*lines: str) -> ScriptStep | None:
    return noted(talk(*lines), READER, RULES).step


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ((), "greeting"),
        (("c: 楼下施工太吵",), "greeting"),
        (("a: 您好", "c: 喂，你好"), None),
        (("a: 您好", "c: 楼下施工很吵"), "place"),
        (("a: 您好", "c: 楼下施工很吵", "a: 请问是哪个小区", "c: 嗯"), "name"),
        ((*ASKED, "c: 楼下施工很吵"), None),
        ((*ASKED, "c: 楼下施工都三天了没人管，气死我了"), "soothing"),
        ((*ASKED, "c: 楼下施工，气死我了", "a: 您的心情我理解"), None),
        ((*ASKED, "c: 楼下施工，你们保证今天就解决"), "refusing"),
        ((*ASKED, "c: 楼下施工，什么时候能解决", "a: 要由城管部门调查"), None),
        ((*ASKED, "c: 楼下施工很吵", "a: 好的，请稍等，我查一下"), "takes_long"),
        ((*ASKED, "c: 楼下施工，电话是13800138000", "a: 已经为您登记"), "repeat_back"),
        ((*ASKED, "c: 楼下施工，电话是13800138000", "a: 是13800138000，已经为您登记"), "closing"),
        ((*ASKED, "c: 楼下施工很吵", "a: 还有别的吗", "c: 没有了，谢谢"), "closing"),
        ((*ASKED, "c: 楼下施工很吵", "a: 感谢您的来电，祝您生活愉快"), "survey"),
    ],
)
def test_the_step_is_told_by_what_was_said(lines: tuple[str, ...], wanted: str | None) -> None:
    assert step(*lines) == wanted


def test_where_somebody_is_in_danger_the_place_goes_before_comfort() -> None:
    assert step("a: 您好", "c: 我爸倒在地上，急死我了") == "place"
    assert step("a: 您好，在哪里", "c: 我爸倒在地上，急死我了") == "soothing"


def test_who_wants_secrecy_is_not_asked_for_a_name() -> None:
    assert step("a: 您好，在哪里", "c: 楼下施工很吵，我要匿名，不要透露我的信息") != "name"


@given(st.lists(st.tuples(st.sampled_from("ca"), st.text(max_size=20)), max_size=8))
def test_any_talk_is_in_a_step_or_none(said: list[tuple[str, str]]) -> None:
    assert step(*(f"{who}: {text}" for who, text in said)) in (None, *get_args(ScriptStep))


def test_the_shipped_words_are_there_for_every_step() -> None:
    scripts = scripts_by_step(shipped_config().scripts)
    assert scripts.keys() == set(get_args(ScriptStep))


def test_words_keep_their_order() -> None:
    both = [ScriptSettings(step="closing", text=text) for text in ("一", "二")]
    assert scripts_by_step(both) == {"closing": ["一", "二"]}
