"""What every engine must do, whatever is behind it."""

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from difflib import SequenceMatcher

import pytest

from asr import Hypothesis, ModelError, RecogniserStream
from tests.unit.asr.engines.engine_cases import FACTORIES, Case
from tests.unit.asr.sounds import pcm, silence

RATES = (8000, 16000, 32000, 48000)


@pytest.fixture(scope="module", params=FACTORIES, ids=lambda factory: factory.__name__)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    case = request.param(tmp_path_factory.mktemp(request.param.__name__))
    yield case
    case.recogniser.close()


def open_stream(
    case: Case, rate: int = 8000, alternatives: int = 2, grammar: Sequence[str] | None = None
) -> RecogniserStream:
    return case.recogniser.stream(rate, alternatives=alternatives, grammar=grammar)


def feed(stream: RecogniserStream, sound: bytes, size: int = 1600) -> list[str]:
    """Partial texts on the way."""
    partials = []
    for start in range(0, len(sound), size):
        stream.accept(memoryview(sound)[start : start + size])
        partials.append(stream.partial())
    return partials


def solid(text: str) -> str:
    return text.replace(" ", "")


def assert_understood(case: Case, heard: Hypothesis) -> None:
    if case.exact:
        assert heard.text == case.text
        return
    same = SequenceMatcher(None, solid(heard.text), solid(case.text), autojunk=False)
    assert same.ratio() >= 0.7, heard.text


def test_partials_grow_and_the_final_tells_all(case: Case) -> None:
    stream = open_stream(case)
    sound = case.sound(8000)
    partials = feed(stream, sound)
    assert partials[0] == ""
    assert partials[-1]
    lengths = [len(partial) for partial in partials]
    assert lengths.index(max(lengths)) > len(lengths) // 2
    heard = stream.final()
    assert_understood(case, heard)
    assert 0 < heard.confidence <= 1
    assert len(heard.alternatives) <= 2
    assert heard.text not in [reading.text for reading in heard.alternatives]


def test_words_spell_the_text_and_lie_in_the_sound_in_order(case: Case) -> None:
    stream = open_stream(case)
    sound = case.sound(8000)
    feed(stream, sound)
    heard = stream.final()
    assert solid("".join(word.text for word in heard.words)) == solid(heard.text)
    times = [time for word in heard.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= len(sound) // 16
    assert all(0 <= word.confidence <= 1 for word in heard.words)


def test_after_a_final_the_next_utterance_begins_anew(case: Case) -> None:
    stream = open_stream(case)
    starts = []
    for _ in range(3):
        feed(stream, case.sound(8000))
        heard = stream.final()
        assert_understood(case, heard)
        assert stream.partial() == ""
        starts.append(heard.words[0].start_ms)
    assert max(starts) - min(starts) <= 100


def test_reset_forgets_what_was_heard(case: Case) -> None:
    stream = open_stream(case)
    feed(stream, case.sound(8000))
    stream.reset()
    assert stream.partial() == ""
    feed(stream, case.sound(8000))
    assert_understood(case, stream.final())


def test_silence_is_nothing(case: Case) -> None:
    if not case.obeys:
        pytest.skip("says what it was told to")
    stream = open_stream(case)
    assert stream.final() == Hypothesis("")
    assert set(feed(stream, pcm(silence(1500)))) == {""}
    assert stream.final().text == ""


@pytest.mark.parametrize("size", [2, 34, 320, 4000, 1_000_000])
def test_the_size_of_the_pieces_does_not_matter(case: Case, size: int) -> None:
    stream = open_stream(case)
    sound = case.sound(8000)
    if size < 320:  # single samples: a part is enough
        feed(stream, sound[: size * 60], size)
        sound = sound[size * 60 :]
    feed(stream, sound, max(size, 320))
    assert_understood(case, stream.final())


@pytest.mark.parametrize("rate", RATES)
def test_sound_of_every_rate_is_taken(case: Case, rate: int) -> None:
    stream = open_stream(case, rate)
    feed(stream, case.sound(rate), rate // 5)
    heard = stream.final()
    assert_understood(case, heard)
    assert heard.words[-1].end_ms <= len(case.sound(rate)) * 1000 // (2 * rate)


def test_two_streams_at_once_do_not_mix(case: Case) -> None:
    sound = case.sound(8000)

    def work(_: int) -> Hypothesis:
        stream = open_stream(case)
        feed(stream, sound)
        return stream.final()

    with ThreadPoolExecutor(2) as threads:
        for heard in threads.map(work, range(4)):
            assert_understood(case, heard)


def test_streams_taken_in_turn_do_not_mix(case: Case) -> None:
    one, other = open_stream(case), open_stream(case)
    sound = case.sound(8000)
    for start in range(0, len(sound), 1600):
        one.accept(sound[start : start + 1600])
        other.accept(bytes(len(sound[start : start + 1600])))
    assert_understood(case, one.final())
    if case.obeys:
        assert other.final().text == ""


def test_a_grammar_limits_what_is_heard_to_its_phrases(case: Case) -> None:
    if not case.obeys:
        pytest.skip("says what it was told to")
    stream = open_stream(case, grammar=[case.phrase, "公积金"])
    feed(stream, case.sound(8000))
    heard = stream.final()
    assert set(heard.text) <= set(case.phrase + " 公积金")
    assert case.phrase in heard.text
    open_again = open_stream(case)
    feed(open_again, case.sound(8000))
    assert_understood(case, open_again.final())


def test_a_grammar_is_kept_for_later_utterances(case: Case) -> None:
    if not case.obeys:
        pytest.skip("says what it was told to")
    stream = open_stream(case, grammar=[case.phrase])
    for _ in range(2):
        feed(stream, case.sound(8000))
        assert case.phrase in stream.final().text
    stream.reset()
    feed(stream, case.sound(8000))
    assert case.phrase in stream.final().text


@pytest.mark.parametrize("what", ["missing", "empty", "text"])
def test_a_folder_without_a_model_is_refused_with_its_name(
    case: Case, what: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if case.load is None:
        pytest.skip("has no model folder")
    folder = tmp_path_factory.mktemp("wrong") / "model"
    if what != "missing":
        folder.mkdir()
    if what == "text":
        (folder / "README.md").write_text("nothing here", "utf-8")
    with pytest.raises(ModelError, match="model"):
        case.load(folder)
    shutil.rmtree(folder.parent)
