"""What is answered before an agent is offered."""

from __future__ import annotations

from datetime import datetime

import pytest

from ivr import IvrSettings, prompts_needed
from ivr.settings.distribution.calendar import AnnouncementSettings
from ivr.settings.intents.answers import AnswerSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

SURE = "公积金怎么提取出来"
TEXT = "公积金可以在线上提取。"
OTHER = "我们小区停水了，一滴水都没有"


def answering(settings: IvrSettings) -> IvrSettings:
    intents = tuple(
        one.model_copy(update={"answer": AnswerSettings(text=TEXT), "ask": ()})
        if one.id == "housing_fund"
        else one.model_copy(update={"ask": ()})
        for one in settings.intents
    )
    return settings.model_copy(update={"intents": intents})


HUMAN = ("人工", "我要人工", "需要人工", "要人工")


@pytest.fixture
def told(settings: IvrSettings, understanding: Judge) -> Talk:
    talk = Talk(answering(settings), understanding).answer()
    talk.hear_out().speak(SURE)
    assert talk.said[-2:] == [TEXT, settings.dialogue.prompts.want_human]
    assert talk.decided[-1].outcome == "answer"
    assert talk.decided[-1].intent == "housing_fund"
    return talk.hear_out()


@pytest.mark.parametrize("yes", ["需要", "要的", "对", "好的，谢谢", "麻烦转一下", SURE, "转人工", *HUMAN])
def test_who_wants_a_human_gets_the_right_one(told: Talk, yes: str) -> None:
    told.speak(yes)
    assert told.route is not None
    assert told.route.queue == "urban"
    assert told.decided[-1].outcome == "route"


@pytest.mark.parametrize(
    "no",
    [
        "不用了",
        "不需要",
        "不用了谢谢",
        "谢谢",
        "知道了",
        "好，知道了",
        "没有了",
        "不要",
        "不用转人工",
        "不要人工了",
    ],
)
def test_who_is_content_is_let_go(told: Talk, settings: IvrSettings, no: str) -> None:
    told.speak(no)
    assert told.said[-1] == settings.dialogue.prompts.goodbye
    assert told.decided[-1].outcome == "answer"
    assert told.hear_out().hangup is not None


@pytest.mark.parametrize(("key", "routed"), [("1", True), ("2", False), ("0", True)])
def test_keys_answer_too(told: Talk, key: str, routed: bool) -> None:
    told.press(key).hear_out()
    assert (told.route is not None) == routed
    assert (told.hangup is None) == routed


def test_silence_is_asked_once_and_then_let_go(told: Talk, settings: IvrSettings) -> None:
    told.wait(60)
    assert told.said.count(settings.dialogue.prompts.want_human) == 2
    assert told.hangup is not None
    assert told.decided[-1].outcome == "answer"


def test_a_further_question_is_a_new_request(told: Talk) -> None:
    told.speak(OTHER)
    assert told.route is not None
    assert told.route.queue == "utilities"


@pytest.mark.parametrize("unclear", ["还是不明白", "不好说", "这个嘛怎么说呢"])
def test_who_is_not_understood_is_offered_a_human_once_more_and_then_put_through(
    told: Talk, settings: IvrSettings, unclear: str
) -> None:
    told.speak(unclear).hear_out()
    assert told.said[-1] == settings.dialogue.prompts.want_human
    told.speak(unclear)
    assert told.route is not None
    assert told.route.queue == "urban"


def test_an_emergency_goes_first(told: Talk) -> None:
    told.start_speaking().partial("着火了")
    assert told.route is not None
    assert told.route.queue == "emergency"


def test_announcements_come_before_answers(settings: IvrSettings, understanding: Judge) -> None:
    outage = AnnouncementSettings(id="fund", text="公积金系统今天维护。", intents=("housing_fund",))
    changed = answering(settings).model_copy(update={"announcements": (outage,)})
    talk = Talk(changed, understanding, begun=datetime(2026, 11, 20, 10)).answer()
    talk.hear_out().speak(SURE)
    assert outage.text in talk.said
    assert TEXT not in talk.said
    talk.hear_out().speak(SURE)
    assert TEXT in talk.said


def test_a_caller_who_cannot_be_heard_is_put_through_by_key(
    settings: IvrSettings, understanding: Judge
) -> None:
    intents = tuple(
        one.model_copy(update={"key": "7"}) if one.id == "housing_fund" else one
        for one in answering(settings).intents
    )
    talk = Talk(settings.model_copy(update={"intents": intents}), understanding).answer()
    talk.fail_hearing().press("7")
    assert talk.route is not None


def test_the_answer_is_made_before_a_call_needs_it(settings: IvrSettings) -> None:
    assert {TEXT, settings.dialogue.prompts.want_human} <= set(prompts_needed(answering(settings)))


def test_who_never_said_yes_is_put_through_unanswered(settings: IvrSettings, understanding: Judge) -> None:
    """Perhaps nobody listens; or somebody who cannot speak."""
    careful = settings.dialogue.model_copy(update={"route_at": 0.999, "confirm_at": 0.4})
    changed = answering(settings).model_copy(update={"dialogue": careful})
    talk = Talk(changed, understanding).answer().hear_out().speak(SURE).wait(60)
    assert talk.route is not None
    assert talk.route.queue == "urban"
    assert TEXT not in talk.said
