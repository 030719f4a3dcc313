"""Callers on the grey and the black list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from contracts.dialogue import (
    Action,
    Answered,
    DialogueMachine,
    HangUp,
    Input,
    PromptDone,
    SetTimer,
    TimerFired,
)
from contracts.events.call.calls import KeyPressed
from contracts.events.call.speech import (
    Alternative,
    HearingFailed,
    SpeechStarted,
    TranscriptFinal,
    TranscriptPartial,
)
from ivr import Dialogue, IvrSettings
from ivr.dialogue.callers.screened import MOST_SAID, TOLD, BlackCaller, GreyCaller
from ivr.understanding.judge import Judge
from ivr.understanding.judgement import NOTHING, Judgement
from ivr.understanding.topics.meaning import Vector
from tests.unit.ivr.talk import Talk


def on_list(settings: IvrSettings, understanding: Judge, kind: str) -> Talk:
    usual = Dialogue(settings, understanding, "c1", begun=datetime(2026, 11, 20, 10))
    machine: DialogueMachine = (
        GreyCaller(usual, settings) if kind == "grey" else BlackCaller(usual, settings, understanding, "c1")
    )
    return Talk(settings, understanding, machine=machine)


@pytest.fixture
def grey(settings: IvrSettings, understanding: Judge) -> Talk:
    return on_list(settings, understanding, "grey")


@pytest.fixture
def black(settings: IvrSettings, understanding: Judge) -> Talk:
    return on_list(settings, understanding, "black")


def final(text: str, utterance: int = 0, *others: str) -> TranscriptFinal:
    alternatives = tuple(Alternative(text=other, confidence=0.3) for other in others)
    return TranscriptFinal(
        call="c1", leg="caller", utterance=utterance, text=text, start_ms=0, end_ms=900, confidence=0.9,
        alternatives=alternatives,
    )  # fmt: skip


def wait_for_the_end(caller: Talk) -> None:
    """Prompts play to their end, timers fire, nobody says anything."""
    caller.wait(600)
    assert caller.over


def test_a_grey_caller_is_served_last(grey: Talk, settings: IvrSettings) -> None:
    grey.send(Answered())
    grey.send(KeyPressed(call="c1", digit=settings.dialogue.human_key))
    assert grey.route is not None
    assert grey.route.queue == settings.dialogue.human_queue
    assert grey.route.priority == settings.screening.grey_priority < 0


def test_a_plea_for_a_human_is_no_emergency(grey: Talk, settings: IvrSettings) -> None:
    grey.send(Answered())
    grey.send(final("转人工"))
    assert grey.route is not None
    assert grey.route.priority == settings.screening.grey_priority


@pytest.mark.parametrize("said", ["着火了快来人啊", "家里着火了快给我转人工"])
def test_a_grey_caller_in_danger_is_served_first(grey: Talk, said: str) -> None:
    grey.send(Answered())
    grey.send(final(said))
    assert grey.route is not None
    assert grey.route.priority > 0


def test_a_black_caller_is_told_and_the_call_ends(black: Talk, settings: IvrSettings) -> None:
    black.send(Answered())
    wait_for_the_end(black)
    screening = settings.screening
    assert black.said == [screening.black_prompt] * TOLD + [screening.black_goodbye]
    assert black.hangup == HangUp("screened")
    (decided,) = black.decided
    assert decided.outcome == "answer"
    assert "黑名单" in decided.reason


@pytest.mark.parametrize("kind", ["partial", "final", "alternative"])
def test_a_black_caller_in_danger_is_put_through(black: Talk, kind: str) -> None:
    black.send(Answered())
    black.send(SpeechStarted(call="c1", leg="caller", audio_ms=0))
    if kind == "partial":
        black.send(TranscriptPartial(call="c1", leg="caller", utterance=0, text="家里着火了"))
    elif kind == "final":
        black.send(final("家里着火了"))
    else:
        black.send(final("家里着货了", 0, "家里着火了"))
        if black.route is None:  # the usual conversation asks once more before it believes another reading
            black.send(final("家里着火了", 1))
    assert black.route is not None
    assert black.route.queue == "emergency"


def test_any_key_leads_a_black_caller_to_a_human(black: Talk, settings: IvrSettings) -> None:
    black.send(Answered())
    black.send(KeyPressed(call="c1", digit="7"))
    assert black.route is not None
    assert black.route.queue == settings.dialogue.human_queue


def test_an_emergency_in_the_last_words_still_counts(black: Talk, settings: IvrSettings) -> None:
    until_the_goodbye(black, settings)
    black.send(final("我被人打了快救命"))
    assert black.route is not None


@pytest.mark.parametrize("said", ["楼上装修吵死人了", "你们天天不接我电话", "公积金怎么提取"])
def test_other_matters_do_not_pass(black: Talk, said: str) -> None:
    black.send(Answered())
    black.send(final(said))
    assert black.route is None
    assert black.decided == []


def until_the_goodbye(black: Talk, settings: IvrSettings) -> None:
    """It has just begun."""
    black.send(Answered())
    for _ in range(200):
        if settings.screening.black_goodbye in black.said:
            return
        black.wait(0.5)
    raise AssertionError(f"no good-bye: {black.said}")


@pytest.mark.parametrize("sign", ["speech", "partial"])
@pytest.mark.parametrize("end", [PromptDone("screened-goodbye"), TimerFired("screened", "silence")])
def test_nobody_is_cut_off_in_the_middle_of_a_sentence(
    black: Talk, settings: IvrSettings, sign: str, end: Input
) -> None:
    until_the_goodbye(black, settings)
    black.send(SpeechStarted(call="c1", leg="caller", audio_ms=0))
    if sign == "partial":
        black.send(TranscriptPartial(call="c1", leg="caller", utterance=0, text="我家"))
    black.send(end)
    assert black.hangup is None
    assert black.timers["screened"] == black.now + settings.screening.black_wait_s
    black.send(final("我家着火了"))
    assert black.route is not None
    assert black.route.queue == "emergency"


@pytest.mark.parametrize("last", [final("再见"), final(""), TimerFired("screened", "silence")])
def test_after_the_last_words_the_call_ends(black: Talk, settings: IvrSettings, last: Input) -> None:
    until_the_goodbye(black, settings)
    black.send(SpeechStarted(call="c1", leg="caller", audio_ms=0))
    black.send(PromptDone("screened-goodbye"))
    black.send(last)
    assert black.hangup == HangUp("screened")


def test_who_cannot_be_heard_gets_the_usual_keys(black: Talk) -> None:
    black.send(Answered())
    black.send(HearingFailed(call="c1", leg="caller", reason="gone"))
    assert black.route is None
    assert black.hangup is None
    black.send(KeyPressed(call="c1", digit="0"))
    assert black.route is not None


def test_nobody_holds_the_line_by_talking(black: Talk, settings: IvrSettings) -> None:
    black.send(Answered())
    for utterance in range(MOST_SAID):
        black.send(SpeechStarted(call="c1", leg="caller", audio_ms=0))
        black.send(final("你们今天天气真好", utterance))
    assert black.said[-1] == settings.screening.black_goodbye
    wait_for_the_end(black)
    assert black.decided[-1].heard == "你们今天天气真好"


SMALL = IvrSettings.model_validate(
    {
        "queues": [{"id": "general", "name": "综合"}],
        "intents": [{"id": "other", "name": "其他", "queue": "general", "sayings": ["别的事"]}],
    }
)
EVENTS: st.SearchStrategy[Input] = st.one_of(
    st.builds(PromptDone, st.sampled_from(["screened-1", "screened-2", "screened-goodbye", "p1"])),
    st.builds(TimerFired, st.sampled_from(["screened", "prompt-1"]), st.just("silence")),
    st.builds(final, st.sampled_from(["", "你好", "我要投诉噪音"]), st.integers(0, 9)),
    st.just(SpeechStarted(call="c1", leg="caller", audio_ms=0)),
    st.just(TranscriptPartial(call="c1", leg="caller", utterance=0, text="你好")),
)


class Never:
    """The usual conversation, where it must not begin."""

    def sentence(self, final: TranscriptFinal) -> str:
        raise AssertionError(final)

    def handle(self, event: Input, now: float) -> list[Action]:
        raise AssertionError(event)


class Calm:
    """Never hears of an emergency."""

    def urgent(self, text: str) -> Judgement | None:
        return None

    def alarming(self, text: str, vector: Vector | None = None) -> Judgement | None:
        return None

    def decide(self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None) -> Judgement:
        return NOTHING


@given(events=st.lists(EVENTS, max_size=30))
@hypothesis_settings(max_examples=200)
def test_a_black_caller_is_never_left_in_silence(events: list[Input]) -> None:
    """After every event a timer runs, or the call has ended."""
    machine = BlackCaller(Never(), SMALL, Calm(), "c1")
    runs = False
    for event in [Answered(), *events]:
        runs = runs and event != TimerFired("screened", "silence")
        actions = machine.handle(event, 0.0)
        if any(isinstance(action, HangUp) for action in actions):
            return
        runs = runs or any(isinstance(action, SetTimer) for action in actions)
        assert runs
