"""Sentences about the conversation itself: a fitting reply, no topic, no failure, and the question stands."""

from __future__ import annotations

import pytest

from ivr import IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

SURE = "公积金怎么提取出来"


@pytest.fixture
def talk(settings: IvrSettings, understanding: Judge) -> Talk:
    return Talk(settings, understanding).answer().hear_out()


@pytest.fixture
def asked(settings: IvrSettings, understanding: Judge) -> Talk:
    """A caller who was asked whether it is 施工噪声."""
    cautious = settings.dialogue.model_copy(update={"route_at": 0.999, "confirm_at": 0.4})
    talk = Talk(settings.model_copy(update={"dialogue": cautious}), understanding).answer()
    return talk.hear_out().speak("楼上装修吵死人了").hear_out()


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("你是机器人吗", "robot"),
        ("请问你们是什么单位", "who"),
        ("喂，能听见吗", "here"),
        ("等一下，我去拿个本子", "hold"),
        ("我要投诉", "about_what"),
        ("呜，我，我不知道怎么说", "take_time"),
        ("算了，不说了", "stay"),
        ("他妈的，放屁", "calm"),
        ("你们服务真好", "praise"),
    ],
)
def test_each_has_its_reply_and_costs_nothing(
    talk: Talk, settings: IvrSettings, text: str, prompt: str
) -> None:
    talk.speak(text)
    assert talk.said[-1] == getattr(settings.dialogue.prompts, prompt)
    assert talk.decided == [], "no topic, and nothing that was not understood"
    talk.hear_out().speak(SURE)
    assert talk.route is not None
    assert talk.route.queue == "urban"


def test_a_need_beside_it_is_a_need(talk: Talk) -> None:
    talk.speak("喂喂，听得到吗，我们小区停水了")
    assert talk.decided[-1].intent == "water_outage"


def test_an_emergency_goes_before_everything(talk: Talk) -> None:
    talk.speak("等一下，救命")
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_at_a_question_the_answer_comes_first_and_then_the_question_again(
    asked: Talk, settings: IvrSettings
) -> None:
    question = asked.said[-1]
    asked.speak("你是机器人吗")
    assert asked.said[-2:] == [settings.dialogue.prompts.robot, question]
    asked.hear_out().speak("对")
    assert asked.route is not None
    assert asked.route.queue == "urban"


def test_who_asks_to_wait_is_waited_for(talk: Talk, settings: IvrSettings) -> None:
    talk.speak("稍等，我找一下").hear_out()
    said = len(talk.said)
    talk.wait(settings.dialogue.times.hold_s - 1)
    assert len(talk.said) == said
    talk.wait(2)
    assert talk.said[-1] == settings.dialogue.prompts.no_input[0]


def test_who_came_back_is_waited_for_as_usual(talk: Talk, settings: IvrSettings) -> None:
    talk.speak("稍等，我找一下").hear_out().speak("你好").hear_out()
    talk.wait(settings.dialogue.times.no_input_s)
    assert talk.said[-1] in settings.dialogue.prompts.no_input


def test_talk_to_somebody_else_is_not_answered(talk: Talk) -> None:
    said = len(talk.said)
    talk.speak("宝宝别闹，我打电话呢")
    assert len(talk.said) == said
    talk.wait(1).speak(SURE)
    assert talk.route is not None


def test_who_gives_up_is_asked_once_and_then_let_go(talk: Talk, settings: IvrSettings) -> None:
    talk.speak("我想说我们单位那个，唉，算了不说了").hear_out()
    assert talk.said[-1] == settings.dialogue.prompts.stay
    assert talk.hangup is None
    talk.speak("真没事").hear_out()
    assert talk.said[-1] == settings.dialogue.prompts.goodbye
    assert talk.hangup is not None


def test_who_gives_up_after_a_need_is_asked_about_the_need(talk: Talk) -> None:
    talk.speak("公积金的事，唉，算了不说了")
    assert talk.decided[-1].intent == "housing_fund"


def test_who_only_swears_gets_a_human_the_second_time(talk: Talk) -> None:
    talk.speak("什么破玩意儿").hear_out().speak("滚")
    assert talk.route is not None
    assert talk.route.queue == "general"


def test_a_good_bye_with_thanks_ends_the_call(talk: Talk) -> None:
    talk.speak("好的好的，谢谢啊，再见").hear_out()
    assert talk.hangup is not None


def test_talk_for_ever_ends_with_a_human(talk: Talk) -> None:
    for _ in range(20):
        if not talk.over:
            talk.speak("你是机器人吗").hear_out()
    assert talk.route is not None
    assert talk.route.queue == "general"


# --- who cannot speak freely ---


@pytest.mark.parametrize("text", ["我说话不方便", "他就在旁边，你不要问我"])
def test_who_cannot_speak_is_asked_in_words_that_tell_nothing(
    talk: Talk, settings: IvrSettings, text: str
) -> None:
    talk.speak(text).hear_out()
    assert talk.said[-1] == settings.dialogue.prompts.danger
    talk.press("1")
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_who_cannot_speak_need_not_answer(talk: Talk) -> None:
    talk.speak("我说话不方便").wait(10)
    assert talk.route is not None
    assert talk.route.queue == "emergency"


def test_who_denies_danger_goes_on_and_is_not_asked_again(talk: Talk, settings: IvrSettings) -> None:
    talk.speak("我说话不方便").hear_out().press("2").hear_out()
    assert talk.route is None
    talk.speak("我说话不方便").hear_out()
    assert talk.said.count(settings.dialogue.prompts.danger) == 1


def test_who_tells_something_else_is_not_in_danger(talk: Talk) -> None:
    talk.speak("我说话不方便").hear_out().speak("我就是想问一下公积金怎么提取")
    assert talk.route is not None
    assert talk.route.queue == "urban"
