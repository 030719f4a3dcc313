"""Why a recording was misheard: what is seen of it, what is doubted, what is drawn."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from asr import AsrSettings, ScriptedRecogniser
from asr.engines.offline import Reading
from asr.engines.recogniser import Hypothesis
from asr.hearing.endpoint import SpeechEnded
from asr.second_pass.passes import TwoPass
from contracts import TranscriptFinal
from hotline.administration.hearing.doubts import Sound, doubts
from hotline.administration.hearing.ears import Remembering
from hotline.administration.hearing.picture import LONGEST_S, PictureError, draw
from hotline.administration.hearing.story import Story, listen_to
from hotline.cli.app import app
from hotline.cli.calls import listen as command
from hotline.cli.terminal import load_config
from hotline.machine.paths import CHECKOUT
from tests.unit.asr.second_pass.reader import Reader, text
from tests.unit.asr.sounds import silence, voice

SPOKEN = CHECKOUT / "hotline" / "bench" / "demo" / "recordings" / "caller-1.wav"
SAID = SpeechEnded(0, 2000, 2600, "pause")
LOUD = np.full(16000, 3000, "<i2")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "two.wav"
    waves = [silence(600), voice(1500), silence(1500), voice(1500), silence(1500)]
    soundfile.write(path, np.concatenate(waves).astype(np.int16), 8000)
    return path


def story_of(recording: Path, *readings: Reading) -> Story:
    """By two passes: the first one hears 停水 and 停电."""
    remembering = Remembering(Reader(list(readings)))
    first = ScriptedRecogniser(["停水", "停电"])
    passes = TwoPass(first, remembering)
    try:
        return listen_to(recording, {"first": first, "joined": passes}, AsrSettings(), remembering.asked)
    finally:
        passes.close()


def final(said: str, confidence: float = 0.9, **more: Any) -> TranscriptFinal:
    return TranscriptFinal(
        call="c", leg="caller", utterance=0, text=said, start_ms=0, end_ms=2000, confidence=confidence, **more
    )


def doubted(one: TranscriptFinal, sound: np.ndarray = LOUD, **more: Any) -> str:
    given: dict[str, Any] = {"ended": SAID, "first": None, "readings": (), **more}
    found = doubts(Sound(sound, 8000, (True,) * 100), given["ended"], given["first"], one, given["readings"])
    return "; ".join(found)


def test_each_utterance_has_both_texts_and_the_second_pass_s_own_reading(recording: Path) -> None:
    story = story_of(recording, text("停水了"), Reading(Hypothesis(""), refused="guess"))
    one, other = story.utterances
    assert one.first is not None
    assert (one.first.text, one.final.text, one.final.read_by) == ("停水", "停水了", "second")
    assert [reading.hypothesis.text for reading in one.readings] == ["停水了"]
    assert other.final.text == ""
    assert [reading.refused for reading in other.readings] == ["guess"]
    assert any("guess" in doubt for doubt in other.doubts)
    assert one.ended.why == "pause"
    assert one.ended.start_ms < one.ended.end_ms < one.ended.decided_ms < other.ended.start_ms


def test_every_20_ms_are_voice_or_not(recording: Path) -> None:
    story = story_of(recording, text("停水了"))
    assert len(story.voiced) == round(story.seconds * 50)
    assert not any(story.voiced[:25])
    assert sum(story.voiced[30:100]) > 50
    json.dumps(story.as_json())
    assert 20 < story.as_json()["voiced_percent"] < 80


def test_what_is_well_heard_is_not_doubted() -> None:
    assert doubted(final("停水了")) == ""


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (np.full(16000, 30, "<i2"), "soft"),
        (np.full(16000, 32767, "<i2"), "clipped"),
    ],
)
def test_sound_that_is_too_soft_or_too_loud_is_doubted(sound: np.ndarray, why: str) -> None:
    assert why in doubted(final("停水了"), sound)


def test_speech_hardly_above_the_noise_is_doubted() -> None:
    sound = np.concatenate([np.full(16000, 3000), np.full(8000, 2000)]).astype("<i2")
    heard = Sound(sound, 8000, (True,) * 100 + (False,) * 50)
    assert any("above the noise" in one for one in doubts(heard, SAID, None, final("停水了"), ()))


def test_texts_that_contradict_each_other_are_doubted() -> None:
    second = final("公积金", read_by="second")
    assert "differently" in doubted(second, first=final("停水了"))
    assert "differently" not in doubted(second, first=final("公鸡金"))
    assert "unsure" in doubted(final("停水了", 0.3))
    assert "another language: en" in doubted(final("no water", language="en", language_confidence=0.9))


@pytest.mark.parametrize("why", ["too_long", "noise", "closed"])
def test_a_sentence_that_no_pause_ended_is_doubted(why: Any) -> None:
    assert doubted(final("停水了"), ended=SpeechEnded(0, 2000, 2000, why))


def test_the_picture_is_drawn(recording: Path, tmp_path: Path) -> None:
    pytest.importorskip("librosa", reason="wants the extra pictures")
    pytest.importorskip("matplotlib", reason="wants the extra pictures")
    path = tmp_path / "out.png"
    draw(story_of(recording, text("停水了")), path)
    assert path.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(PictureError, match="cannot be written"):
        draw(story_of(recording, text("停水了")), tmp_path / "no" / "out.png")


def test_without_its_libraries_it_says_what_to_run(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "librosa", None)
    with pytest.raises(PictureError, match="script/setup --extra pictures"):
        draw(story_of(recording, text("停水了")), tmp_path / "out.png")


def test_a_long_recording_is_not_drawn(tmp_path: Path) -> None:
    long = Story(Path("a.wav"), bytes(int(LONGEST_S + 1) * 16000), 8000, (), ())
    with pytest.raises(PictureError, match="too long"):
        draw(long, tmp_path / "out.png")


def test_without_a_second_pass_the_first_is_shown_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(path: Path) -> Any:
        config = load_config(path)
        return config.model_copy(update={"asr": config.asr.model_copy(update={"final_model": None})})

    monkeypatch.setattr(command, "load_config", alone)
    shown = CliRunner().invoke(app, ["listen", str(SPOKEN), "--json"])
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    (one, *_) = found["utterances"]
    assert one["final"]["read_by"] == "first"
    assert one["final"]["text"] == one["first"]["text"] != ""
    assert one["final"]["words"]
    assert found["picture"] is None
    assert "first pass alone" in shown.stderr
