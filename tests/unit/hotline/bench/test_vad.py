"""The measurement of voice detection measures what it says."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from asr import AsrSettings, VadSettings
from hotline.bench.material.sound import PACKET, RATE, Samples, to_pcm
from hotline.bench.rows import NoMaterial
from hotline.bench.vad import speech as vad_speech
from hotline.bench.vad.detectors import detectors
from hotline.bench.vad.noise import heard, lines
from hotline.bench.vad.speech import Spoken, calls
from hotline.bench.vad.vad import Tally, listen
from hotline.cli.app import app

SETTINGS = AsrSettings(endpoint_ms=600)


class Told:
    """Says of each frame what it was told."""

    noise_dbfs = -96.0

    def __init__(self, voiced: np.ndarray) -> None:
        self._voiced = iter(voiced.tolist())

    def voiced(self, frame: bytes, speaking: bool) -> bool:
        return bool(next(self._voiced))

    def learn(self) -> None:
        raise AssertionError


def two_sentences() -> Spoken:
    """Frames 100 to 200 and 300 to 400 of 500."""
    voiced = np.zeros(500, np.bool_)
    voiced[100:200] = voiced[300:400] = True
    sound = np.repeat(voiced, PACKET).astype(np.float32) * np.float32(0.1)
    return Spoken("test", sound, voiced, ((100, 200), (300, 400)), 0.01)


def judged(said: np.ndarray) -> dict[str, object]:
    spoken, tally = two_sentences(), Tally()
    listen(tally, spoken, to_pcm(spoken.sound), Told(said), SETTINGS)
    return tally.figures()


def test_who_tells_the_truth_misses_nothing() -> None:
    figures = judged(two_sentences().voiced)
    assert figures["missed_speech_percent"] == figures["cut_sentences_percent"] == 0
    assert figures["false_starts_per_minute"] == figures["late_ends_percent"] == 0
    assert figures["end_ms_p50"] == SETTINGS.endpoint_ms
    assert figures["start_ms_p50"] == 80


def test_who_hears_nothing_misses_all() -> None:
    figures = judged(np.zeros(500, np.bool_))
    assert figures["missed_speech_percent"] == 100
    assert figures["start_ms_p50"] is figures["end_ms_p50"] is None


def test_speech_found_in_silence_is_a_false_start() -> None:
    said = two_sentences().voiced.copy()
    said[20:30] = True
    quiet_frames = 300 - 2 * 15
    assert judged(said)["false_starts_per_minute"] == round(3000 / quiet_frames, 2)


def test_a_sentence_that_ends_in_its_middle_is_cut() -> None:
    said = two_sentences().voiced.copy()
    said[140:175] = False
    figures = judged(said)
    assert figures["cut_sentences_percent"] == 50
    assert figures["false_starts_per_minute"] == 0


def test_who_never_stops_is_late() -> None:
    said = two_sentences().voiced.copy()
    said[100:] = True
    figures = judged(said)
    assert figures["late_ends_percent"] == 100
    assert figures["cut_sentences_percent"] == 0


def recordings(folder: Path) -> Path:
    rng = np.random.default_rng(1)
    for name in ("a.wav", "b.wav"):
        soundfile.write(folder / name, rng.standard_normal(16000) * 0.1, 16000)
    return folder


def test_the_truth_is_where_the_recording_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vad_speech, "_synthetic", lambda rng: iter(()))
    (call,), missing = calls(tmp_path / "none", recordings(tmp_path), 1, 3)
    assert call.source == "recorded"
    assert len(call.sentences) == 2
    assert len(missing) == len(vad_speech.TAPE_SPEEDS)
    for start, end in call.sentences:
        assert 48 <= end - start <= 51
        assert call.voiced[start:end].all()
    assert call.voiced.sum() == sum(end - start for start, end in call.sentences)
    assert len(call.sound) == len(call.voiced) * PACKET


def test_every_line_keeps_the_length_and_each_run_is_the_same(tmp_path: Path) -> None:
    spoken = two_sentences()
    for name, line in lines([spoken]).items():
        once, again = (heard(line, spoken, np.random.default_rng(5)) for _ in range(2))
        assert len(once) == 2 * len(spoken.sound), name
        assert once == again, name


@pytest.mark.parametrize("ratio_db", [20, 10, 5])
@pytest.mark.parametrize("noise", ["pink noise", "background talk", "music"])
def test_noise_has_the_strength_that_its_name_says(noise: str, ratio_db: int) -> None:
    spoken = two_sentences()
    loud: Samples = lines([spoken])[f"{noise} {ratio_db} dB"](spoken, np.random.default_rng(1)) - spoken.sound
    assert 10 * np.log10(spoken.power / np.mean(loud**2)) == pytest.approx(ratio_db, abs=0.2)


@pytest.mark.parametrize(("content", "what"), [(None, "holds no .wav"), (b"RIFF", "not a readable")])
def test_recordings_that_cannot_be_used_are_named(tmp_path: Path, content: bytes | None, what: str) -> None:
    if content is not None:
        (tmp_path / "x.wav").write_bytes(content)
    result = CliRunner().invoke(app, ["bench", "vad", "--quick", "--recordings", str(tmp_path)])
    assert result.exit_code != 0
    assert what in " ".join(result.output.split())


def test_a_silent_recording_is_named(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "still.wav", np.zeros(RATE), RATE)
    with pytest.raises(NoMaterial, match=r"still\.wav: the file is silent"):
        calls(tmp_path / "none", tmp_path, 1, 1)


def test_no_detector_hears_anything_in_digital_silence() -> None:
    for name, make in detectors().items():
        if isinstance(make, str):
            assert "extra silero" in make
            continue
        detector = make(RATE, VadSettings())
        heard_frames = [detector.voiced(bytes(2 * PACKET), False) for _ in range(50)]
        assert not any(heard_frames[10:]), name
