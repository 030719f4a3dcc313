"""The model that set-up fetches, where it is there; and folders that hold no usable one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from asr import AsrSettings, ModelError, RecogniserError, load_final_model, load_recogniser, read_recording
from asr.engines.offline import Utterance
from asr.engines.whisper.engine import WhisperOffline
from tests.unit.asr.engines.engine_cases import CHECKOUT, REQUEST
from tests.unit.asr.sounds import pcm, silence, white

FOLDER = CHECKOUT / ".runtime" / "ears" / "whisper-base"
needs_model = pytest.mark.skipif(
    not (FOLDER / "model.bin").is_file(), reason="Whisper is not in .runtime/ears (script/setup fetches it)"
)


@pytest.fixture(scope="module")
def whisper() -> Iterator[WhisperOffline]:
    if not (FOLDER / "model.bin").is_file():
        pytest.skip("Whisper is not in .runtime/ears (script/setup fetches it)")
    made = WhisperOffline(FOLDER, threads=1)
    yield made
    made.close()


@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_it_reads_a_sentence_at_any_rate(whisper: WhisperOffline, rate: int) -> None:
    reading = whisper.read(Utterance(read_recording(REQUEST, rate), rate))
    assert "水" in reading.hypothesis.text
    assert reading.hypothesis.text.isalpha()
    assert (reading.language, reading.refused) == ("zh", "")
    assert reading.cpu_s > 0
    times = [word.start_ms for word in reading.hypothesis.words]
    assert times == sorted(times)


@pytest.mark.parametrize(
    "sound",
    [
        silence(2000),
        white(3000, rms=1500),
        np.sin(np.arange(24000) * 2 * np.pi * 450 / 8000) * 9000,
    ],
    ids=["silence", "white noise", "ringing tone"],
)
def test_where_nobody_speaks_nothing_is_read(whisper: WhisperOffline, sound: np.ndarray) -> None:
    reading = whisper.read(Utterance(pcm(sound), 8000))
    assert reading.hypothesis.text == ""
    assert reading.refused


def test_next_to_no_sound_is_nothing(whisper: WhisperOffline) -> None:
    assert whisper.read(Utterance(bytes(100), 8000)).hypothesis.text == ""


def test_a_killed_process_costs_one_reading(whisper: WhisperOffline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asr.engines.whisper.process._RETRY_S", 0.0)
    sound = Utterance(read_recording(REQUEST, 8000), 8000)
    (process,) = whisper.processes
    assert process._process is not None
    process._process.kill()
    process._process.wait()
    with pytest.raises(RecogniserError, match="died"):
        whisper.read(sound)
    assert whisper.read(sound).hypothesis.text


@needs_model
def test_two_passes_are_loaded_from_the_settings(tmp_path: Path) -> None:
    settings = AsrSettings(model=str(CHECKOUT / "models" / "zh-small"), final_model=str(FOLDER))
    recogniser = load_recogniser(settings, tmp_path)
    stream = recogniser.stream(8000, alternatives=3, grammar=None)
    stream.accept(read_recording(REQUEST, 8000))
    assert "水" in stream.final().text
    recogniser.close()


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    made = tmp_path / "whisper"
    made.mkdir()
    for name, content in files.items():
        path = made / name.replace("_", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return made


def test_a_network_that_was_cut_is_named(tmp_path: Path) -> None:
    made = folder(tmp_path, model_bin=b"cut", config_json="{}", vocabulary_json="[]")
    with pytest.raises(ModelError, match=r"model\.bin: only 3 bytes"):
        load_final_model(made)


@pytest.mark.parametrize(
    ("vocabulary", "said"),
    [("[", "damaged"), ('{"a": 1}', "no list of tokens"), (json.dumps(["a"]), "no multilingual Whisper")],
)
def test_a_vocabulary_that_is_none_is_named(tmp_path: Path, vocabulary: str, said: str) -> None:
    made = folder(tmp_path, model_bin=bytes(10_000_001), config_json="{}", vocabulary_json=vocabulary)
    with pytest.raises(ModelError, match=said):
        load_final_model(made)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    made = folder(tmp_path, model_bin=bytes(10), vocabulary_json="[]")
    with pytest.raises(ModelError, match=r"config\.json is missing"):
        load_final_model(made)


@needs_model
def test_an_altered_network_is_named_when_it_is_loaded(tmp_path: Path) -> None:
    made = tmp_path / "whisper"
    shutil.copytree(FOLDER, made, ignore=shutil.ignore_patterns("model.bin"))
    (made / "model.bin").write_bytes((FOLDER / "model.bin").read_bytes()[:20_000_000])
    with pytest.raises(ModelError, match="does not load it"):
        load_final_model(made)
