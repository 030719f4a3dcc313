"""Two passes: a scripted first one and a second one made for each test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from asr import Hypothesis, RecogniserError, ScriptedRecogniser
from asr.engines import two_pass as module
from asr.engines.two_pass import TwoPass
from contracts import Alternative, Word

SECOND = b"\1\0" * 8000
"""A second of sound."""
GOOD = Hypothesis("好文本", 0.9, (Word(text="好文本", start_ms=0, end_ms=9, confidence=0.9),))


@dataclass
class Reader:
    """An offline model that says what it was told to."""

    answer: Hypothesis = GOOD
    rate: int = 16000
    fails: bool = False
    takes_s: float = 0.0
    read_s: list[float] = field(default_factory=list)
    grammars: list[Sequence[str] | None] = field(default_factory=list)
    closed: bool = False

    def read(self, pcm: bytes, rate: int, grammar: Sequence[str] | None = None) -> Hypothesis:
        if self.fails:
            raise RecogniserError("broken")
        self.read_s.append(len(pcm) / 2 / rate)
        self.grammars.append(grammar)
        Clock.now += self.takes_s
        return self.answer

    def close(self) -> None:
        self.closed = True


class Clock:
    """Time that passes only while a `Reader` reads."""

    now = 0.0

    @classmethod
    def monotonic(cls) -> float:
        return cls.now


def say(
    passes: TwoPass, utterances: int = 1, seconds: int = 1, grammar: list[str] | None = None
) -> list[str]:
    stream = passes.stream(8000, alternatives=2, grammar=grammar)
    texts = []
    for _ in range(utterances):
        for _ in range(seconds):
            stream.accept(SECOND)
        texts.append(stream.final().text)
    return texts


def test_the_second_reading_is_the_final_and_the_first_an_alternative() -> None:
    first = ScriptedRecogniser(["坏文本"], alternatives=["别的", "好文本"])
    reader = Reader()
    stream = TwoPass(first, reader).stream(8000, alternatives=2, grammar=None)
    stream.accept(SECOND)
    assert stream.partial() == "坏文本"
    heard = stream.final()
    assert (heard.text, heard.confidence, heard.words) == ("好文本", 0.9, reader.answer.words)
    assert [reading.text for reading in heard.alternatives] == ["坏文本", "别的"]
    assert reader.read_s == [1.0]


def test_each_utterance_is_read_by_itself_and_reset_forgets() -> None:
    reader = Reader()
    stream = TwoPass(ScriptedRecogniser(["一", "二"]), reader).stream(8000, alternatives=0, grammar=None)
    stream.accept(SECOND)
    stream.reset()
    stream.accept(SECOND)
    stream.accept(SECOND)
    assert stream.final().alternatives == ()
    stream.accept(SECOND)
    stream.final()
    assert reader.read_s == [2.0, 1.0]


def test_nothing_from_the_second_leaves_the_first() -> None:
    assert say(TwoPass(ScriptedRecogniser(["文本"]), Reader(Hypothesis("")))) == ["文本"]


def test_a_second_pass_that_fails_is_told_once_and_the_first_stands(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("WARNING", logger="asr.engines.two_pass")
    assert say(TwoPass(ScriptedRecogniser(["一", "二"]), Reader(fails=True)), 2) == ["一", "二"]
    assert caplog.text.count("the final model failed: broken") == 1


def test_a_second_pass_that_is_too_slow_is_left_out_and_tried_again(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("WARNING", logger="asr.engines.two_pass")
    monkeypatch.setattr(module, "time", Clock)
    reader = Reader(takes_s=3.0)
    passes = TwoPass(ScriptedRecogniser(["快"] * 20), reader, patience_s=2.0)
    texts = say(passes, 12)
    assert texts[:3] == ["好文本", "快", "快"]
    assert texts.count("好文本") == 3
    assert caplog.text.count("needs more than 2 s") == 1
    reader.takes_s = 0.1
    assert say(passes, 9)[-3:] == ["好文本"] * 3


def test_measured_beforehand_not_even_the_first_utterance_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "time", Clock)
    reader = Reader(takes_s=3.0)
    passes = TwoPass(ScriptedRecogniser(["快"]), reader, patience_s=2.0)
    passes.measure()
    assert say(passes) == ["快"]
    assert reader.read_s == [1.0, 1.0]


def test_of_an_utterance_that_would_take_far_too_long_a_piece_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "time", Clock)
    reader = Reader(takes_s=3.0)
    passes = TwoPass(ScriptedRecogniser(["快"] * 60), reader, patience_s=2.0)
    passes.measure()
    del reader.read_s[:]
    assert set(say(passes, 30, seconds=6)) == {"快"}
    assert reader.read_s
    assert max(reader.read_s) < 1
    reader.takes_s = 0.1
    assert say(passes, 30, seconds=6)[-1] == "好文本"


def test_a_second_pass_that_cannot_be_measured_is_told(caplog: pytest.LogCaptureFixture) -> None:
    TwoPass(ScriptedRecogniser(), Reader(fails=True)).measure()
    assert "the final model failed: broken" in caplog.text


def test_an_endless_utterance_is_not_kept(caplog: pytest.LogCaptureFixture) -> None:
    reader = Reader()
    passes = TwoPass(ScriptedRecogniser(["长", "短"]), reader, longest_s=2.5)
    stream = passes.stream(8000, alternatives=0, grammar=None)
    for _ in range(9):
        stream.accept(SECOND)
    assert stream.final().text == "长"
    stream.accept(SECOND)
    assert stream.final().text == "好文本"
    assert reader.read_s == [1.0]


def test_a_grammar_limits_both_passes() -> None:
    words = tuple(Word(text=letter, start_ms=0, end_ms=9, confidence=0.5) for letter in "我要头诉")
    reader = Reader(Hypothesis("我要头诉", 0.5, words, (Alternative(text="我要投宿", confidence=0.1),)))
    first = ScriptedRecogniser(["投诉"])
    stream = TwoPass(first, reader).stream(8000, alternatives=2, grammar=["投诉", "咨询"])
    stream.accept(SECOND)
    heard = stream.final()
    assert heard.text == "投诉"
    assert [reading.text for reading in heard.alternatives] == ["我要头诉", "我要投宿"]
    assert first.grammars == [("投诉", "咨询")]
    assert reader.grammars == [["投诉", "咨询"]]


def test_it_has_the_better_rate_and_closes_both() -> None:
    first, reader = ScriptedRecogniser(rate=8000), Reader()
    passes = TwoPass(first, reader)
    assert passes.rate == 16000
    passes.close()
    assert first.closed
    assert reader.closed
