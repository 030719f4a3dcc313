"""What a sentence means comes before the sentence, from outside, and counts for that sentence alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from contracts import SpeechStarted
from contracts.dialogue import Encoded, Lack
from contracts.sentences import EncodingError
from ivr import Dialogue, IvrSettings, Judgement
from ivr.dialogue.meaning.encoding import Encoding
from ivr.understanding.topics.meaning import Vector
from ivr.virtual import VirtualCall
from tests.unit.ivr.dialogue.judge import ScriptedJudge
from tests.unit.ivr.talk import Talk, final

FUND = "我要查公积金"
ROUNDABOUT = "每个月单位给我存的那个钱能拿出来不"
"""Means the same; none of its words is known."""
ELSEWHERE = "这句话别的地方都没有"
VECTOR = np.array([1, 0], np.float32)


class Meaning(ScriptedJudge):
    """Understands what has a vector as if the caller had spoken of the fund."""

    def decide(self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None) -> Judgement:
        return super().decide(text if vector is None else FUND, alternatives)

    def needs(
        self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None
    ) -> Sequence[Judgement]:
        return super().needs(text if vector is None else FUND, alternatives)


class Encoder:
    """A `SentenceEncoder` that notes what it is asked."""

    name, dimensions = "double", 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, text: str) -> Vector:
        self.asked.append(text)
        if text == ELSEWHERE:
            raise EncodingError("nothing is made of it")
        return VECTOR


@pytest.fixture
def judge(settings: IvrSettings) -> Meaning:
    return Meaning(settings)


@pytest.fixture
def talk(settings: IvrSettings, judge: Meaning) -> Talk:
    return Talk(settings, judge).answer().hear_out()


def test_a_sentence_is_understood_by_its_meaning(talk: Talk, judge: Meaning) -> None:
    talk.send(Encoded(ROUNDABOUT, VECTOR))
    talk.send(final(ROUNDABOUT, 0))
    assert talk.decided[-1].queue == judge.decide(FUND).queue
    assert talk.route is not None


@pytest.mark.parametrize("encoded", [None, Encoded(ELSEWHERE, VECTOR), Encoded(ROUNDABOUT, None, "late")])
def test_without_its_own_vector_words_decide(talk: Talk, encoded: Encoded | None) -> None:
    if encoded is not None:
        talk.send(encoded)
    talk.send(final(ROUNDABOUT, 0))
    assert talk.route is None


@pytest.mark.parametrize(("lack", "said"), [("late", "没来得及比较句义"), ("broken", "句义编码器没有回应")])
def test_why_it_is_missing_is_told_only_where_it_matters(talk: Talk, lack: Lack, said: str) -> None:
    unlikely = "我想吃火锅"
    talk.send(Encoded(unlikely, None, lack))
    talk.send(final(unlikely, 0))
    assert said in talk.decided[-1].reason
    talk.send(Encoded(FUND, None, lack))
    talk.send(final(FUND, 1))
    assert said not in talk.decided[-1].reason


def test_a_simulated_call_asks_for_what_is_judged_alone(settings: IvrSettings, judge: Meaning) -> None:
    encoder = Encoder()
    call = VirtualCall(Encoding(Dialogue(settings, judge, "c1"), encoder, lambda text: text))
    call.answer()
    call.speak("你好")
    call.overhear("旁边有人说话")
    call.speak(ELSEWHERE)
    assert encoder.asked == [ELSEWHERE]
    call.speak(ROUNDABOUT)
    assert encoder.asked == [ELSEWHERE, ROUNDABOUT]
    call.hear_out()
    assert call.reached == judge.decide(FUND).queue


def test_what_waits_is_part_of_the_sentence(settings: IvrSettings, judge: Meaning) -> None:
    machine = Dialogue(settings, judge, "c1")
    call = VirtualCall(machine)
    call.answer()
    call.hear_out()
    call.send(SpeechStarted(call="c1", leg="caller", audio_ms=0))
    call.send(SpeechStarted(call="c1", leg="caller", audio_ms=5000))
    first = final("那个钱", 0)
    assert machine.sentence(first) == ""  # the caller speaks on already: it is not judged yet
    call.send(first)
    second = final("能拿出来不", 1).model_copy(update={"start_ms": 5000, "end_ms": 7000})
    assert machine.sentence(second) == "那个钱，能拿出来不"
    assert machine.sentence(second) == "那个钱，能拿出来不"
    assert machine.sentence(second.model_copy(update={"aside": True})) == ""


def test_what_is_urgent_does_not_wait_for_its_meaning(settings: IvrSettings, judge: Meaning) -> None:
    machine = Dialogue(settings, judge, "c1")
    urgent = next(intent for intent in settings.intents if intent.urgent)
    assert machine.sentence(final(ROUNDABOUT, 0)) == ""  # nobody has answered yet
    call = VirtualCall(machine)
    call.answer()
    assert machine.sentence(final(urgent.keywords[0], 0)) == ""
