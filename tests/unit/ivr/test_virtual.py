"""Simulated calls of a hotline that asks, answers, and has a second judge."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from contracts import TranscriptFinal, TranscriptPartial
from contracts.dialogue import Action, HangUp, Input, Opinion, Route
from hotline.administration.simulation.callers import speak_in_turn
from hotline.administration.simulation.result import result
from hotline.administration.simulation.show import CallPrinter
from ivr import Dialogue, IvrSettings, Understanding
from ivr.steps import Step
from ivr.virtual import CALL, Judge, VirtualCall

SETTINGS = IvrSettings.model_validate(
    {
        "queues": [{"id": "general", "name": "综合"}, {"id": "urban", "name": "城管"}],
        "questions": [{"id": "where", "label": "地址", "prompt": "请问在哪里？", "kind": "address"}],
        "intents": [
            {
                "id": "garbage",
                "name": "垃圾",
                "queue": "urban",
                "ask": ["where"],
                "sayings": ["垃圾没有人收", "垃圾桶满了", "门口堆着垃圾", "垃圾好几天没清运"],
            },
            {
                "id": "hours",
                "name": "时间",
                "queue": "general",
                "answer": "全天有人接听。",
                "sayings": ["你们几点上班", "热线什么时间有人", "晚上能打通吗", "周末有没有人接电话"],
            },
        ],
        "dialogue": {"route_at": 0.5, "confirm_at": 0.2},
    }
)


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(SETTINGS)


def call_of(
    understanding: Understanding,
    on_step: Callable[[Step], None] = lambda step: None,
    judge: Judge | None = None,
) -> VirtualCall:
    machine = Dialogue(SETTINGS, understanding, CALL, consults=judge is not None)
    return VirtualCall(machine, on_step, judge=judge)


def test_answers_are_in_the_result_and_on_the_terminal(understanding: Understanding) -> None:
    out = io.StringIO()
    call = call_of(understanding, CallPrinter(Console(file=out, width=200), SETTINGS).step)
    speak_in_turn(call, ["门口垃圾没有人收", "幸福路十二号"], "对")
    found = result(call, "text", None)
    assert found["queue"] == "urban"
    assert found["steps"][-3]["slots"][0]["value"] == "幸福路12号"
    assert "地址：幸福路12号" in out.getvalue()
    assert "先问清楚" in out.getvalue()


@pytest.mark.parametrize(("yes", "end"), [("对", Route), (None, HangUp)])
def test_who_agrees_is_put_through_after_an_answer(
    understanding: Understanding, yes: str | None, end: type
) -> None:
    call = call_of(understanding)
    speak_in_turn(call, ["你们几点上班"], yes)
    assert any(step.text == "全天有人接听。" for step in call.steps)
    assert isinstance(call.end, end)


@pytest.mark.parametrize(("opinion", "asked"), [(Opinion("garbage", "说的是垃圾"), True), (None, False)])
def test_the_second_judge_is_asked_about_what_is_unclear(
    understanding: Understanding, opinion: Opinion | None, asked: bool
) -> None:
    consulted: list[str] = []

    def judge(text: str, likely: tuple[str, ...]) -> Opinion | None:
        consulted.append(text)
        return opinion

    call = call_of(understanding, judge=judge)
    call.answer()
    call.speak("今天吃什么好呢")
    call.hear_out()
    assert consulted == ["今天吃什么好呢"]
    assert "consult" in [step.kind for step in call.steps]
    assert call.asked == asked


def test_slow_prompts_take_longer(understanding: Understanding) -> None:
    call = call_of(understanding)
    call.answer()
    call.speak("你说慢点")
    begin, greeting = call.now, SETTINGS.dialogue.prompts.greeting
    call.hear_out()
    assert call.now - begin > 0.2 * len(SETTINGS.dialogue.prompts.elder + greeting)


class Listening:
    """A machine that only keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[Input] = []

    def sentence(self, final: TranscriptFinal) -> str:
        return final.text

    def handle(self, event: Input, now: float) -> list[Action]:
        self.told.append(event)
        return []


def test_what_a_recogniser_has_made_of_it_is_said_as_it_was_heard() -> None:
    """At its place in this call, with its language and whose words it is."""
    machine = Listening()
    call = VirtualCall(machine)
    heard = TranscriptFinal(
        call="past", leg="caller", utterance=7, text="where am I", language="en", language_confidence=0.9,
        start_ms=90_000, end_ms=92_000, confidence=0.5,
    )  # fmt: skip
    call.until(3)
    call.repeat(heard, seconds=2)
    call.repeat(heard.model_copy(update={"aside": True}), seconds=1)
    first, second = (event for event in machine.told if isinstance(event, TranscriptFinal))
    here = {"call": CALL, "utterance": 0, "start_ms": 3000, "end_ms": 5000}
    assert first == heard.model_copy(update={**here, "at": first.at})
    assert (second.utterance, second.start_ms, second.aside) == (1, 5000, True)
    partials = [event.utterance for event in machine.told if isinstance(event, TranscriptPartial)]
    assert set(partials) == {0}, "an aside has none"
    assert [step.aside for step in call.steps if step.kind == "speech"] == [False, True]
