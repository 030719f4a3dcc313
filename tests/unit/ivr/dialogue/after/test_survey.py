"""How satisfied a citizen is after a talk: by key and by voice, why not, and whatever else they say."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import AnsweredBy
from contracts.dialogue import HangUp, Route
from ivr import Dialogue, IvrSettings
from ivr.dialogue.after.survey import ASKED, Given, Survey
from ivr.dialogue.short.in_danger import UntilDanger
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.callbacks.offered import CALLER, Talk


class Asked(Talk):
    """A citizen whose agent has hung up."""

    def __init__(self, settings: IvrSettings, judge: Judge) -> None:
        self.survey = Survey(settings, judge, "urban")
        usual = Dialogue(settings, judge, "c", begun=datetime(2026, 11, 20, 10), caller=CALLER)
        super().__init__(UntilDanger(self.survey, usual, settings, judge))

    @property
    def given(self) -> Given | None:
        return self.survey.given

    def hears_out(self) -> None:
        """Says nothing more, whatever is asked."""
        for _ in range(6):
            self.listens()
            if self.last is None:
                self.silence()


@pytest.fixture
def asked(settings: IvrSettings, understanding: Judge) -> Asked:
    return Asked(settings, understanding)


@pytest.mark.parametrize("by", ["key", "voice"])
def test_who_is_satisfied_is_thanked(asked: Asked, by: AnsweredBy) -> None:
    assert "评价" in asked.said
    if by == "key":
        asked.press("5")
    else:
        asked.speak("非常满意")
    assert asked.given == Given(5, by)
    assert "感谢" in asked.said
    assert asked.last is None, "they are thanked first"
    asked.listens()
    assert asked.last == HangUp(ASKED)


@pytest.mark.parametrize(("says", "score"), [("不咋地", 2), ("太差了", 1), ("2", 2), ("1", 1)])
def test_who_is_not_satisfied_is_asked_why(asked: Asked, says: str, score: int) -> None:
    if says.isdecimal():
        asked.press(says)
    else:
        asked.speak(says)
    assert asked.given == Given(score, "key" if says.isdecimal() else "voice")
    assert asked.given.low, "known before the reason: they may hang up"
    assert "原因" in asked.said
    asked.speak("嗯，等了半个小时没人管")
    assert asked.survey.given is not None
    assert asked.survey.given.reason == "等了半个小时没人管"
    asked.listens()
    assert asked.last == HangUp(ASKED)


@pytest.mark.parametrize("says", ["不想说", "不用了", "没有"])
def test_who_keeps_the_reason_may(asked: Asked, says: str) -> None:
    asked.speak("不满意")
    asked.speak(says)
    assert asked.given == Given(2, "voice")
    asked.listens()
    assert asked.last == HangUp(ASKED)


@pytest.mark.parametrize("garbage", ["我家小区停车位", "9", "0号"])
def test_what_is_no_answer_is_asked_for_once_more(asked: Asked, garbage: str) -> None:
    if garbage.isdecimal():
        asked.press(garbage)
    else:
        asked.speak(garbage)
    assert "一到五" in asked.said
    asked.speak("还行")
    assert asked.given == Given(3, "voice")


def test_silence_is_asked_once_more_and_then_thanked(asked: Asked) -> None:
    asked.listens()
    asked.silence()
    assert "一到五" in asked.said
    asked.listens()
    asked.silence()
    assert "感谢" in asked.said
    asked.listens()
    assert asked.last == HangUp(ASKED)
    assert asked.given is None


@pytest.mark.parametrize("says", ["不用了", "再见"])
def test_who_wants_no_question_is_asked_none(asked: Asked, says: str) -> None:
    asked.speak(says)
    assert "感谢" in asked.said
    assert asked.given is None


@pytest.mark.parametrize("says", ["转人工", "我要跟人说", "帮我找接线员", "0"])
@pytest.mark.parametrize("before", ["", "不满意"])
def test_who_wants_a_human_waits_for_one(asked: Asked, before: str, says: str) -> None:
    if before:
        asked.speak(before)
    if says == "0":
        asked.press(says)
    else:
        asked.speak(says)
    assert isinstance(asked.last, Route)
    assert asked.last.queue == "urban"
    assert (asked.given is not None) == bool(before), "what was answered stays"


@pytest.mark.parametrize("before", ["", "不满意"])
def test_danger_is_an_emergency_at_once(asked: Asked, before: str) -> None:
    if before:
        asked.speak(before)
    asked.speak("我家着火了")
    assert isinstance(asked.last, Route)
    assert asked.last.queue == "emergency"


@given(data=st.data())
def test_it_always_ends(settings: IvrSettings, understanding: Judge, data: st.DataObject) -> None:
    asked = Asked(settings, understanding)
    for _ in range(data.draw(st.integers(0, 8))):
        if asked.last is not None:
            break
        what = data.draw(st.sampled_from(["满意", "太差了", "喂", "你好", "1", "9", "*", "", "silence"]))
        if what == "silence":
            asked.silence()
        elif what and what in "19*":
            asked.press(what)
        else:
            asked.speak(what)
    asked.hears_out()
    assert asked.last is not None
