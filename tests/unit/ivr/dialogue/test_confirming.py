"""The question whether it is that: every answer to it, at virtual time."""

from __future__ import annotations

import pytest

from ivr import IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.conversations import STRANGE, SURE, UNSURE
from tests.unit.ivr.talk import Talk


@pytest.fixture
def asked(settings: IvrSettings, understanding: Judge) -> Talk:
    """A caller who was asked whether it is 施工噪声."""
    cautious = settings.dialogue.model_copy(update={"route_at": 0.999, "confirm_at": 0.4})
    talk = Talk(settings.model_copy(update={"dialogue": cautious}), understanding).answer()
    talk.hear_out().speak(UNSURE)
    assert talk.said[-1] == "您是要反映施工噪声，对吗？"
    return talk


@pytest.mark.parametrize(
    "yes", ["对", "是的", "嗯", "没错", "对对对", "嗯，对的", "好的呀", "是的没错", "队", "对，就是楼上"]
)
def test_yes_routes_what_was_asked(asked: Talk, yes: str) -> None:
    asked.hear_out().speak(yes)
    assert asked.route is not None
    assert asked.route.queue == "urban"
    assert "已确认" in asked.decided[-1].reason
    assert asked.decided[-1].heard == UNSURE


def test_saying_it_again_is_a_yes(asked: Talk) -> None:
    asked.hear_out().speak("楼上装修太吵了")
    assert asked.route is not None
    assert asked.route.queue == "urban"


@pytest.mark.parametrize("no", ["不是", "不对", "不对不对", "不是的呀", "搞错了", "布斯"])
def test_no_asks_again_and_then_takes_another_request(asked: Talk, settings: IvrSettings, no: str) -> None:
    asked.hear_out().speak(no)
    assert asked.said[-1] == settings.dialogue.prompts.after_no
    assert asked.decided[-1].outcome == "ask_again"
    asked.hear_out().speak("我要查公积金的余额").hear_out()
    if not asked.over:
        asked.speak("对")
    assert asked.route is not None
    assert asked.decided[-1].intent == "housing_fund"


def test_what_was_denied_is_not_asked_again(asked: Talk) -> None:
    asked.hear_out().speak("不是").hear_out().speak(UNSURE)
    assert asked.decided[-1].intent != "noise_construction"


@pytest.mark.parametrize(
    "correction", ["不是，我要查公积金的余额", "我要查公积金的余额", "不对我是说公积金怎么提取"]
)
def test_a_full_request_corrects_the_question(asked: Talk, correction: str) -> None:
    asked.hear_out().speak(correction)
    assert asked.decided[-1].intent == "housing_fund"


@pytest.mark.parametrize(("key", "queue"), [("1", "urban"), ("0", "general")])
def test_keys_answer_the_question(asked: Talk, key: str, queue: str) -> None:
    asked.press(key)
    assert asked.route is not None
    assert asked.route.queue == queue


def test_the_no_key_denies(asked: Talk, settings: IvrSettings) -> None:
    asked.press("2")
    assert asked.said[-1] == settings.dialogue.prompts.after_no


def test_an_unclear_answer_repeats_the_question_once(asked: Talk, settings: IvrSettings) -> None:
    asked.hear_out().speak(STRANGE)
    assert asked.said[-1] == settings.dialogue.prompts.confirm_again
    asked.hear_out().speak(STRANGE)
    assert asked.phrases, "and then listens for the phrases of the spoken menu only"


def test_silence_after_the_question_repeats_it_and_then_takes_the_likely_queue(
    asked: Talk, settings: IvrSettings
) -> None:
    asked.wait(60)
    assert asked.said.count(settings.dialogue.prompts.confirm_again) == 1
    assert asked.route is not None
    assert asked.route.queue == "urban"
    assert asked.decided[-1].intent == "noise_construction"
    assert "没有回答" in asked.decided[-1].reason


def test_ask_again_escalates(settings: IvrSettings, understanding: Judge) -> None:
    patient = settings.dialogue.model_copy(update={"max_failures": 3})
    talk = Talk(settings.model_copy(update={"dialogue": patient}), understanding).answer()
    for text in (STRANGE, "我在开车呢等会儿再说"):
        talk.hear_out().speak(text)
    assert talk.said[-2:] == list(settings.dialogue.prompts.ask_again)


@pytest.mark.parametrize("wish", ["你说什么", "请再说一遍", "啊？没听清楚啊"])
def test_the_last_sentence_is_said_again_on_request(asked: Talk, wish: str) -> None:
    question = asked.said[-1]
    asked.hear_out().speak(wish)
    assert asked.said[-1] == question
    asked.hear_out().speak("对")
    assert asked.route is not None


def test_a_human_is_reached_from_the_question(asked: Talk) -> None:
    asked.speak("转人工吧")
    assert asked.route is not None
    assert asked.route.queue == "general"


@pytest.mark.parametrize("noise", ["嗯" * 60, "好的" * 60, "没有了" * 40, "嗯" * 60 + "停水"])
def test_humming_without_end_costs_nothing(asked: Talk, noise: str) -> None:
    """The pattern of short answers would take hours over it, and no other call would be served meanwhile."""
    asked.hear_out().speak(noise)
    assert asked.decided[-1].outcome != "route" or asked.route is not None


def test_who_corrects_the_question_again_and_again_hears_the_menu(asked: Talk) -> None:
    for correction in (SURE, UNSURE):
        asked.hear_out().speak(correction)
        assert asked.decided[-1].outcome == "confirm"
    asked.hear_out().speak(SURE)
    assert asked.phrases


def test_what_a_correction_denied_is_not_asked_again(asked: Talk) -> None:
    asked.hear_out().speak(f"不是，{SURE}").hear_out().speak("不是").hear_out().speak(UNSURE)
    assert asked.decided[-1].intent != "noise_construction"
