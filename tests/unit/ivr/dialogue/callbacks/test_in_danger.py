"""Danger that a waiting caller names while a call-back is offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import numpy as np
import pytest

from contracts import Decided, TranscriptFinal, TranscriptPartial
from contracts.dialogue import Booked, CallBack, Encoded, HangUp, KeepWaiting, Last, Report, Route
from ivr import Dialogue, IvrSettings, Judgement
from ivr.dialogue.after.followup import FollowUp
from ivr.dialogue.callbacks.offer import KEPT, CallbackOffer
from ivr.dialogue.short.in_danger import UntilDanger
from ivr.settings.after.followups import DEFAULT_SET
from ivr.settings.callers.foreign import ForeignSettings
from ivr.understanding.judgement import NOTHING
from ivr.understanding.topics.meaning import Vector
from tests.unit.ivr.dialogue.callbacks.offered import CALLER, Talk
from tests.unit.ivr.dialogue.judge import ScriptedJudge
from tests.unit.ivr.talk import final

DOUBTFUL = "有人溺水"
IN_OTHER_WORDS = "老伴倒在地上叫不醒了"
MEANING = np.ones(1, np.float32)
TOLD = "请不要挂机，马上为您接通应急联动。"
EMERGENCY = Route("emergency", 100, TOLD)
Offered = Callable[..., Talk]


class Watchful(ScriptedJudge):
    """Danger in other words than the keywords is told by what the sentence means."""

    def alarming(self, text: str, vector: Vector | None = None) -> Judgement | None:
        told = IN_OTHER_WORDS in text and vector is not None
        return Judgement("injury", "emergency", 0.9, reason="可能有人有危险") if told else None

    def decide(self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None) -> Judgement:
        if DOUBTFUL in text:
            return Judgement("injury", "emergency", 0.55, reason="可能有人有危险", otherwise=NOTHING)
        return super().decide(text, alternatives, vector)


def offer(settings: IvrSettings, *, asked_for: bool = False) -> Talk:
    judge = Watchful(settings)
    offer = CallbackOffer(settings, judge.normaliser, CALLER, asked_for=asked_for)
    usual = Dialogue(settings, judge, "c", begun=datetime(2026, 11, 20, 10), caller=CALLER)
    return Talk(UntilDanger(offer, usual, settings, judge))


@pytest.fixture
def offered(settings: IvrSettings) -> Offered:
    return partial(offer, settings)


def _place(last: Last | None) -> Last | None:
    """Whatever the danger is: where it leads, and what is said."""
    return replace(last, intent=None) if isinstance(last, Route) else last


def decided(talk: Talk) -> Decided:
    [found] = [action.decided for action in talk.did if isinstance(action, Report)]
    return found


def says_with_meaning(talk: Talk, text: str, utterance: int = 5) -> None:
    """As `Asking` does it: what is to be judged by its meaning comes with it."""
    said = final(text, utterance)
    if asked := talk.machine.sentence(said):
        talk.feed(Encoded(asked, MEANING))
    talk.feed(said)


@pytest.mark.parametrize("text", ["我家着火了", "不用了我家着火了", "回电来不及了救命"])
def test_who_names_danger_is_an_emergency_before_the_sentence_is_over(offered: Offered, text: str) -> None:
    talk = offered()
    talk.feed(TranscriptPartial(call="c", leg="caller", utterance=1, text=text))
    assert _place(talk.last) == EMERGENCY
    assert talk.did[-1] is talk.last, "nothing after the end"
    assert (decided(talk).outcome, decided(talk).queue, decided(talk).heard) == ("route", "emergency", text)


def test_a_final_that_has_other_words_than_its_partials_counts(offered: Offered) -> None:
    talk = offered()
    talk.feed(TranscriptPartial(call="c", leg="caller", utterance=1, text="我家着"))
    talk.feed(final("我家着火了", 1))
    assert _place(talk.last) == EMERGENCY


def test_danger_in_other_words_is_told_by_the_meaning(offered: Offered) -> None:
    talk = offered()
    says_with_meaning(talk, IN_OTHER_WORDS)
    assert _place(talk.last) == EMERGENCY
    assert decided(talk).intent == "injury"
    assert "可能有人有危险" in decided(talk).reason


def test_what_was_told_beside_the_danger_is_for_the_agent_to_read(offered: Offered) -> None:
    talk = offered()
    says_with_meaning(talk, "着火了又没发工资")
    assert decided(talk).also == ("wages",)


@pytest.mark.parametrize("then", ["不是", "一三八零零一三八零零零", "好"])
def test_at_any_question_about_the_number(offered: Offered, then: str) -> None:
    talk = offered(asked_for=True)
    if then != "好":
        talk.speak("不是")
    if then.startswith("一"):
        talk.speak(then)
    talk.speak("我家着火了")
    assert _place(talk.last) == EMERGENCY
    assert talk.numbers == []


def test_into_the_last_words_of_the_offer(offered: Offered) -> None:
    talk = offered()
    talk.speak("不用了")
    talk.speak("我家着火了")
    assert _place(talk.last) == EMERGENCY


def test_a_sentence_that_is_begun_in_the_last_words_is_heard_to_its_end(offered: Offered) -> None:
    talk = offered()
    talk.speak("不用了")
    talk.feed(TranscriptPartial(call="c", leg="caller", utterance=5, text="老伴倒在"))
    talk.listens()
    assert talk.last is None, "they still speak"
    says_with_meaning(talk, IN_OTHER_WORDS)
    assert _place(talk.last) == EMERGENCY


@pytest.mark.parametrize("ends", ["final", "never"])
def test_one_that_is_no_danger_changes_nothing(offered: Offered, ends: str) -> None:
    talk = offered()
    talk.speak("不用了")
    talk.feed(TranscriptPartial(call="c", leg="caller", utterance=5, text="我再等"))
    talk.listens()
    if ends == "final":
        talk.feed(final("我再等等", 5))
    else:
        talk.silence()
    assert talk.last == KeepWaiting()


def test_while_a_call_back_is_written_down_it_waits_for_that(offered: Offered) -> None:
    """Who is written down is taken out of the queue: into the emergency queue they come after that."""
    talk = offered(asked_for=True)
    talk.press("1")
    assert [action for action in talk.did if isinstance(action, CallBack)]
    talk.speak("我家着火了")
    talk.press("2")
    assert talk.last is None
    talk.feed(Booked(True))
    assert _place(talk.last) == EMERGENCY
    assert decided(talk).heard == "我家着火了"


def test_a_book_that_never_answers_keeps_nobody_in_danger(offered: Offered) -> None:
    talk = offered(asked_for=True)
    talk.press("1")
    talk.speak("我家着火了")
    talk.silence()
    assert _place(talk.last) == EMERGENCY


def test_into_the_good_bye_of_who_is_called_back(offered: Offered) -> None:
    talk = offered(asked_for=True)
    talk.press("1")
    talk.feed(Booked(True))
    talk.speak("着火了")
    assert _place(talk.last) == EMERGENCY


def test_somebody_else_in_the_room_and_the_agent_s_side_name_no_danger(offered: Offered) -> None:
    talk = offered()
    talk.feed(final("着火了", 1).model_copy(update={"aside": True}))
    talk.feed(TranscriptPartial(call="c", leg="agent", utterance=1, text="着火了"))
    talk.feed(TranscriptFinal.model_validate(final("着火了", 2).model_dump() | {"leg": "agent"}))
    assert talk.last is None


def test_in_another_language(settings: IvrSettings) -> None:
    foreign = ForeignSettings(danger={"fire": ("fire",)})
    talk = offer(settings.model_copy(update={"foreign_speakers": foreign}))
    talk.speak("help there is a fire")
    assert isinstance(talk.last, Route)
    assert (talk.last.queue, talk.last.foreign) == ("emergency", True)


@pytest.mark.parametrize("text", ["转人工", "不用", "我再等等", "对", "回电", IN_OTHER_WORDS])
def test_what_is_no_danger_or_not_surely_one_is_answered_as_ever(settings: IvrSettings, text: str) -> None:
    """转人工, which is acted on at once elsewhere, too. The last one is sure by its meaning only."""
    talk = offer(settings)
    alone = Talk(CallbackOffer(settings, ScriptedJudge(settings).normaliser, CALLER))
    for one in (talk, alone):
        one.speak(text)
        one.listens()
    assert talk.did == alone.did


def test_silence_waits_on_and_who_wants_a_call_back_gets_it(offered: Offered) -> None:
    talk = offered()
    talk.listens()
    talk.silence()
    talk.listens()
    assert talk.last == KeepWaiting()
    talk = offered()
    talk.speak("回电")
    talk.speak("对")
    talk.feed(Booked(True))
    talk.listens()
    assert talk.last == HangUp(KEPT)


@pytest.mark.parametrize("answer", ["是", "对，快来人", "1", ""])
def test_what_may_be_danger_is_asked_about_and_who_does_not_deny_it_gets_help(
    settings: IvrSettings, offered: Offered, answer: str
) -> None:
    talk = offered()
    talk.speak(DOUBTFUL)
    assert talk.said == settings.dialogue.prompts.danger
    assert talk.last is None
    talk.listens()
    if not answer:
        talk.silence()
    elif answer.isdecimal():
        talk.press(answer)
    else:
        talk.feed(final(answer, 9))
    assert isinstance(talk.last, Route)
    assert talk.last.queue == "emergency"


@pytest.mark.parametrize("answer", ["没有", "不是", "2"])
def test_who_says_that_nobody_is_in_danger_is_back_where_they_were(
    settings: IvrSettings, offered: Offered, answer: str
) -> None:
    talk = offered(asked_for=True)
    talk.speak(DOUBTFUL)
    talk.listens()
    if answer.isdecimal():
        talk.press(answer)
    else:
        talk.feed(final(answer, 9))
    assert talk.last is None
    said = [say.text for say in talk.says()]
    assert said[-1] != settings.dialogue.prompts.danger
    assert not any(text in said for text in settings.dialogue.prompts.ask_again), "the other is not heard"
    talk.listens()
    talk.press(f"{CALLER}#")
    talk.press("1")
    assert talk.numbers == [CALLER]


@pytest.mark.parametrize(("answer", "queue"), [("是", "emergency"), ("没有，去年的事", None)])
def test_what_may_be_danger_in_a_follow_up_is_an_answer_once_it_is_denied(
    settings: IvrSettings, answer: str, queue: str | None
) -> None:
    judge = Watchful(settings)
    [remarks] = [one for one in settings.followups.questions[DEFAULT_SET] if one.kind == "text"]
    asked = FollowUp(settings, judge, [remarks])
    usual = Dialogue(settings, judge, "c", begun=datetime(2026, 11, 20, 10), caller=CALLER)
    talk = Talk(UntilDanger(asked, usual, settings, judge))
    talk.press("1")
    talk.feed(final(f"那条河{DOUBTFUL}", 7))
    assert talk.said == settings.dialogue.prompts.danger
    talk.listens()
    talk.feed(final(answer, 9))
    talk.listens()
    assert (talk.last.queue if isinstance(talk.last, Route) else None) == queue
    assert [one.value for one in asked.answers] == ([] if queue else [f"那条河{DOUBTFUL}"])
    assert queue or talk.last == HangUp("answered")
