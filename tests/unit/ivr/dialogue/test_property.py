"""Whatever happens, in whatever order: never stuck, never silent, nothing after the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from contracts import HearingFailed, KeyPressed, SpeechStarted, TranscriptPartial
from contracts.dialogue import Answered, Input, Opinion, PromptDone, TimerFired, TimerKind
from ivr import IvrSettings
from ivr.settings.intents.answers import AnswerSettings
from ivr.settings.intents.questions import QuestionSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk, final

TEXTS = strategies.sampled_from(
    [
        "",
        "对",
        "不是",
        "没事了",
        "你好",
        "公积金怎么提取",
        "楼上装修吵死人了",
        "今天晚上吃什么",
        "转人工",
        "我家着火了",
        "不是，我要查公积金",
        "你说慢点我听不清",
        "不知道",
        "幸福路十二号",
        "一三八零零一三八零零零",
        "昨天下午三点",
        "我家停水了，还有公司拖欠我三个月工资不发",
        "🙂",
    ]
)
NUMBERS = strategies.integers(0, 8)

EVENTS = strategies.one_of(
    strategies.just(Answered()),
    strategies.builds(PromptDone, strategies.builds("p{}".format, NUMBERS), strategies.booleans()),
    strategies.builds(
        lambda kind, number: TimerFired(f"{kind}-{number}", kind),
        strategies.sampled_from(get_args(TimerKind)),
        NUMBERS,
    ),
    strategies.builds(lambda digit: KeyPressed(call="c1", digit=digit), strategies.sampled_from("01259*#A")),
    strategies.just(SpeechStarted(call="c1", leg="caller", audio_ms=0)),
    strategies.builds(
        lambda number, text: TranscriptPartial(call="c1", leg="caller", utterance=number, text=text),
        NUMBERS,
        TEXTS,
    ),
    strategies.builds(lambda number, text: final(text, number), NUMBERS, TEXTS),
    strategies.just(HearingFailed(call="c1", leg="caller", reason="gone")),
    strategies.builds(
        Opinion, strategies.sampled_from([None, "noise_construction", "housing_fund", "fire", "unheard_of"])
    ),
)

QUESTIONS = tuple(
    QuestionSettings(id=id, label=id, prompt=f"请说{id}。", kind=kind, confirm=confirm)  # type: ignore[arg-type]
    for id, kind, confirm in (
        ("address", "address", True),
        ("phone", "phone", True),
        ("since", "date", False),
        ("agreed", "yes_no", False),
        ("detail", "text", False),
    )
)


@pytest.fixture(scope="session")
def new_talk(settings: IvrSettings, understanding: Judge) -> Callable[[], Talk]:
    """A new caller of a hotline that answers, asks, and has a second judge."""
    intents = tuple(
        one.model_copy(
            update={
                "ask": () if one.urgent else tuple(question.id for question in QUESTIONS),
                "answer": AnswerSettings(text="可以网上办。") if one.id == "housing_fund" else None,
            }
        )
        for one in settings.intents
    )
    changed = settings.model_copy(update={"intents": intents, "questions": QUESTIONS})
    return lambda: Talk(changed, understanding, consults=True, caller="13700137000")


@given(steps=strategies.lists(strategies.tuples(strategies.floats(0, 4), EVENTS), max_size=25))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_conversation_moves_on_and_ends(
    steps: list[tuple[float, Input]], new_talk: Callable[[], Talk]
) -> None:
    talk = new_talk().answer()
    for seconds, event in steps:
        talk.wait(seconds)
        if talk.over:
            break
        talk.send(event)  # `Talk` fails on an action after the end
        assert talk.over or talk.timers, "nothing would lead on"
        assert talk.over or len(talk.timers) == 1
    talk.wait(600)
    assert talk.over


TURNS = 24
"""Two for a request, two for each of five questions, two that are read back, and the ways back from them."""


@given(texts=strategies.lists(TEXTS, min_size=TURNS, max_size=TURNS))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_caller_is_kept_for_many_turns(texts: list[str], new_talk: Callable[[], Talk]) -> None:
    talk = new_talk().answer()
    for text in texts:
        talk.hear_out()
        if not talk.over:
            talk.speak(text)
    assert talk.hear_out().over
