"""`hotline transcribe`: which files are heard, and what is printed for each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from asr import RecordingError
from hotline.cli.app import app
from hotline.cli.calls.transcribe import recordings_of
from hotline.machine.paths import CHECKOUT

SPOKEN = CHECKOUT / "hotline" / "bench" / "demo" / "recordings" / "caller-1.wav"


def silent(path: Path, seconds: float = 1.0, rate: int = 8000) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros(round(seconds * rate)), rate, format="WAV")
    return path


def lines(*arguments: object, status: int = 0) -> list[dict[str, Any]]:
    shown = CliRunner().invoke(app, ["transcribe", "--json", *map(str, arguments)])
    assert shown.exit_code == status, shown.output
    return [json.loads(line) for line in shown.stdout.splitlines()]


def test_a_folder_gives_its_sound_files_sorted_and_nothing_hidden(tmp_path: Path) -> None:
    wanted = [silent(tmp_path / name) for name in ("a/2.wav", "a/b/1.WAV", "c.wav", "d.flac")]
    for other in ("a/.hidden.wav", ".git/e.wav"):
        silent(tmp_path / other)
    (tmp_path / "a" / "notes.txt").write_text("no sound")
    named = silent(tmp_path / "a" / ".named.sound")
    assert recordings_of([named, tmp_path]) == [named, *wanted]


@pytest.mark.parametrize("content", [(), ("notes.txt",), (".git/e.wav",)])
def test_a_folder_without_sound_is_refused_before_anything_is_heard(
    tmp_path: Path, content: tuple[str, ...]
) -> None:
    for name in content:
        silent(tmp_path / name)
    with pytest.raises(RecordingError, match="no sound file"):
        recordings_of([SPOKEN, tmp_path])
    shown = CliRunner().invoke(app, ["transcribe", "--json", str(SPOKEN), str(tmp_path)])
    assert shown.exit_code == 2
    assert not shown.stdout
    assert str(tmp_path) in shown.stderr.replace("\n", "")


def test_every_line_is_a_file_with_its_text_length_and_cost(tmp_path: Path) -> None:
    shutil.copy(SPOKEN, tmp_path / "spoken.wav")
    silent(tmp_path / "silent.wav", 1.5, rate=44100)
    nothing, spoken = lines(tmp_path)
    assert [Path(row["file"]) for row in (nothing, spoken)] == [
        tmp_path / name for name in ("silent.wav", "spoken.wav")
    ]
    assert (nothing["text"], nothing["utterances"], nothing["seconds"]) == ("", [], 1.5)
    assert spoken["text"] == " ".join(said["text"] for said in spoken["utterances"] if said["text"])
    assert len(spoken["text"]) >= 5
    assert spoken["seconds"] == pytest.approx(soundfile.info(SPOKEN).duration, abs=0.001)
    assert spoken["cpu_seconds"] > nothing["cpu_seconds"] >= 0


def test_a_file_that_cannot_be_read_has_an_error_and_the_others_go_on(tmp_path: Path) -> None:
    bad = tmp_path / "a [1].wav"
    bad.write_bytes(b"this is no sound")
    good = silent(tmp_path / "b.wav")
    refused, heard = lines(tmp_path, status=1)
    assert set(refused) == {"file", "error"}
    assert refused["file"] == str(bad)
    assert "not a readable sound file" in refused["error"]
    assert (heard["file"], heard["text"]) == (str(good), "")


def test_without_json_a_line_is_a_file_and_mistakes_are_told_beside(tmp_path: Path) -> None:
    good = silent(tmp_path / ("long" * 40) / "a.wav")
    shown = CliRunner().invoke(app, ["transcribe", str(good), str(tmp_path / "none [1].wav")])
    assert shown.exit_code == 1
    assert shown.stdout == f"{good}: \n"
    assert "none [1].wav: there is no such file" in shown.stderr.replace("\n", "")
