"""What is read back, and how a caller puts it right."""

from __future__ import annotations

import pytest

from ivr import IvrSettings
from ivr.settings.intents.questions import QuestionSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.questions.callers import (
    ALL,
    SURE,
    TICKET,
    asked,
    asking,
    reading_back,
    slots,
)
from tests.unit.ivr.talk import Talk


def test_an_answer_is_read_back_without_keeping_its_sound(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = asked(settings, understanding, "ticket")
    talk.speak("二零二六一一二一零零一二三").hear_out()
    assert talk.said[-1] == "二零二六一一二一零零一二三，对吗？"
    assert talk.personal == [talk.said[-1]]
    talk.speak("你说什么").hear_out()
    assert talk.personal == talk.said[-1:] * 2
    talk.speak("对")
    assert slots(talk) == {"ticket": "2026112100123"}


@pytest.mark.parametrize("no", ["不对", "不是，是二零二六一一二一零零一二四"])
def test_what_was_read_back_can_be_corrected(settings: IvrSettings, understanding: Judge, no: str) -> None:
    talk = asked(settings, understanding, "ticket")
    talk.speak("二零二六一一二一零零一二三").hear_out().speak(no).hear_out()
    if not talk.over:
        assert talk.said[-1] == TICKET.prompt
        talk.speak("二零二六一一二一零零一二四").hear_out().speak("对")
    assert slots(talk) == {"ticket": "2026112100124"}


@pytest.mark.parametrize(
    ("ask", "answer", "reply", "value"),
    [
        ("address", "幸福路十二号翠竹小区", "对，在幸福路", "幸福路12号翠竹小区"),
        ("address", "幸福路十二号", "对的，就是那个路口的小区", "幸福路12号"),
        ("ticket", "二零二六一一二一", "对，尾号是一一二一", "20261121"),
        ("phone", "一三八零零一三八零零零", "是的，这个电话找我", "13800138000"),
        ("phone", "一三八零零一三八零零零", "是一三九零零一三九零零零", "13900139000"),
        ("ticket", "二零二六一一二一", "对不起，是二零二六一一二二", "20261122"),
    ],
)
def test_a_yes_with_more_words_keeps_the_answer(
    settings: IvrSettings, understanding: Judge, ask: str, answer: str, reply: str, value: str
) -> None:
    talk = reading_back(settings, understanding, ask, answer).speak(reply)
    assert slots(talk) == {ask: value}


def test_nothing_of_what_was_denied_is_kept(settings: IvrSettings, understanding: Judge) -> None:
    questions = tuple(one.model_copy(update={"confirm": True}) for one in ALL)
    changed = asking(settings, "phone").model_copy(update={"questions": questions})
    talk = Talk(changed, understanding).answer().hear_out().speak(SURE).hear_out()
    talk.speak("一三八零零").speak("一三八零零零").hear_out().speak("不对").wait(60)
    assert talk.route is not None
    assert slots(talk) == {}


@pytest.mark.parametrize(
    ("ask", "answer", "reply", "value"),
    [
        (
            "phone",
            "一三六五五零一二三四四",
            "不对不对，后头四位错了，是二三五四，不是二三四四",
            "13655012354",
        ),
        ("phone", "一三六五五零一二三四四", "前三位不对，是一三七", "13755012344"),
        ("phone", "一三六五五零一二三四四", "是二三五四", "13655012354"),
        ("ticket", "二零二五零四一八零零二六", "最后一位是九", "202504180029"),
        ("ticket", "二零二五零四一八零零二六", "不对，零四一九", "202504190026"),
        ("ticket", "二零二五零四一八", "零零二六", "202504180026"),
        ("address", "和平路十六号", "哎，说错了，六十号，六十，不是十六", "和平路60号"),
        ("address", "和平路十六号", "不对，是十七号", "和平路17号"),
    ],
)
def test_a_part_that_is_put_right_is_read_back_with_the_rest(
    settings: IvrSettings, understanding: Judge, ask: str, answer: str, reply: str, value: str
) -> None:
    talk = reading_back(settings, understanding, ask, answer).speak(reply).hear_out()
    if not talk.over:
        assert talk.said[-1].endswith("对吗？")
        talk.speak("对")
    assert slots(talk) == {ask: value}


def test_a_number_that_is_corrected_for_ever_is_left_to_the_agent(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = reading_back(settings, understanding, "phone", "一三六五五零一二三四四")
    for turn in range(20):
        if not talk.over:
            talk.speak(f"后四位是二三五{'三四五六七八九'[turn % 7]}").hear_out()
    assert talk.route is not None


@pytest.mark.parametrize(
    ("kind", "read_back"), [("phone", True), ("number", True), ("address", True), ("date", False)]
)
def test_what_will_be_dialled_or_searched_for_is_read_back(kind: str, read_back: bool) -> None:
    question = QuestionSettings.model_validate({"id": "q", "label": "问题", "prompt": "请问？", "kind": kind})
    assert question.read_back is read_back
    assert question.model_copy(update={"confirm": not read_back}).read_back is not read_back
