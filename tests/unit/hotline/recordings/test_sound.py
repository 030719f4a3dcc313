"""Two voices in one file, whatever the files are like that Asterisk has left."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hotline.recordings.sound import SILENCE, join, seconds_of
from tests.e2e.phones.recorded import HEADER, linear, recorded

voices = some.binary(max_size=400)


@given(said=voices, heard=voices)
def test_each_voice_is_on_its_side_and_the_shorter_one_goes_on_in_silence(
    said: bytes, heard: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sound")
    one, other, both = (folder / name for name in ("said.alaw", "heard.alaw", "both.wav"))
    one.write_bytes(said)
    other.write_bytes(heard)
    seconds = join(one, other, both)
    data = both.read_bytes()[HEADER:]
    length = max(len(said), len(heard))
    assert data[::2] == said.ljust(length, bytes([SILENCE]))
    assert data[1::2] == heard.ljust(length, bytes([SILENCE]))
    assert seconds == seconds_of(both) == length / 8000


def test_a_voice_of_which_there_is_no_file_is_silence(tmp_path: Path) -> None:
    (tmp_path / "said").write_bytes(bytes(8000))
    join(tmp_path / "said", tmp_path / "nothing", tmp_path / "both.wav")
    found = recorded(tmp_path / "both.wav")
    assert abs(found.said).max() > 0
    assert not found.heard.any()


def test_the_header_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(1000))
    join(tmp_path / "a", tmp_path / "a", tmp_path / "both.wav")
    file = (tmp_path / "both.wav").open("rb")
    with file, pytest.raises(wave.Error, match="unknown format: 6"):  # A-law, which that module does not read
        wave.open(file)  # noqa: SIM115 - it does not come to be


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(1000))
    (tmp_path / "both.wav").mkdir()
    with pytest.raises(IsADirectoryError):
        join(tmp_path / "a", tmp_path / "a", tmp_path / "both.wav")
    assert {file.name for file in tmp_path.iterdir()} == {"a", "both.wav"}


def test_silence_is_silent() -> None:
    import numpy as np

    assert not linear(np.full(3, SILENCE, np.uint8)).any()
