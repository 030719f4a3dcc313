"""Whether somebody is called back and under which number; and who answers the call-back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import KeyPressed
from contracts.dialogue import Booked, HangUp, KeepWaiting, Route, StopSaying
from ivr import IvrSettings
from ivr.dialogue.callbacks.offer import KEPT, CallbackOffer
from ivr.dialogue.callbacks.reached import DECLINED, MACHINE, Reached
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.callbacks.offered import CALLER, Talk

Offered = Callable[..., Talk]


@pytest.fixture
def offered(settings: IvrSettings, understanding: Judge) -> Offered:
    def begin(caller: str = CALLER, *, asked_for: bool = False) -> Talk:
        return Talk(CallbackOffer(settings, understanding.normaliser, caller, asked_for=asked_for))

    return begin


@pytest.fixture
def reached(settings: IvrSettings, understanding: Judge) -> Offered:
    def begin(*, missed: bool = False) -> Talk:
        return Talk(Reached(settings, understanding.normaliser, "general", missed=missed))

    return begin


@pytest.mark.parametrize("yes", ["好", "回电", "给我打过来吧", "要", "可以"])
def test_by_voice_a_caller_keeps_the_place_under_the_number_they_call_from(
    offered: Offered, yes: str
) -> None:
    talk = offered()
    assert "回电" in talk.said
    talk.speak(yes)
    assert "现在这个号码" in talk.said
    talk.speak("对")
    assert talk.numbers == [CALLER]
    talk.feed(Booked(True))
    assert talk.last is None, "they are told first"
    talk.listens()
    assert talk.last == HangUp(KEPT)


def test_by_key(offered: Offered) -> None:
    talk = offered()
    talk.press("1")
    assert any(isinstance(action, StopSaying) for action in talk.did)
    talk.press("1")
    assert talk.numbers == [CALLER]


@pytest.mark.parametrize("no", ["不用了", "不要回电", "我再等等", "我要投诉", "不回电"])
def test_who_says_anything_else_waits_on(offered: Offered, no: str) -> None:
    talk = offered()
    talk.speak(no)
    talk.listens()
    assert talk.last == KeepWaiting()
    assert talk.numbers == []


@pytest.mark.parametrize("human", ["转人工", "好，转人工", "我要人工", "帮我转", "0"])
@pytest.mark.parametrize("before", ["", "回电", "回电 不是"])
def test_who_wants_a_human_waits_for_one_whatever_was_asked(
    offered: Offered, before: str, human: str
) -> None:
    talk = offered()
    for text in before.split():
        talk.speak(text)
    if human != "0":
        talk.speak(human)
    elif "不是" not in before:  # where no number is typed
        talk.press(human)
    for _ in range(4):
        talk.listens()
        if talk.last is None:
            talk.silence()
    assert talk.last == KeepWaiting()
    assert talk.numbers == []


def test_who_says_nothing_to_the_offer_waits_on(offered: Offered) -> None:
    talk = offered()
    talk.listens()
    talk.silence()
    talk.listens()
    assert talk.last == KeepWaiting()


def test_who_has_asked_and_says_nothing_more_is_called_under_their_own_number(offered: Offered) -> None:
    talk = offered(asked_for=True)
    talk.listens()
    talk.silence()
    assert talk.numbers == [CALLER]


def test_another_number_is_spoken_and_read_back(offered: Offered) -> None:
    talk = offered(asked_for=True)
    talk.speak("不是")
    talk.speak("一三八零零一三八零零零")
    assert talk.says()[-1].personal, "its sound is not kept"
    assert talk.numbers == []
    talk.speak("不对")
    talk.speak("幺三九零零幺三九零零零")
    talk.speak("对")
    assert talk.numbers == ["13900139000"]


def test_a_withheld_number_is_asked_for_and_typed(offered: Offered) -> None:
    talk = offered("", asked_for=True)
    talk.press("1391234")
    talk.press("*13912345678#")
    assert talk.numbers == []
    talk.press("1")
    assert talk.numbers == ["13912345678"]


def test_a_number_that_nobody_agreed_to_is_not_called(offered: Offered) -> None:
    talk = offered("", asked_for=True)
    talk.speak("一三八零零一三八零零零")
    talk.listens()
    talk.silence()
    talk.listens()
    assert talk.numbers == []
    assert talk.last == KeepWaiting()


def test_who_cannot_be_called_is_told_and_waits_on(offered: Offered) -> None:
    talk = offered(asked_for=True)
    talk.press("1")
    talk.feed(Booked(False))
    assert "不能回电" in talk.said
    talk.listens()
    assert talk.last == KeepWaiting()


def test_a_book_that_never_answers_keeps_nobody(offered: Offered) -> None:
    talk = offered(asked_for=True)
    talk.press("1")
    talk.silence()
    talk.listens()
    assert talk.last == KeepWaiting()


def test_a_person_who_answers_is_put_through(reached: Offered) -> None:
    for talk in (reached(), reached(missed=True)):
        talk.speak("喂你好")
        assert isinstance(talk.last, Route)
    assert "没有等到" in talk.says()[0].text
    talk = reached()
    talk.press("1")
    assert isinstance(talk.last, Route)


@pytest.mark.parametrize("text", ["您拨打的用户暂时无法接听", "请在嘀声后留言", "您好我现在不方便请留言"])
def test_a_machine_that_speaks_is_nobody(reached: Offered, text: str) -> None:
    talk = reached()
    talk.speak(text)
    assert talk.last == HangUp(MACHINE)


def test_silence_is_nobody(reached: Offered) -> None:
    talk = reached()
    talk.listens()
    talk.silence()
    assert talk.last == HangUp(MACHINE)


def test_who_wants_no_call_hears_a_good_bye(reached: Offered) -> None:
    for refuse in (lambda talk: talk.press("2"), lambda talk: talk.speak("不用了")):
        talk = reached()
        refuse(talk)
        assert talk.last is None
        talk.listens()
        assert talk.last == HangUp(DECLINED)


EVENTS = st.lists(
    st.one_of(
        st.sampled_from("0123456789*#").map(lambda digit: KeyPressed(call="c", digit=digit)),
        st.sampled_from(["好", "不是", "一三八零零一三八零零零", "", "嗯", "转人工", "1" * 40]),
        st.just("hears"),
        st.just("waits"),
        st.booleans().map(Booked),
    ),
    max_size=30,
)


@given(events=EVENTS, caller=st.sampled_from([CALLER, ""]))
def test_whatever_a_caller_does_it_ends_and_books_only_what_was_agreed_to(
    settings: IvrSettings, understanding: Judge, events: list[object], caller: str
) -> None:
    """After any beginning, silence leads to an end; a number is asked to be called once at most at a time."""
    talk = Talk(CallbackOffer(settings, understanding.normaliser, caller))
    for event in events:
        if talk.last is not None:
            break
        match event:
            case "hears":
                talk.listens()
            case "waits":
                talk.silence()
            case str(text):
                talk.speak(text)
            case _:
                talk.feed(event)  # type: ignore[arg-type]
    for _ in range(20):
        if talk.last is None:
            talk.listens()
        if talk.last is None:
            talk.silence()
    assert talk.last is not None
    assert len(talk.numbers) <= 1
    if isinstance(talk.last, HangUp):
        assert talk.numbers
