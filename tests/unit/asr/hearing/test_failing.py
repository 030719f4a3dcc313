"""Recognisers that are slow, fail or are not there: told once, and speech is noticed all the same."""

from collections.abc import Callable

import pytest

from asr import NoRecogniser, Recogniser, ScriptedRecogniser
from contracts import HearingFailed, SpeechStarted, TranscriptFinal, TranscriptPartial
from tests.unit.asr.hearing.legs import SENTENCE, TIGHT, Gated, Leg
from tests.unit.asr.sounds import silence, voice


async def test_a_language_that_cannot_be_heard_is_reported_once(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["你好"]))
    one.feed(SENTENCE)
    await one.until(TranscriptFinal)
    one.hearing.use(ScriptedRecogniser(fail_open=True))
    one.feed(SENTENCE)
    await one.until(HearingFailed)
    one.hearing.use(ScriptedRecogniser(["太晚"]))
    one.feed(SENTENCE)
    assert len(one.of(HearingFailed)) == 1


async def test_a_slow_recogniser_loses_the_oldest_sound_first(leg: Callable[..., Leg]) -> None:
    gated = Gated("听到了")
    one = leg(gated, TIGHT)
    one.feed(silence(500), voice(2000))
    assert one.hearing.frames_dropped > 0
    assert one.hearing.failed is None
    gated.gate.set()
    one.feed(silence(1500))
    await one.until(TranscriptFinal)
    (final,) = one.of(TranscriptFinal)
    assert final.text == "听到了"
    assert one.of(HearingFailed) == []
    times = [time for word in final.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)


async def test_a_hopelessly_slow_recogniser_fails_once_and_speech_is_still_noticed(
    leg: Callable[..., Leg],
) -> None:
    gated = Gated("听不到")
    one = leg(gated, TIGHT)
    one.feed(silence(500), voice(6000))
    (failed,) = one.of(HearingFailed)
    assert "too slow" in failed.reason
    assert one.hearing.failed == failed.reason
    dropped = one.hearing.frames_dropped
    gated.gate.set()
    one.feed(silence(1500), SENTENCE, SENTENCE)
    await one.hearing.close()
    assert len(one.of(HearingFailed)) == 1
    assert len(one.of(SpeechStarted)) == 3
    assert one.of(TranscriptFinal) == one.of(TranscriptPartial) == []
    assert one.hearing.frames_dropped == dropped


@pytest.mark.parametrize(
    ("recogniser", "reason"),
    [
        (ScriptedRecogniser(["好", "坏"], fail_at=1), "scripted failure"),
        (ScriptedRecogniser(fail_open=True), "on opening"),
        (NoRecogniser(), "switched off"),
    ],
)
async def test_a_failing_recogniser_is_reported_once(
    leg: Callable[..., Leg], recogniser: Recogniser, reason: str
) -> None:
    one = leg(recogniser)
    one.feed(SENTENCE, SENTENCE)
    await one.until(HearingFailed)
    one.feed(SENTENCE)
    await one.hearing.close()
    (failed,) = one.of(HearingFailed)
    assert reason in failed.reason
    assert len(one.of(SpeechStarted)) == 3
    assert len(one.of(TranscriptFinal)) <= 1


async def test_without_a_recogniser_that_is_known_before_anybody_speaks(leg: Callable[..., Leg]) -> None:
    one = leg(NoRecogniser())
    await one.until(HearingFailed)
    assert one.hearing.frames_in == 0


async def test_a_failure_of_one_leg_leaves_the_others_alone(leg: Callable[..., Leg]) -> None:
    bad = leg(ScriptedRecogniser(["坏"], fail_at=0))
    good = leg(ScriptedRecogniser(["好"]))
    for each in (bad, good):
        each.feed(SENTENCE)
    await good.until(TranscriptFinal)
    await bad.until(HearingFailed)
    assert good.of(HearingFailed) == []
