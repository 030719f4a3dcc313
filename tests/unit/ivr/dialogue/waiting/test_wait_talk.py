"""A waiting caller is told where they stand and may change their mind: by voice, by key, or not at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dialogue import HangUp, KeepWaiting, PromptDone, Report, Route
from ivr import Dialogue, IvrSettings
from ivr.dialogue.waiting.another_matter import UntilAnotherMatter
from ivr.dialogue.waiting.wait_talk import CALL_BACK, LEFT, WaitTalk
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.callbacks.offered import CALLER, Talk

PLACE = ("您前面还有三位。", "大约还要三到五分钟。")


class Waiting(Talk):
    """A caller in the queue `urban`."""

    def __init__(self, settings: IvrSettings, judge: Judge, *, may_call_back: bool = True) -> None:
        talk = WaitTalk(settings, judge, PLACE, "感谢您的耐心等候。", may_call_back=may_call_back)
        usual = Dialogue(settings, judge, "c", begun=datetime(2026, 11, 20, 10), caller=CALLER)
        self.until = UntilAnotherMatter(talk, usual, settings, judge, "urban")
        super().__init__(self.until)

    def hears_all(self) -> None:
        """Every sentence to its end."""
        for say in self.says():
            self.feed(PromptDone(say.prompt))

    @property
    def told(self) -> list[str]:
        return [say.text for say in self.says()]


@pytest.fixture
def waiting(settings: IvrSettings, understanding: Judge) -> Waiting:
    return Waiting(settings, understanding)


def test_they_are_comforted_and_told_where_they_stand(waiting: Waiting) -> None:
    assert waiting.told[:3] == ["感谢您的耐心等候。", *PLACE]
    assert "直接说" in waiting.told[3]
    waiting.hears_all()
    waiting.silence()
    assert waiting.last == KeepWaiting()


@pytest.mark.parametrize("wish", ["转人工", "我要跟人说", "0"])
def test_who_asks_for_a_human_is_told_that_they_wait_for_one(waiting: Waiting, wish: str) -> None:
    before = len(waiting.told)
    if wish == "0":
        waiting.press(wish)
    else:
        waiting.speak(wish)
    assert waiting.told[before:] == ["您已经在人工排队了，请您稍候。", *PLACE]


@pytest.mark.parametrize("asks", ["还要多久", "前面还有几个人", "什么时候轮到我", "还要等多长时间啊"])
def test_who_asks_how_long_is_told_the_range(waiting: Waiting, asks: str) -> None:
    before = len(waiting.told)
    waiting.speak(asks)
    assert waiting.told[before:] == list(PLACE)


@pytest.mark.parametrize("says", ["不等了", "算了我不等了", "等不了了", "我下次再打吧", "再见"])
def test_who_does_not_want_to_wait_may_be_called_back(waiting: Waiting, says: str) -> None:
    waiting.speak(says)
    assert waiting.last == HangUp(CALL_BACK)


def test_who_cannot_be_called_back_is_told_good_bye(settings: IvrSettings, understanding: Judge) -> None:
    waiting = Waiting(settings, understanding, may_call_back=False)
    waiting.speak("不等了")
    assert "再见" in waiting.said
    assert waiting.last is None, "they are told first"
    waiting.hears_all()
    assert waiting.last == HangUp(LEFT)


@pytest.mark.parametrize("says", ["嗯", "好的", "今天天气真热"])
def test_whatever_else_is_said_the_music_goes_on(waiting: Waiting, says: str) -> None:
    waiting.speak(says)
    assert waiting.last == KeepWaiting()


@pytest.mark.parametrize("says", ["其实我是要问停水", "不对，我要问的是停水的事"])
def test_another_matter_leads_to_its_queue(waiting: Waiting, says: str) -> None:
    waiting.speak(says)
    waiting.hears_all()
    assert isinstance(waiting.last, Route)
    assert (waiting.last.queue, waiting.until.in_danger) == ("utilities", False)
    [decided] = [action.decided for action in waiting.did if isinstance(action, Report)]
    assert (decided.intent, decided.heard) == ("water_outage", says)


def test_what_belongs_to_the_queue_they_wait_in_is_no_other_matter(waiting: Waiting) -> None:
    waiting.speak("我要说的是装修太吵")
    assert waiting.last == KeepWaiting()


def test_danger_is_an_emergency_at_once(waiting: Waiting) -> None:
    waiting.speak("我家着火了")
    assert isinstance(waiting.last, Route)
    assert (waiting.last.queue, waiting.until.in_danger) == ("emergency", True)


@given(said=st.lists(st.sampled_from(["喂", "满意", "你好", "嗯", "多久"]), max_size=4))
def test_it_ends_after_what_was_said(settings: IvrSettings, understanding: Judge, said: list[str]) -> None:
    waiting = Waiting(settings, understanding)
    for text in said:
        if waiting.last is None:
            waiting.speak(text)
    for _ in range(8):
        if waiting.last is None:
            waiting.silence()
    assert waiting.last is not None
