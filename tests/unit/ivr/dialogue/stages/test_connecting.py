"""While callers are told where they are put through to, they may still change their mind."""

from __future__ import annotations

import pytest

from ivr import IvrSettings
from ivr.dialogue.prompts import several_text
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

FUND = "公积金怎么提取出来"


@pytest.fixture
def leaving(settings: IvrSettings, understanding: Judge) -> Talk:
    """A caller who is being told that they are put through to 城市管理."""
    talk = Talk(settings, understanding).answer().hear_out().speak(FUND).wait(0.5)
    assert talk.connecting
    return talk


def test_the_queue_is_entered_when_it_was_said(leaving: Talk) -> None:
    leaving.hear_out()
    assert leaving.route is not None
    assert (leaving.route.queue, leaving.route.say) == ("urban", "")


@pytest.mark.parametrize("text", ["好的", "嗯", "谢谢", "对，公积金", "这个嘛那个嘛"])
def test_who_objects_to_nothing_goes_on(leaving: Talk, text: str) -> None:
    leaving.speak(text)
    assert leaving.route is not None
    assert leaving.route.queue == "urban"


@pytest.mark.parametrize(
    "text", ["不对，我们小区停水了", "哎先不说这个，我们小区停水了", "算了，我问下停水的事", "错了，是停水"]
)
def test_who_wants_something_else_instead_gets_it(leaving: Talk, text: str) -> None:
    leaving.speak(text)
    assert leaving.route is not None
    assert leaving.route.queue == "utilities"
    assert leaving.decided[-1].also == (), "the first was taken back"


def test_a_new_need_goes_first_and_the_old_one_is_kept(leaving: Talk) -> None:
    leaving.speak("我们小区停水了")
    assert leaving.route is not None
    assert leaving.route.queue == "utilities"
    assert leaving.decided[-1].also == ("housing_fund",)


@pytest.mark.parametrize("text", ["对，我家还停水了，一起记一下", "另外我们小区停水了"])
def test_a_need_beside_it_is_kept(leaving: Talk, settings: IvrSettings, text: str) -> None:
    leaving.speak(text)
    assert leaving.said[-1] == several_text(settings, settings.queue("urban"))
    assert leaving.route is not None
    assert leaving.route.queue == "urban"
    assert leaving.decided[-1].also == ("water_outage",)


def test_a_bare_no_asks_what_it_is(leaving: Talk, settings: IvrSettings) -> None:
    leaving.speak("不是").hear_out()
    assert leaving.route is None
    assert leaving.said[-1] == settings.dialogue.prompts.after_no
    leaving.speak("我们小区停水了")
    assert leaving.route is not None
    assert leaving.route.queue == "utilities"


def test_an_emergency_is_put_through_at_once(leaving: Talk) -> None:
    leaving.start_speaking().partial("家里着火了")
    assert leaving.route is not None
    assert leaving.route.queue == "emergency"


def test_who_says_good_bye_is_let_go(leaving: Talk) -> None:
    leaving.speak("哦好的，谢谢，再见").hear_out()
    assert leaving.hangup is not None


@pytest.mark.parametrize("plea", ["转人工", "我要人工服务"])
def test_the_wish_for_a_human_leads_where_the_right_ones_are(leaving: Talk, plea: str) -> None:
    leaving.speak(plea)
    assert leaving.route is not None
    assert leaving.route.queue == "urban"


def test_the_human_key_too(leaving: Talk) -> None:
    leaving.press("0")
    assert leaving.route is not None
    assert leaving.route.queue == "urban"


def test_who_cannot_be_heard_any_more_goes_on(leaving: Talk) -> None:
    leaving.fail_hearing().hear_out()
    assert leaving.route is not None
    assert leaving.route.queue == "urban"


def test_who_begins_to_speak_is_heard_out(leaving: Talk) -> None:
    leaving.start_speaking().partial("不对").wait(1)
    assert leaving.hangup is None
    leaving.final("不对，我们小区停水了")
    assert leaving.route is not None
    assert leaving.route.queue == "utilities"


def test_what_is_urgent_is_not_kept_waiting(settings: IvrSettings, understanding: Judge) -> None:
    talk = Talk(settings, understanding).answer().hear_out().speak("家里着火了")
    assert not talk.connecting
    assert talk.route is not None
    assert talk.route.say
