"""Who waits for something that has an answer may hear it meanwhile, and need not wait if it is enough."""

from __future__ import annotations

from datetime import datetime

import pytest

from contracts import SERVED
from contracts.dialogue import HangUp, KeepWaiting, Route
from ivr import Dialogue, IvrSettings
from ivr.dialogue.waiting.another_matter import UntilAnotherMatter
from ivr.dialogue.waiting.wait_talk import WaitTalk
from ivr.settings.distribution.waiting import WaitingSettings
from ivr.settings.intents.answers import AnswerSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.callbacks.offered import CALLER, Talk

PLACE = ("您前面还有三位。",)
ANSWER = "停水一般当天恢复，具体时间看小区公告。"


class Waiting(Talk):
    """A caller in the queue `utilities` who waits because of the water."""

    def __init__(self, settings: IvrSettings, judge: Judge, *, first: bool = True) -> None:
        self.talk = WaitTalk(settings, judge, PLACE, "", may_call_back=False, answer=ANSWER, first=first)
        usual = Dialogue(settings, judge, "c", begun=datetime(2026, 11, 20, 10), caller=CALLER)
        super().__init__(UntilAnotherMatter(self.talk, usual, settings, judge, "utilities"))

    @property
    def told(self) -> list[str]:
        return [say.text for say in self.says()]

    def hears_the_answer(self) -> None:
        self.speak("要听")
        assert ANSWER in self.told
        self.listens_to_all()


@pytest.fixture
def waiting(settings: IvrSettings, understanding: Judge) -> Waiting:
    return Waiting(settings, understanding)


def test_the_answer_is_offered_first_and_by_wish_later(settings: IvrSettings, understanding: Judge) -> None:
    assert "先听一下答复" in Waiting(settings, understanding).said
    later = Waiting(settings, understanding, first=False)
    assert not any("答复" in text for text in later.told)
    later.speak("那我想听一下答复")
    assert ANSWER in later.told


@pytest.mark.parametrize("wish", ["要听", "好的", "那你说吧", "先听一下", "3"])
def test_who_wants_it_hears_it(waiting: Waiting, wish: str) -> None:
    if wish == "3":
        waiting.press(wish)
    else:
        waiting.speak(wish)
    assert waiting.told[-2] == ANSWER
    assert waiting.last is None


@pytest.mark.parametrize("says", ["不用听了", "不要", "不想听"])
def test_who_does_not_want_it_waits_on(waiting: Waiting, says: str) -> None:
    waiting.speak(says)
    assert ANSWER not in waiting.told
    assert waiting.last == KeepWaiting()


@pytest.mark.parametrize("says", ["可以了谢谢", "明白了", "不用了", "谢谢再见", "没有了", "我知道了", "2"])
def test_whom_it_is_enough_need_not_wait(waiting: Waiting, says: str) -> None:
    waiting.hears_the_answer()
    if says == "2":
        waiting.press(says)
    else:
        waiting.speak(says)
    assert "再见" in waiting.said
    waiting.listens_to_all()
    assert waiting.last == HangUp(SERVED)


@pytest.mark.parametrize("says", ["需要", "要", "转人工", "还是要人工"])
def test_who_still_wants_a_human_keeps_the_place(waiting: Waiting, says: str) -> None:
    waiting.hears_the_answer()
    waiting.speak(says)
    waiting.listens_to_all()
    assert waiting.last == KeepWaiting()


@pytest.mark.parametrize("says", ["没听明白", "还是不明白", "我不知道了", "你说明白了吗"])
def test_who_has_not_understood_is_not_let_go(waiting: Waiting, says: str) -> None:
    waiting.hears_the_answer()
    waiting.speak(says)
    waiting.listens_to_all()
    assert waiting.last == KeepWaiting()


def test_it_is_said_again_to_who_asks(waiting: Waiting) -> None:
    waiting.hears_the_answer()
    waiting.speak("没听清，再说一遍")
    assert waiting.told.count(ANSWER) == 2


def test_silence_after_it_keeps_the_place(waiting: Waiting) -> None:
    waiting.hears_the_answer()
    waiting.silence()
    assert waiting.last == KeepWaiting()


def test_who_has_heard_it_to_the_end_is_served(waiting: Waiting) -> None:
    waiting.speak("要听")
    assert not waiting.talk.served, "they are in the middle of it"
    waiting.listens_to_all()
    assert waiting.talk.served


def test_danger_after_it_is_an_emergency(waiting: Waiting) -> None:
    waiting.hears_the_answer()
    waiting.speak("我家着火了")
    assert isinstance(waiting.last, Route)
    assert waiting.last.queue == "emergency"


@pytest.mark.parametrize("enabled", [True, False])
def test_before_the_queue_it_is_said_unless_it_is_offered_in_it(
    settings: IvrSettings, understanding: Judge, enabled: bool
) -> None:
    answer = AnswerSettings(text=ANSWER, when="waiting")
    intents = tuple(
        one.model_copy(update={"answer": answer}) if one.id == "water_outage" else one
        for one in settings.intents
    )
    own = settings.model_copy(update={"intents": intents, "waiting": WaitingSettings(enabled=enabled)})
    talk = Talk(Dialogue(own, understanding, "c", begun=datetime(2026, 11, 20, 10), caller=CALLER))
    talk.speak("停水")
    talk.listens_to_all()
    assert (ANSWER in [say.text for say in talk.says()]) is not enabled
    if enabled:
        assert isinstance(talk.last, Route)
        assert (talk.last.queue, talk.last.intent) == ("utilities", "water_outage")
