"""Whatever happens, in whatever order: never stuck, never silent, nothing after the end."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings, strategies
from ivr_talk import Talk, final

from contracts import HearingFailed, KeyPressed, SpeechStarted, TranscriptPartial
from contracts.dialogue import Answered, Input, PromptDone, TimerFired

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
        "🙂",
    ]
)
NUMBERS = strategies.integers(0, 8)

EVENTS = strategies.one_of(
    strategies.just(Answered()),
    strategies.builds(PromptDone, strategies.builds("p{}".format, NUMBERS), strategies.booleans()),
    strategies.builds(
        TimerFired,
        strategies.builds("{}-{}".format, strategies.sampled_from(["prompt", "speech", "silence"]), NUMBERS),
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
)


@given(steps=strategies.lists(strategies.tuples(strategies.floats(0, 4), EVENTS), max_size=25))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@given(texts=strategies.lists(TEXTS, min_size=12, max_size=12))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_caller_is_kept_for_many_turns(texts: list[str], new_talk: Callable[[], Talk]) -> None:
    talk = new_talk().answer()
    for text in texts:
        talk.hear_out()
        if not talk.over:
            talk.speak(text)
    assert talk.hear_out().over
