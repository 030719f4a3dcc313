import time
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import soundfile

from asr import (
    AsrSettings,
    RecordingError,
    ScriptedRecogniser,
    read_recording,
    transcribe_file,
    transcript_of,
)
from tests.unit.asr.sounds import silence, voice

SETTINGS = AsrSettings()


def write(path: Path, rate: int, channels: int = 1, subtype: str = "PCM_16") -> Path:
    wave = np.concatenate([silence(500, rate), voice(1000, rate), silence(1000, rate)]) / 32768
    soundfile.write(path, np.column_stack([wave] * channels), rate, subtype=subtype)
    return path


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 44100, 48000])
@pytest.mark.parametrize(("channels", "subtype"), [(1, "PCM_16"), (2, "PCM_24"), (1, "ALAW"), (2, "FLOAT")])
def test_recordings_of_any_kind_are_transcribed(
    tmp_path: Path, rate: int, channels: int, subtype: str
) -> None:
    path = write(tmp_path / "a.wav", rate, channels, subtype)
    (final,) = transcribe_file(path, ScriptedRecogniser(["你好"]), SETTINGS)
    assert final.text == "你好"
    assert 440 <= final.start_ms <= 650
    assert 1350 <= final.end_ms <= 1550
    assert len(read_recording(path, 8000)) == pytest.approx(2500 * 16, abs=64)


def test_each_utterance_of_a_recording_is_a_transcript(tmp_path: Path) -> None:
    wave = np.concatenate([silence(500), voice(1000), silence(1200), voice(800)]) / 32768
    soundfile.write(tmp_path / "two.wav", wave, 8000)
    finals = transcribe_file(tmp_path / "two.wav", ScriptedRecogniser(["第一", "第二"]), SETTINGS)
    assert [final.text for final in finals] == ["第一", "第二"]
    assert finals[0].end_ms < finals[1].start_ms
    assert finals[1].end_ms <= 3520


def test_silence_has_no_transcript(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "s.wav", silence(3000), 8000)
    assert transcribe_file(tmp_path / "s.wav", ScriptedRecogniser(["不"]), SETTINGS) == []


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"RIFF\x24\x00", "header"),
        (b"this is a text and no sound at all", "not a readable sound file"),
    ],
)
def test_what_is_no_sound_is_refused_by_name(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=what) as caught:
        transcribe_file(path, ScriptedRecogniser(), SETTINGS)
    assert "bad.wav" in str(caught.value)


def test_a_header_without_sound_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "cut.wav", 8000)
    path.write_bytes(path.read_bytes()[:44])
    with pytest.raises(RecordingError, match=r"cut\.wav"):
        transcribe_file(path, ScriptedRecogniser(), SETTINGS)


def test_a_recording_cut_off_in_the_middle_gives_what_is_there(tmp_path: Path) -> None:
    path = write(tmp_path / "cut.wav", 8000)
    path.write_bytes(path.read_bytes()[: 44 + 1200 * 16])
    (final,) = transcribe_file(path, ScriptedRecogniser(["你好"]), SETTINGS)
    assert final.end_ms <= 1220


@pytest.mark.parametrize("levels", [(1, -1), (-1, 1), (1, -0.8), (0.5, -1), (1, 0, -1), (1, 1, -1)])
def test_channels_of_opposite_polarity_do_not_cancel_each_other(
    tmp_path: Path, levels: tuple[float, ...]
) -> None:
    wave = voice(1000) / 32768
    soundfile.write(tmp_path / "anti.wav", np.outer(wave, levels), 8000)
    heard = np.frombuffer(read_recording(tmp_path / "anti.wav", 8000), "<i2")
    loudness = np.std(heard) / np.std(voice(1000))
    assert loudness == pytest.approx(np.mean(np.abs(levels)), rel=0.05)


def test_two_people_in_two_channels_are_both_heard(tmp_path: Path) -> None:
    first, second = np.zeros(16000), np.zeros(16000)
    first[:8000], second[8000:] = voice(1000) / 32768, -voice(1000) / 32768
    soundfile.write(tmp_path / "two.wav", np.column_stack([first, second]), 8000)
    heard = np.frombuffer(read_recording(tmp_path / "two.wav", 8000), "<i2")
    assert np.std(heard[:8000]) == pytest.approx(np.std(heard[8000:]), rel=0.05)
    assert np.std(heard[:8000]) == pytest.approx(np.std(voice(1000)) / 2, rel=0.05)


@pytest.mark.parametrize("subtype", ["PCM_16", "ALAW", "FLOAT"])
@pytest.mark.parametrize("of_file", [0, 36, 0xFFFFFFFF])
def test_sizes_that_a_killed_recorder_did_not_write_are_made_good(
    tmp_path: Path, subtype: str, of_file: int
) -> None:
    path = write(tmp_path / "killed.wav", 8000, subtype=subtype)
    whole = read_recording(path, 8000)
    content = bytearray(path.read_bytes())
    content[4:8] = of_file.to_bytes(4, "little")
    at = content.index(b"data") + 4
    content[at : at + 4] = bytes(4)
    path.write_bytes(content)
    assert read_recording(path, 8000) == whole


def test_the_size_of_a_killed_recording_beyond_four_gigabytes_is_made_good(tmp_path: Path) -> None:
    path = tmp_path / "killed.wav"
    soundfile.write(path, voice(1000) / 32768, 8000, format="RF64")
    whole = read_recording(path, 8000)
    content = bytearray(path.read_bytes())
    at = content.index(b"ds64") + 8
    content[at : at + 24] = bytes(24)
    path.write_bytes(content)
    assert read_recording(path, 8000) == whole


def test_a_closed_recording_of_nothing_is_empty_whatever_follows(tmp_path: Path) -> None:
    path = tmp_path / "nothing.wav"
    soundfile.write(path, np.zeros(0), 8000)
    content = bytearray(path.read_bytes()) + b"LIST" + (4000).to_bytes(4, "little") + bytes(4000)
    content[4:8] = (len(content) - 8).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(RecordingError, match="no sound"):
        read_recording(path, 8000)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"none\.wav.*no such file"):
        transcribe_file(tmp_path / "none.wav", ScriptedRecogniser(), SETTINGS)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_sample_that_is_no_number_spoils_only_its_place(tmp_path: Path, wrong: float) -> None:
    wave = voice(1000, 16000) / 32768
    sounds = []
    for sample in (0.0, wrong):
        wave[8000] = sample
        soundfile.write(tmp_path / "a.wav", wave, 16000, subtype="FLOAT")
        sounds.append(np.frombuffer(read_recording(tmp_path / "a.wav", 8000), "<i2").astype(int))
    off = np.flatnonzero(np.abs(sounds[0] - sounds[1]) > 300)
    assert np.abs(off - 4000).max(initial=0) < 200


class Busy(ScriptedRecogniser):
    """Lets a thread of its own work for a while, as engines do."""

    WORK_S = 0.2

    def stream(self, *arguments, **options):  # type: ignore[no-untyped-def]
        def work() -> None:
            while time.thread_time() < self.WORK_S:
                pass

        thread = Thread(target=work)
        thread.start()
        thread.join()
        return super().stream(*arguments, **options)


def test_the_length_is_that_of_the_sound_and_the_cost_counts_every_thread(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", 44100, channels=2)
    heard = transcript_of(path, Busy(["你好"]), SETTINGS)
    assert [final.text for final in heard.finals] == ["你好"]
    assert heard.seconds == pytest.approx(2.5, abs=0.001)
    assert heard.cpu_seconds >= Busy.WORK_S
