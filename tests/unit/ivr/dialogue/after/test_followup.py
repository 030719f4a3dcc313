"""A follow-up call: who has answered, what they are asked, and how it may go."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dialogue import HangUp, Route
from ivr import Dialogue, IvrSettings
from ivr.dialogue.after.followup import MACHINE, FollowUp
from ivr.dialogue.short.in_danger import UntilDanger
from ivr.settings.after.followups import DEFAULT_SET
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.callbacks.offered import CALLER, Talk


class Called(Talk):
    """Somebody who has answered the telephone."""

    def __init__(self, settings: IvrSettings, judge: Judge, topic: str = "路灯不亮") -> None:
        self.talk = FollowUp(settings, judge, settings.followups.questions[DEFAULT_SET], topic)
        usual = Dialogue(settings, judge, "c", begun=datetime(2026, 11, 20, 10), caller=CALLER)
        super().__init__(UntilDanger(self.talk, usual, settings, judge))

    @property
    def answers(self) -> dict[str, str]:
        return {one.question: one.value for one in self.talk.answers}

    @property
    def result(self) -> str | None:
        """After the last words."""
        self.listens()
        return self.last.cause if isinstance(self.last, HangUp) else None


@pytest.fixture
def called(settings: IvrSettings, understanding: Judge) -> Called:
    return Called(settings, understanding)


def test_they_are_told_who_calls_and_why_and_only_then_what_it_is_about(called: Called) -> None:
    assert "一二三四五热线" in called.said
    assert "回访" in called.said
    assert "路灯" not in "".join(say.text for say in called.says()), "whoever answers may be somebody else"
    called.speak("可以")
    [topic] = [say for say in called.says() if "路灯不亮" in say.text]
    assert topic.personal
    assert "解决" in called.said


@pytest.mark.parametrize("by", ["voice", "key"])
def test_all_is_answered(called: Called, by: str) -> None:
    if by == "voice":
        for text in ("可以，您说", "还没有解决", "不太满意", "希望快一点修"):
            called.speak(text)
        assert called.answers == {"solved": "否", "satisfaction": "2", "remarks": "希望快一点修"}
    else:
        for key in "1141":
            called.press(key)
        assert called.answers == {"solved": "是", "satisfaction": "4"}
    assert called.result == "answered"


@pytest.mark.parametrize(
    ("says", "result"),
    {
        "打错了": "wrong person",
        "我不是本人": "wrong person",
        "我没反映过": "wrong person",
        "不用了": "declined",
        "现在不方便": "declined",
        "我在开车": "declined",
        "别再打了": "never",
        "不要再给我打电话了": "never",
        "不要再给我打回访电话": "never",
        "请勿再拨打": "never",
        "请不要再来电": "never",
        "别再打这个电话": "never",
        "以后不要再打我的电话了": "never",
        "别再打了我很烦": "never",
        "不许再打": "never",
        "你们别老打": "never",
        "别再联系我了": "never",
        "别烦我": "never",
        "唔好再打嚟": "never",
        "把我的号码删了": "never",
        "你们这是骚扰电话": "never",
        "我忙，晚点打": "declined",
        "过会儿再打": "declined",
        "您好，请在嘀声后留言": MACHINE,
    }.items(),
)
def test_who_has_answered_may_be_or_want_something_else(called: Called, says: str, result: str) -> None:
    called.speak(says)
    assert called.result == result
    assert called.answers == {}


def test_nobody_speaks(called: Called) -> None:
    called.listens()
    called.silence()
    assert called.last == HangUp(MACHINE)


def test_key_two_is_a_no(called: Called) -> None:
    called.press("2")
    assert called.result == "declined"


@pytest.mark.parametrize("hello", ["喂", "你好", "哪位", "嗯你说"])
def test_whoever_says_hello_is_asked(called: Called, hello: str) -> None:
    called.speak(hello)
    assert "解决" in called.said


@pytest.mark.parametrize(
    "wish",
    [
        "转人工",
        "我要跟人说",
        "我要跟接线员说",
        "我不想跟机器说",
        "别让机器人跟我讲",
        "帮我转接一下",
        "真人",
        "0",
    ],
)
@pytest.mark.parametrize("before", ["", "可以", "可以 解决了"])
def test_who_wants_a_human_gets_one(called: Called, before: str, wish: str) -> None:
    for text in before.split():
        called.speak(text)
    if wish == "0":
        called.press(wish)
    else:
        called.speak(wish)
    assert isinstance(called.last, Route)
    assert called.last.queue == called.talk.human_queue
    assert len(called.answers) == before.count(" ")


@pytest.mark.parametrize(
    ("says", "meant"),
    {
        "解决了": "是",
        "没有": "否",
        "问题一直没解决": "否",
        "还没解决呢": "否",
        "已经解决了": "是",
        "都解决好了": "是",
        "没错，解决了": "是",
        "还有事没解决": "否",
        "解决了，但是没有完全解决": "否",
    }.items(),
)
def test_yes_and_no_in_the_words_of_the_question(called: Called, says: str, meant: str) -> None:
    called.speak("可以")
    called.speak(says)
    assert called.answers == {"solved": meant}


@pytest.mark.parametrize("says", ["我有事情要说", "有意见", "不清楚解决没有"])
def test_what_is_neither_yes_nor_no_is_asked_once_more(called: Called, says: str) -> None:
    called.speak("可以")
    called.speak(says)
    assert called.answers == {}
    assert called.last is None
    assert "解决" in called.said


@pytest.mark.parametrize(
    "says",
    [
        "我被邻居骚扰了",
        "希望别再打电话来回推",
        "不要打来打去的",
        "还有事没办",
        "有事情的时候没人管",
        "请工作人员上门看看",
    ],
)
def test_what_citizens_have_to_say_is_no_end_of_the_call(called: Called, says: str) -> None:
    for text in ("可以", "解决了", "满意", says):
        called.speak(text)
    assert called.answers["remarks"] == says
    assert called.result == "answered"


@pytest.mark.parametrize("says", ["我有事先挂了", "现在没时间", "我这边有点事"])
def test_who_has_no_time_in_the_middle_is_let_go(called: Called, says: str) -> None:
    for text in ("可以", "解决了", says):
        called.speak(text)
    assert called.result == "partly"


def test_who_wonders_whether_it_is_about_their_own_matter_is_the_right_person(called: Called) -> None:
    called.speak("是不是我上次反映的路灯")
    assert "解决" in called.said


def test_danger_is_an_emergency_at_once(called: Called) -> None:
    called.speak("可以")
    called.speak("我家着火了")
    assert isinstance(called.last, Route)
    assert called.last.queue == "emergency"


def test_what_is_not_understood_is_asked_once_more_and_then_left(called: Called) -> None:
    called.speak("可以")
    called.speak("今天天气真热啊")
    assert [say.text for say in called.says()][-1] == "请问您反映的问题解决了吗？"
    called.speak("今天天气真热啊")
    assert "满意" in called.said
    assert called.answers == {}


def test_who_has_enough_is_let_go_with_what_they_have_said(called: Called) -> None:
    for text in ("可以", "解决了", "不说了"):
        called.speak(text)
    assert called.answers == {"solved": "是"}
    assert called.talk.so_far == "partly"
    assert called.result == "partly"


def test_who_forbids_it_in_the_middle_is_never_called_again(called: Called) -> None:
    for text in ("可以", "别再给我打电话了"):
        called.speak(text)
    assert called.result == "never"


@given(data=st.data())
def test_it_always_ends(settings: IvrSettings, understanding: Judge, data: st.DataObject) -> None:
    called = Called(settings, understanding)
    for _ in range(40):
        if called.last is not None:
            break
        what = data.draw(st.sampled_from(["可以", "满意", "喂", "嗯", "你说什么", "1", "9", "*", "silence"]))
        if what == "silence":
            called.listens()
            if called.last is None:
                called.silence()
        elif what in "19*":
            called.press(what)
        else:
            called.speak(what)
    called.listens()
    assert called.last is not None
