"""Two passes through the face of a recogniser: a scripted first one and a second one made for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from asr import Hypothesis, ScriptedRecogniser
from asr.engines.offline import Reading
from asr.second_pass.passes import TwoPass
from asr.second_pass.reader import Urgency
from contracts import Alternative, Word
from tests.unit.asr.second_pass.reader import GOOD, SECOND, Reader, text

Make = Callable[..., TwoPass]


@pytest.fixture
def made() -> Iterator[Make]:
    opened: list[TwoPass] = []

    def make(first: ScriptedRecogniser, reader: Reader, *, join: bool = True) -> TwoPass:
        opened.append(TwoPass(first, reader, join=join))
        return opened[-1]

    yield make
    for passes in opened:
        passes.close()


def say(passes: TwoPass, utterances: int = 1, seconds: int = 1) -> list[str]:
    stream = passes.stream(8000, alternatives=2, grammar=None)
    texts = []
    for _ in range(utterances):
        for _ in range(seconds):
            stream.accept(SECOND)
        texts.append(stream.final().text)
    return texts


def test_the_second_reading_is_the_final_and_the_first_an_alternative(made: Make) -> None:
    reader = Reader()
    first = ScriptedRecogniser(["坏文本"], alternatives=["别的", "好文本"])
    stream = made(first, reader).stream(8000, alternatives=2, grammar=None)
    stream.accept(SECOND)
    assert stream.partial() == "坏文本"
    heard = stream.final()
    assert (heard.text, heard.confidence, heard.words) == ("好文本", 0.9, GOOD.words)
    assert [reading.text for reading in heard.alternatives] == ["坏文本", "别的"]
    assert reader.seconds == [1.0]


def test_alone_the_second_pass_knows_nothing_of_the_first(made: Make) -> None:
    passes = made(ScriptedRecogniser(["坏文本"]), Reader(), join=False)
    stream = passes.stream(8000, alternatives=2, grammar=None)
    stream.accept(SECOND)
    assert stream.final().alternatives == ()


def test_each_utterance_is_read_by_itself_and_reset_forgets(made: Make) -> None:
    reader = Reader()
    stream = made(ScriptedRecogniser(["一", "二"]), reader).stream(8000, alternatives=0, grammar=None)
    stream.accept(SECOND)
    stream.reset()
    stream.accept(SECOND)
    stream.accept(SECOND)
    assert stream.final().alternatives == ()
    stream.accept(SECOND)
    stream.final()
    assert reader.seconds == [2.0, 1.0]


def test_nothing_from_the_second_leaves_the_first(made: Make) -> None:
    assert say(made(ScriptedRecogniser(["文本"]), Reader([text("")]))) == ["文本"]


def test_what_the_second_does_not_believe_was_not_said(made: Make) -> None:
    refused = Reading(Hypothesis(""), refused="silence")
    assert say(made(ScriptedRecogniser(["文本"]), Reader([refused]))) == [""]


def test_an_expected_phrase_stands_whatever_the_second_believes(made: Make) -> None:
    refused = Reading(Hypothesis(""), refused="silence")
    passes = made(ScriptedRecogniser(["投诉"], confidence=0.6), Reader([refused]))
    stream = passes.stream(8000, alternatives=0, grammar=["投诉"])
    stream.accept(SECOND)
    assert stream.final().text == "投诉"


def test_a_second_pass_that_fails_is_told_once_and_the_first_stands(
    made: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", logger="asr.second_pass.reader")
    assert say(made(ScriptedRecogniser(["一", "二"]), Reader(fails=True)), 2) == ["一", "二"]
    assert caplog.text.count("the final model failed: broken") == 1


def test_a_second_pass_that_cannot_be_measured_is_told(made: Make, caplog: pytest.LogCaptureFixture) -> None:
    made(ScriptedRecogniser(), Reader(fails=True)).second.measure()
    assert "the final model failed: broken" in caplog.text


def test_an_endless_utterance_is_not_kept(made: Make) -> None:
    reader = Reader(longest_s=2.5)
    stream = made(ScriptedRecogniser(["长", "短"]), reader).stream(8000, alternatives=0, grammar=None)
    for _ in range(9):
        stream.accept(SECOND)
    assert stream.final().text == "长"
    stream.accept(SECOND)
    assert stream.final().text == "好文本"
    assert reader.seconds == [1.0]


def test_a_long_utterance_is_read_in_pieces_cut_at_its_pauses(made: Make) -> None:
    reader = Reader([text("先说一件事"), text("再说一件事")])
    stream = made(ScriptedRecogniser(["全都说错"]), reader).stream(8000, alternatives=1, grammar=None)
    for _ in range(3):
        stream.accept(SECOND)
    stream.pause(Urgency.ASKED, speculate=False)  # too early for a piece
    stream.go_on()
    for _ in range(6):
        stream.accept(SECOND)
    stream.pause(Urgency.ASKED, speculate=False)
    stream.go_on()
    stream.accept(SECOND)
    heard = stream.final()
    assert heard.text == "先说一件事再说一件事"
    assert [other.text for other in heard.alternatives] == ["全都说错"]
    assert reader.seconds == [9.0, 1.0]


def test_silence_behind_the_last_piece_is_not_read(made: Make) -> None:
    reader = Reader([text("整件事")])
    stream = made(ScriptedRecogniser(["错"]), reader).stream(8000, alternatives=1, grammar=None)
    for _ in range(9):
        stream.accept(SECOND)
    stream.pause(Urgency.ASKED, speculate=False)
    stream.accept(SECOND)
    assert stream.final().text == "整件事"
    assert reader.seconds == [9.0]


def test_a_grammar_limits_both_passes(made: Make) -> None:
    words = tuple(Word(text=letter, start_ms=0, end_ms=9, confidence=0.5) for letter in "我要头诉")
    other = Alternative(text="我要投宿", confidence=0.1)
    reader = Reader([Reading(Hypothesis("我要头诉", 0.5, words, (other,)))])
    first = ScriptedRecogniser(["咨询"], confidence=0.5)
    stream = made(first, reader).stream(8000, alternatives=2, grammar=["投诉", "咨询"])
    stream.accept(SECOND)
    heard = stream.final()
    assert heard.text == "投诉"
    assert [reading.text for reading in heard.alternatives] == ["咨询", "我要头诉"]
    assert first.grammars == [("投诉", "咨询")]
    assert reader.grammars == [("投诉", "咨询")]


def test_an_expected_phrase_that_the_first_is_sure_of_is_not_read_again(made: Make) -> None:
    reader = Reader()
    passes = made(ScriptedRecogniser(["投诉"], confidence=0.95), reader)
    stream = passes.stream(8000, alternatives=0, grammar=["投诉"])
    stream.accept(SECOND)
    assert stream.final().text == "投诉"
    assert reader.seconds == []


def test_it_has_the_better_rate_and_closes_both(made: Make) -> None:
    first, reader = ScriptedRecogniser(rate=8000), Reader()
    passes = made(first, reader)
    assert passes.rate == 16000
    passes.close()
    assert first.closed
    assert reader.closed
