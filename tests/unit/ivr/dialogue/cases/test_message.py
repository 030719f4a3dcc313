"""A message that becomes a case: what is asked, what is written down when, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import MESSAGE_TAKEN, KeyPressed
from contracts.dialogue import CaseDraft, CaseNoted, HangUp, KeepWaiting, NoteCase, Route
from ivr import Dialogue, IvrSettings
from ivr.dialogue.cases.draft import Draft, number_aloud
from ivr.dialogue.cases.message import CaseMessage
from ivr.dialogue.short.in_danger import UntilDanger
from ivr.slots import Gazetteer
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.callbacks.offered import CALLER, Talk

NOW = datetime(2026, 11, 29, 10)
NUMBER = "261129000009"
Leaves = Callable[..., Talk]


@pytest.fixture
def leaves(settings: IvrSettings, understanding: Judge) -> Leaves:
    """A caller who is offered to leave a message, or has asked for it."""

    def begin(
        *, caller: str = CALLER, known: CaseDraft | None = None, asked_for: bool = True, nobody: bool = False
    ) -> Talk:
        draft = Draft(Gazetteer((), understanding.sounds), NOW, known or CaseDraft())
        message = CaseMessage(settings, understanding, draft, caller, asked_for=asked_for, nobody=nobody)
        usual = Dialogue(settings, understanding, "c", begun=NOW, caller=CALLER)
        return Talk(UntilDanger(message, usual, settings, understanding))

    return begin


def notes(talk: Talk) -> list[NoteCase]:
    return [action for action in talk.did if isinstance(action, NoteCase)]


def answers(talk: Talk, *said: str) -> None:
    """Hears each question and says that; an empty one is silence."""
    for text in said:
        talk.listens()
        if text:
            talk.speak(text)
        else:
            talk.silence()


def tells(talk: Talk, text: str) -> None:
    """What it is about, and then nothing more."""
    answers(talk, text)
    talk.silence()


WHOLE = ("幸福路十二号翠竹小区三号楼", "前天晚上", "是的", "需要")


def test_a_whole_message_is_read_back_and_gets_a_number_that_is_said_twice(leaves: Leaves) -> None:
    talk = leaves()
    assert "什么事" in talk.said
    tells(talk, "我们这里的路灯坏了")
    answers(talk, *WHOLE)
    assert "路灯坏了" in talk.said
    assert "幸福路十二号" in talk.said
    assert "一三九，一二三四，五六七八" in talk.said
    assert "保密" in talk.said
    answers(talk, "对")
    last = notes(talk)[-1]
    assert last.last
    draft = last.draft
    assert (draft.place, draft.telephone, draft.secret) == ("幸福路12号翠竹小区3号楼", CALLER, True)
    assert draft.happened.startswith("2026-11-27")
    talk.feed(CaseNoted(NUMBER))
    first, again, goodbye = talk.says()[-3:]
    assert number_aloud(NUMBER) in first.text
    assert number_aloud(NUMBER) in again.text
    assert (first.slow, again.slow, goodbye.slow) == (True, True, False)
    for said in (first, again, goodbye):
        assert talk.last is None
        talk.feed_done(said)
    assert talk.last == HangUp(MESSAGE_TAKEN)


@pytest.mark.parametrize(
    ("answer", "goes_on"),
    [
        ("好", True),
        ("留言", True),
        ("我要登记", True),
        ("不用了", False),
        ("不留言", False),
        ("转人工", False),
    ],
)
def test_who_is_offered_it_says_yes_or_waits_on(leaves: Leaves, answer: str, goes_on: bool) -> None:
    talk = leaves(asked_for=False)
    answers(talk, answer)
    assert ("什么事" in talk.said) == goes_on
    if not goes_on:
        talk.listens()
        assert talk.last == KeepWaiting()


def test_silence_at_the_offer_waits_on(leaves: Leaves) -> None:
    talk = leaves(asked_for=False, nobody=True)
    assert "没有接线员在岗" in talk.said
    answers(talk, "")
    talk.listens()
    assert talk.last == KeepWaiting()
    assert notes(talk) == []


@pytest.mark.parametrize(
    ("caller", "telephone", "said"),
    [
        (CALLER, ("是的",), "用这个电话"),
        (CALLER, ("不是", "一三九零零零零零零零二", "对"), "用您留的电话"),
        ("", ("一三九零零零零零零零二", "对"), "用您留的电话"),
        ("", ("没有电话", ""), "再见"),
    ],
)
def test_progress_is_promised_to_the_telephone_that_was_left(
    leaves: Leaves, caller: str, telephone: tuple[str, ...], said: str
) -> None:
    talk = leaves(caller=caller)
    tells(talk, "我们这里的路灯坏了")
    answers(talk, *WHOLE[:2], *telephone)
    for _ in range(4):
        if "保密" not in talk.said or "登记" in talk.said:
            answers(talk, "")
    answers(talk, "需要", "对")
    talk.feed(CaseNoted(NUMBER))
    assert said in talk.said
    assert ("电话" in talk.said) == (said != "再见")


def test_keys_take_the_offer_and_answer_the_questions(leaves: Leaves) -> None:
    talk = leaves(asked_for=False)
    talk.press("1")
    tells(talk, "路灯坏了")
    answers(talk, "不知道", "不知道")
    talk.press("2")
    talk.press("13900000002#")
    talk.press("1")
    talk.press("2")
    assert "不保密" in talk.said
    talk.press("1")
    last = notes(talk)[-1]
    assert last == NoteCase(CaseDraft(said="路灯坏了", telephone="13900000002", secret=False), last=True)


def test_several_sentences_are_one_message(leaves: Leaves) -> None:
    talk = leaves()
    talk.listens()
    talk.speak("路灯坏了")
    talk.speak("晚上都看不见")
    talk.silence()
    assert notes(talk)[-1].draft.said == "路灯坏了，晚上都看不见"
    assert "什么地方" in talk.said


def test_what_was_told_in_the_message_or_before_it_is_not_asked_again(leaves: Leaves) -> None:
    known = CaseDraft(said="停水", place="幸福路12号", place_said="幸福路十二号")
    talk = leaves(known=known)
    tells(talk, "昨天晚上八点停水了")
    assert "号码联系您" in talk.said
    draft = notes(talk)[-1].draft
    assert (draft.place, draft.said) == ("幸福路12号", "昨天晚上八点停水了")
    assert draft.happened.startswith("2026-11-28")


def test_who_adds_nothing_leaves_what_they_told_before(leaves: Leaves) -> None:
    talk = leaves(known=CaseDraft(said="我们小区停水"))
    answers(talk, "", "")
    assert "什么地方" in talk.said
    assert notes(talk)[-1].draft.said == "我们小区停水"


def test_who_says_nothing_at_all_waits_on(leaves: Leaves) -> None:
    talk = leaves()
    answers(talk, "", "")
    talk.listens()
    assert (talk.last, notes(talk)) == (KeepWaiting(), [])


def test_half_a_message_is_written_down_as_it_is_told(leaves: Leaves) -> None:
    talk = leaves()
    tells(talk, "路灯坏了")
    assert [note.last for note in notes(talk)] == [False]
    answers(talk, "幸福路十二号翠竹小区三号楼")
    latest = notes(talk)[-1]
    assert (latest.last, latest.draft.place) == (False, "幸福路12号翠竹小区3号楼")
    assert (latest.draft.telephone, latest.draft.secret) == (None, None)


@pytest.mark.parametrize("after", range(5))
def test_a_wish_for_a_human_ends_it_at_any_question(leaves: Leaves, after: int) -> None:
    talk = leaves()
    if after:
        tells(talk, "路灯坏了")
    answers(talk, *WHOLE[: max(0, after - 1)], "转人工")
    talk.listens()
    assert talk.last == KeepWaiting()
    assert not any(note.last for note in notes(talk))


@pytest.mark.parametrize("after", range(6))
def test_danger_is_an_emergency_at_any_question(leaves: Leaves, after: int) -> None:
    talk = leaves()
    if after:
        tells(talk, "路灯坏了")
    answers(talk, *WHOLE[: max(0, after - 1)], "着火了")
    assert isinstance(talk.last, Route)
    assert talk.last.queue == "emergency"


def test_danger_said_into_the_number_is_one_too(leaves: Leaves) -> None:
    talk = leaves()
    tells(talk, "路灯坏了")
    answers(talk, *WHOLE, "对")
    talk.feed(CaseNoted(NUMBER))
    talk.speak("着火了")
    assert isinstance(talk.last, Route)


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("不对，是滨河路三十号长城小区五号楼", "place", "滨河路30号长城小区5号楼"),
        ("不对，电话是一三九零零零零零零零二", "telephone", "13900000002"),
    ],
)
def test_what_was_wrong_is_put_right_and_read_back_again(
    leaves: Leaves, said: str, field: str, value: str
) -> None:
    talk = leaves()
    tells(talk, "路灯坏了")
    answers(talk, *WHOLE, said)
    assert "我念一遍" in talk.said
    answers(talk, "对")
    last = notes(talk)[-1]
    assert (last.last, getattr(last.draft, field)) == (True, value)


def test_a_no_asks_what_is_wrong(leaves: Leaves) -> None:
    talk = leaves()
    tells(talk, "路灯坏了")
    answers(talk, *WHOLE, "不对")
    assert "哪里不对" in talk.said
    answers(talk, "事情说错了")
    tells(talk, "是井盖坏了")
    assert "井盖坏了" in talk.said
    answers(talk, "对")
    assert notes(talk)[-1].draft.said == "是井盖坏了"


def test_a_withheld_number_is_asked_for_and_may_stay_withheld(leaves: Leaves) -> None:
    talk = leaves(caller="")
    tells(talk, "路灯坏了")
    answers(talk, *WHOLE[:2])
    assert "联系您的电话" in talk.said
    answers(talk, "不留")
    assert notes(talk)[-1].draft.telephone == ""
    answers(talk, "不用")
    assert "不留电话" in talk.said


def test_silence_keeps_secret_and_agrees(leaves: Leaves) -> None:
    talk = leaves()
    tells(talk, "路灯坏了")
    answers(talk, "", "", "", "", "", "")
    last = notes(talk)[-1]
    expected = CaseDraft(said="路灯坏了", telephone=CALLER, secret=True)
    assert (last.draft, last.last) == (replace(expected, happened=last.draft.happened), True)


@pytest.mark.parametrize("failed", [True, False])
def test_when_nothing_can_be_written_down_they_wait_on(leaves: Leaves, failed: bool) -> None:
    talk = leaves()
    tells(talk, "路灯坏了")
    answers(talk, *WHOLE, "对")
    if failed:
        talk.feed(CaseNoted(""))
    else:
        talk.silence()  # no answer in time
    assert "登记不了" in talk.said
    talk.listens()
    assert talk.last == KeepWaiting()


WORDS = ("路灯坏了", "幸福路", "昨天", "对", "不对", "不知道", "13900000002", "电话", "保密", "")


@given(st.lists(st.sampled_from([*WORDS, "1", "2", "#", "*", "9"]), max_size=80))
def test_it_always_comes_to_an_end(settings: IvrSettings, understanding: Judge, did: list[str]) -> None:
    draft = Draft(Gazetteer((), understanding.sounds), NOW, CaseDraft())
    talk = Talk(CaseMessage(settings, understanding, draft, CALLER, asked_for=True))
    for one in did:
        if one in WORDS:
            answers(talk, one)
        else:
            talk.feed(KeyPressed(call="c", digit=one))
    for _ in range(60):
        if talk.last is not None:
            return
        talk.listens()
        if any(note.last for note in notes(talk)):
            talk.feed(CaseNoted(NUMBER))
        talk.listens_to_all()
        if talk.last is None:
            talk.silence()
    raise AssertionError(talk.did[-10:])


@pytest.mark.parametrize("how", ["转人工", "0"])
def test_who_wants_a_human_after_the_number_goes_on_waiting(leaves: Leaves, how: str) -> None:
    talk = leaves()
    tells(talk, "我们这里的路灯坏了")
    answers(talk, *WHOLE, "对")
    talk.feed(CaseNoted(NUMBER))
    if how == "0":
        talk.feed(KeyPressed(call="c", digit="0"))
    else:
        talk.speak(how)
    talk.listens()
    assert talk.last == KeepWaiting()
