"""One voice for all prompts: recordings, or the best voice that is installed; what ships is recorded."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.spoken.record import missing
from hotline.guidance.call_guide import CallGuide
from hotline.machine.paths import RECORDINGS, State
from hotline.machine.voices.plan import VOICE, VoicePlan, planned
from hotline.machine.voices.speaking import Voices
from ivr import IvrSettings, prompts_needed, slow_prompts_needed
from telephony.settings import TelephonySettings
from telephony.sound.prompts import file_name, is_recorded
from tests.packages import installed
from tests.shipped import shipped_config
from tests.unit.hotline.machine.voices.test_voices import ROBOT, SPEAKER, robot

STORM = "台风来了，请不要外出。"
RECORDED = bytes([1, 2]) * 80


@pytest.fixture(scope="module")
def shipped() -> HotlineConfig:
    return shipped_config()


@pytest.fixture
def kokoro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks as if Kokoro were installed."""
    installed(monkeypatch, tmp_path / "packages", "onnxruntime", "jieba")
    folder = tmp_path / "kokoro"
    (folder / "voices").mkdir(parents=True)
    (folder / "model.onnx").touch()
    return folder


@pytest.fixture
def recordings(tmp_path: Path, shipped: HotlineConfig) -> Path:
    """Everything that the shipped hotline says, in the voice of somebody."""
    folder = tmp_path / "recordings"
    (folder / "8000").mkdir(parents=True)
    for text in {*prompts_needed(shipped.ivr), *slow_prompts_needed(shipped.ivr)}:
        soundfile.write(folder / "8000" / file_name(text), np.frombuffer(RECORDED, "<i2"), 8000)
    return folder


def with_greeting(settings: IvrSettings, text: str = STORM) -> IvrSettings:
    prompts = settings.dialogue.prompts.model_copy(update={"greeting": text})
    return settings.model_copy(update={"dialogue": settings.dialogue.model_copy(update={"prompts": prompts})})


def plan(settings: IvrSettings, recordings: Path, kokoro: Path, **telephony: object) -> VoicePlan:
    return planned(TelephonySettings.model_validate(telephony), settings, recordings, kokoro)


@pytest.mark.parametrize("rate", [8000, 16000])
def test_all_that_the_shipped_hotline_says_is_recorded(shipped: HotlineConfig, rate: int) -> None:
    said = CallGuide.of(shipped).config.ivr
    needed = {*prompts_needed(said), *slow_prompts_needed(said)}
    assert {text for text in needed if not is_recorded(RECORDINGS, text, rate)} == set()


def test_what_parts_say_that_are_switched_off_is_recorded_too(shipped: HotlineConfig) -> None:
    assert missing(shipped) == []


def test_with_all_recordings_they_serve(shipped: HotlineConfig, recordings: Path, kokoro: Path) -> None:
    found = plan(shipped.ivr, recordings, kokoro)
    assert (found.unrecorded, found.speaks_all, found.mixed) == ((), False, False)


def test_a_good_voice_says_all_where_one_is_missing(
    shipped: HotlineConfig, recordings: Path, kokoro: Path
) -> None:
    found = plan(with_greeting(shipped.ivr), recordings, kokoro)
    assert found.unrecorded == (STORM,)
    assert (found.speaks_all, found.mixed) == (True, False)
    assert found.says(shipped.ivr.dialogue.prompts.go_on)
    assert not found.says(shipped.ivr.foreign_speakers.prompt), "it speaks no English"


def test_the_voice_of_the_recordings_stays_beside_them(
    shipped: HotlineConfig, recordings: Path, kokoro: Path
) -> None:
    (recordings / VOICE).write_text("zf_xiaoxiao\n", encoding="utf-8")
    found = plan(with_greeting(shipped.ivr), recordings, kokoro)
    assert (found.unrecorded, found.speaks_all, found.mixed) == ((STORM,), False, False)
    assert plan(with_greeting(shipped.ivr), recordings, kokoro, voice="zm_yunxi").speaks_all
    assert plan(with_greeting(shipped.ivr), recordings, kokoro, voice_speed=0.9).speaks_all


def test_a_poor_voice_among_recordings_is_said(
    shipped: HotlineConfig, recordings: Path, tmp_path: Path
) -> None:
    found = plan(with_greeting(shipped.ivr), recordings, tmp_path / "nowhere")
    assert (found.voice.name, found.speaks_all, found.mixed) == ("espeak-ng", False, True)


def test_where_nothing_is_recorded_nothing_is_mixed(shipped: HotlineConfig, tmp_path: Path) -> None:
    found = plan(shipped.ivr, tmp_path / "none", tmp_path / "nowhere")
    assert (found.speaks_all, found.mixed) == (False, False)


async def test_callers_hear_one_voice_once_it_has_said_all(
    shipped: HotlineConfig, recordings: Path, kokoro: Path, tmp_path: Path
) -> None:
    (tmp_path / "voice").mkdir()
    command = [sys.executable, "-c", SPEAKER, str(tmp_path / "voice")]
    voices = Voices(
        TelephonySettings(), State(tmp_path / "var"), kokoro, robot, command, recordings=recordings
    )
    settings, go_on = with_greeting(shipped.ivr), shipped.ivr.dialogue.prompts.go_on
    assert await voices.prompts.pcm(go_on, 8000) == RECORDED
    await voices.prepare(settings)
    assert await voices.prompts.pcm(STORM, 8000) not in (RECORDED, ROBOT), "it is there at once"
    await voices.all_spoken()
    assert await voices.prompts.pcm(go_on, 8000) not in (RECORDED, ROBOT)
    assert await voices.prompts.pcm(shipped.ivr.foreign_speakers.prompt, 8000) == RECORDED
    await voices.prepare(shipped.ivr)
    assert await voices.prompts.pcm(go_on, 8000) == RECORDED, "taken back, the recordings serve again"
    await voices.close()
