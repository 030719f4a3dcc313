"""Who asks how a case stands: told by telephone, or by number and telephone together; else a human."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from contracts import CaseState
from contracts.dialogue import AskCases, CasesTold, ToldCase
from ivr import Dialogue, IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

NOW = datetime(2026, 11, 20, 10)
NUMBER = "261129000004"
CALLER, OTHER = "13912345678", "13900000002"
ASKS = "装修"
"""Of the tests' menu: the intent of who asks how a case stands."""


class Asker(Talk):
    """Asks how their case stands."""

    def tell(self, *cases: ToldCase) -> Asker:
        """That is known of what was asked."""
        self.send(CasesTold(cases))
        return self

    def type(self, digits: str) -> Asker:
        for digit in digits:
            self.press(digit)
        return self

    @property
    def asked(self) -> list[AskCases]:
        return self._watched.of(AskCases)


Calls = Callable[..., Asker]


def case(state: CaseState = "in work") -> ToldCase:
    opened, changed = (datetime(2026, 11, day, 9).timestamp() for day in (10, 18))
    return ToldCase("停水", state, opened, changed)


@pytest.fixture
def calls(settings: IvrSettings, understanding: Judge) -> Calls:
    def begin(says: str = ASKS, *, caller: str = CALLER, tells: bool = True) -> Asker:
        cases = settings.cases.model_copy(update={"progress": "noise_construction"})
        own = settings.model_copy(update={"cases": cases})
        machine = Dialogue(own, understanding, "c1", begun=NOW, caller=caller, tells_cases=tells)
        asker = Asker(own, understanding, machine=machine)
        asker.answer().hear_out().speak(says)
        return asker

    return begin


def test_who_calls_from_its_telephone_is_told_state_and_day_at_once(calls: Calls) -> None:
    asker = calls()
    assert asker.asked == [AskCases("", CALLER)]
    asker.tell(case())
    told, offer = asker.said[-2:]
    assert told in asker.personal, "its sound is not kept"
    for word in ("停水", "十一月十日", "十一月十八日", "正在办理"):
        assert word in told
    assert "转人工" in offer
    asker.hear_out().speak("不用了").hear_out()
    assert asker.hangup is not None


@pytest.mark.parametrize(
    ("state", "word"), [("open", "等待办理"), ("answered", "已经答复"), ("closed", "已经办结")]
)
def test_every_state_has_words(calls: Calls, state: CaseState, word: str) -> None:
    assert word in calls().tell(case(state)).said[-2]


@pytest.mark.parametrize("answer", ["转人工", "好", "要的"])
def test_who_wants_a_human_after_that_is_asked_nothing_more(calls: Calls, answer: str) -> None:
    asker = calls().tell(case())
    asker.hear_out().speak(answer)
    assert asker.route is not None
    assert asker.route.queue == "urban"


def test_another_matter_after_that_is_heard(calls: Calls) -> None:
    asker = calls().tell(case())
    asker.hear_out().speak("停电")
    assert asker.route is not None
    assert asker.route.queue == "utilities"


def test_a_number_from_its_own_telephone_is_enough(calls: Calls) -> None:
    asker = calls().tell()
    assert "工单号" in asker.said[-1]
    asker.hear_out().speak("二六一一，二九零零，零零零四")
    assert asker.asked[-1] == AskCases(NUMBER, CALLER)
    assert "停水" in asker.tell(case()).said[-2]


def test_a_number_in_the_question_is_not_asked_for(calls: Calls) -> None:
    asker = calls(f"{ASKS}，工单号是二六一一二九零零零零零四")
    assert asker.asked == [AskCases(NUMBER, CALLER)]


def test_from_another_telephone_that_of_the_case_must_be_said_too(calls: Calls) -> None:
    asker = calls().tell().type(f"{NUMBER}#").tell()
    assert "登记工单时留的电话" in asker.said[-1]
    asker.type(f"{OTHER}#")
    assert asker.asked[-1] == AskCases(NUMBER, OTHER)
    assert "停水" in asker.tell(case()).said[-2]


def test_when_they_do_not_fit_a_human_is_next_and_nothing_is_told(calls: Calls) -> None:
    asker = calls().tell().type(f"{NUMBER}#").tell().type(f"{OTHER}#").tell()
    assert any("没有查到" in text for text in asker.said)
    assert not any("停水" in text for text in asker.said)
    assert asker.route is not None


def test_a_telephone_alone_is_never_asked_about_but_ones_own(calls: Calls) -> None:
    asker = calls().tell()
    asker.hear_out().speak(OTHER)
    asker.type(f"{OTHER}#")
    assert {ask.telephone for ask in asker.asked} == {CALLER}


def test_a_withheld_number_needs_both(calls: Calls) -> None:
    asker = calls(caller="")
    assert "工单号" in asker.said[-1]
    asker.hear_out().speak("二六一一，二九零零，零零零四")
    assert asker.asked == []
    assert "登记工单时留的电话" in asker.said[-1]
    asker.hear_out().speak("一三九零零零零零零零二")
    assert asker.asked == [AskCases(NUMBER, OTHER)]


@pytest.mark.parametrize("answer", ["没有", "不知道", "转人工"])
def test_who_has_no_number_gets_a_human(calls: Calls, answer: str) -> None:
    asker = calls().tell()
    asker.hear_out().speak(answer)
    assert asker.route is not None


def test_who_says_nothing_is_asked_once_more_and_gets_a_human(calls: Calls) -> None:
    asker = calls().tell()
    asker.wait(60)
    assert sum("工单号" in text for text in asker.said) == 2
    assert asker.route is not None


@pytest.mark.parametrize("late", [True, False])
def test_when_nobody_can_say_they_get_a_human(calls: Calls, late: bool) -> None:
    asker = calls()
    if late:
        asker.wait(20)
    else:
        asker.send(CasesTold(None))
    assert asker.route is not None


def test_danger_goes_before_it(calls: Calls) -> None:
    asker = calls().tell()
    asker.hear_out().speak("着火了")
    assert asker.route is not None
    assert asker.route.queue == "emergency"


def test_where_nobody_answers_such_questions_the_call_is_as_any_other(calls: Calls) -> None:
    asker = calls(tells=False)
    assert asker.asked == []
    assert asker.route is not None
