"""Replies to the questions of a message that are no plain yes or no."""

from __future__ import annotations

import pytest

from tests.unit.ivr.dialogue.cases.test_message import WHOLE, Leaves, answers, leaves, notes, tells

__all__ = ["leaves"]

LAMP = "我们这里的路灯坏了"


@pytest.mark.parametrize(
    ("answer", "secret"),
    [
        ("不要公开", True),
        ("别公开我的信息", True),
        ("不能让别人知道", True),
        ("要的，不然他们报复我", True),
        ("当然需要，不要告诉物业", True),
        ("没错", True),
        ("匿名吧", True),
        ("随便", True),
        ("不用保密", False),
        ("不需要", False),
        ("可以公开", False),
        ("没必要", False),
        ("不是", False),
        ("没有", False),
    ],
)
def test_who_wants_secrecy_in_any_words_has_it(leaves: Leaves, answer: str, secret: bool) -> None:
    talk = leaves()
    tells(talk, LAMP)
    answers(talk, *WHOLE[:3], answer)
    assert notes(talk)[-1].draft.secret is secret


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("时间不对", "什么时候"),
        ("事情说错了", "什么事"),
        ("地点错了", "什么地方"),
        ("不太对", "哪里不对"),
        ("不完全对", "哪里不对"),
        ("不正确", "哪里不对"),
        ("有误", "哪里不对"),
        ("我没说完", "什么事"),
        ("对，还有一件事", "什么事"),
    ],
)
def test_who_does_not_agree_is_asked_what_is_wrong(leaves: Leaves, answer: str, asked: str) -> None:
    talk = leaves()
    tells(talk, LAMP)
    answers(talk, *WHOLE, answer)
    assert not notes(talk)[-1].last
    assert asked in talk.says()[-1].text


@pytest.mark.parametrize("answer", ["没错", "没有问题", "对的，电话没问题", "对，地点也对", "都对"])
def test_who_agrees_in_any_words_is_believed(leaves: Leaves, answer: str) -> None:
    talk = leaves()
    tells(talk, LAMP)
    answers(talk, *WHOLE, answer)
    assert notes(talk)[-1].last


@pytest.mark.parametrize(
    ("answer", "over"),
    [("没有错", True), ("都对", True), ("没有了", True), ("都不对", False), ("事情", False)],
)
def test_who_says_that_nothing_is_wrong_after_all_need_not_tell_it_again(
    leaves: Leaves, answer: str, over: bool
) -> None:
    talk = leaves()
    tells(talk, LAMP)
    answers(talk, *WHOLE, "不对", answer)
    assert notes(talk)[-1].last is over
    assert ("再说一遍是什么事" in talk.says()[-1].text) is not over


def test_what_was_told_is_kept_when_more_is_told(leaves: Leaves) -> None:
    talk = leaves()
    tells(talk, LAMP)
    answers(talk, *WHOLE, "我没说完")
    tells(talk, "井盖也丢了")
    answers(talk, "对")
    assert notes(talk)[-1].draft.said == f"{LAMP}，井盖也丢了"


def test_a_place_that_is_named_as_wrong_may_be_said_at_once(leaves: Leaves) -> None:
    talk = leaves()
    tells(talk, LAMP)
    answers(talk, *WHOLE, "不对", "地点是人民路五号")
    assert notes(talk)[-1].draft.place == "人民路5号"


@pytest.mark.parametrize(
    ("said", "leaves_it"),
    [
        ("我不想跟机器说了你给我转人工吧", True),
        ("说了半天听不懂我要找人工客服", True),
        ("昨天打你们热线转人工等了一个小时没人接", False),
        ("我投诉热线的人工客服态度差还挂我电话", False),
    ],
)
def test_a_long_sentence_that_ends_with_a_wish_for_a_human_is_one(
    leaves: Leaves, said: str, leaves_it: bool
) -> None:
    talk = leaves()
    answers(talk, said)
    assert ("继续等候" in talk.says()[-1].text) is leaves_it
    assert bool(notes(talk)) is not leaves_it
