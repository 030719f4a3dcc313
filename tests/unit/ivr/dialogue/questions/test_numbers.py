"""Telephone and other numbers that are asked for: in breaths, by keys, the caller's own."""

from __future__ import annotations

import pytest

from ivr import IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.questions.callers import (
    PHONE,
    TICKET,
    asked,
    slots,
)


@pytest.mark.parametrize("then", ["", "0", "#"])
@pytest.mark.parametrize("ask", ["phone", "ticket"])
def test_the_human_key_alone_ends_the_wait_for_a_number(
    settings: IvrSettings, understanding: Judge, ask: str, then: str
) -> None:
    talk = asked(settings, understanding, ask).press("0")
    assert talk.route is None, "it may be the first digit of an area code"
    if then:
        talk.press(then)
    else:
        talk.wait(settings.dialogue.times.key_pause_s)
    assert talk.route is not None
    assert talk.route.queue == "urban"
    assert "要求转人工" in talk.decided[-1].reason
    assert slots(talk) == {}


def test_an_area_code_can_be_typed(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "phone")
    for digit in "01088886666#":
        talk.press(digit)
    assert slots(talk) == {"phone": "010-88886666"}


def test_a_number_in_two_parts_is_put_together(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "phone")
    talk.speak("一三八零零").speak("一三八零零零")
    assert slots(talk) == {"phone": "13800138000"}


def test_an_unfinished_number_is_better_than_none(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "phone")
    talk.speak("一三八零零").wait(60)
    assert slots(talk) == {"phone": "13800"}


def test_keys_make_a_number(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "phone")
    for digit in "13900":
        talk.press(digit).wait(0.5)
    talk.press("*")
    for digit in "13800138000":
        talk.press(digit).wait(0.5)
    assert talk.route is None
    talk.press("#")
    assert talk.route is not None
    assert slots(talk) == {"phone": "13800138000"}


def test_a_typed_number_ends_with_a_pause(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "phone")
    for digit in "13800138000":
        talk.press(digit)
    talk.wait(settings.dialogue.times.key_pause_s)
    assert slots(talk) == {"phone": "13800138000"}


@pytest.mark.parametrize(
    ("answer", "value"),
    [("对", "13700137000"), ("可以的", "13700137000"), ("打另一个，一三八零零一三八零零零", "13800138000")],
)
def test_the_caller_s_own_number_is_offered(
    settings: IvrSettings, understanding: Judge, answer: str, value: str
) -> None:
    talk = asked(settings, understanding, "phone", caller="13700137000")
    assert talk.said[-1] == settings.dialogue.prompts.own_number
    talk.speak(answer)
    assert slots(talk) == {"phone": value}


def test_another_number_is_asked_for(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "phone", caller="13700137000")
    talk.speak("不用").hear_out()
    assert talk.said[-1] == PHONE.prompt
    talk.speak("一三八零零一三八零零零")
    assert slots(talk) == {"phone": "13800138000"}


def test_an_unknown_caller_s_number_is_asked_for(settings: IvrSettings, understanding: Judge) -> None:
    assert asked(settings, understanding, "phone", caller="anonymous").said[-1] == PHONE.prompt


def test_digits_that_are_no_number_are_asked_for_once_more(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = asked(settings, understanding, "phone").press("1").press("#")
    assert talk.route is None
    assert talk.said[-2:] == [PHONE.prompt] * 2


def test_half_a_number_is_no_part_of_the_next_answer(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "phone", "ticket")
    talk.speak("一三八零零").hear_out().speak("不知道").hear_out().speak("这个嘛怎么说呢")
    assert talk.said[-2:] == [TICKET.prompt] * 2


def test_the_beginning_of_a_number_is_waited_on_with(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "phone")
    talk.speak("一三六").hear_out()
    assert talk.said[-1] == settings.dialogue.prompts.more_digits
    talk.speak("五五零一").hear_out().speak("二三四四")
    assert slots(talk) == {"phone": "13655012344"}


@pytest.mark.parametrize("answer", ["莫得，我莫得手机", "没有手机", "我没电话"])
def test_who_has_no_telephone_is_not_asked_for_it(
    settings: IvrSettings, understanding: Judge, answer: str
) -> None:
    talk = asked(settings, understanding, "phone", caller="13700137000").speak(answer)
    assert talk.route is not None
    assert slots(talk) == {}


def test_a_telephone_is_asked_for_twice_at_most(settings: IvrSettings, understanding: Judge) -> None:
    talk = asked(settings, understanding, "phone", caller="13700137000").speak("不用").wait(60)
    assert talk.said.count(PHONE.prompt) == 1
    assert talk.route is not None
