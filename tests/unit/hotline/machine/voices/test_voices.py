"""Prompts without a recording: read as people read, spoken by the voice that is installed."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hotline.instance.asterisk import spoken_prompts
from hotline.machine.paths import KOKORO, State
from hotline.machine.voices import espeak
from hotline.machine.voices.choice import VoiceChoice, chosen
from hotline.machine.voices.kokoro import LIMIT_S, KokoroVoice
from hotline.machine.voices.reading import read
from hotline.machine.voices.sound import finish
from hotline.machine.voices.speaking import Voices
from hotline.machine.voices.written import as_read
from models.speaking.kokoro import is_installed
from models.speaking.symbols import numbers
from telephony.settings import TelephonySettings
from telephony.sound.prompts import SynthesisError
from tests.packages import absent, installed

needs_jieba = pytest.mark.skipif(
    importlib.util.find_spec("jieba") is None, reason="jieba is absent (script/setup --extra voices)"
)
needs_kokoro = pytest.mark.skipif(
    not (is_installed(KOKORO) and importlib.util.find_spec("onnxruntime")),
    reason="Kokoro is absent (script/setup --extra voices)",
)

SPEAKER = """
import base64, json, struct, sys, time
from pathlib import Path
from hotline.machine.line_process.child import Refused, Unable, serve
folder = Path(sys.argv[1])

def speak(ask):
    print(json.dumps(ask), file=(folder / "log").open("a"), flush=True)
    match ask["text"]:
        case "坏":
            raise Refused("no such sound")
        case "久":
            time.sleep(600)
    sound = [0.5, -0.5] * (24 * len(ask["text"]) * 50)
    return {"sound": base64.b64encode(struct.pack(f"<{len(sound)}f", *sound)).decode()}

def start():
    print(file=(folder / "starts").open("a"), flush=True)
    if (folder / "model.onnx").exists():
        raise Unable("model.onnx does not load")
    return speak

serve(start, 0)
"""
"""Every character takes a tenth of a second."""

Make = Callable[..., KokoroVoice]


@pytest.fixture
async def voice(tmp_path: Path) -> AsyncIterator[Make]:
    """Makes a voice whose process is scripted."""
    made = []

    def make(speed: float = 1.0, limit_s: float = LIMIT_S) -> KokoroVoice:
        command = [sys.executable, "-c", SPEAKER, str(tmp_path)]
        made.append(KokoroVoice(tmp_path, "zf_xiaoxiao", speed, command, limit_s))
        return made[-1]

    yield make
    for one in made:
        await one.close()


def lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines() if file.exists() else []


async def test_sentences_are_spoken_one_after_the_other_at_the_rate_asked_for(
    voice: Make, tmp_path: Path
) -> None:
    speak = voice(speed=1.2)
    sounds = await asyncio.gather(
        speak("您好。", 8000), speak("12345", 16000), speak("您好。", 8000, slow=True)
    )
    assert [len(sound) for sound in sounds] == [2 * 2400, 2 * 8000, 2 * 2400]
    asked = [json.loads(line) for line in lines(tmp_path / "log")]
    assert [one["text"] for one in asked] == ["您好。", "一二三四五", "您好。"]
    assert [one["speed"] for one in asked] == [1.2, 1.2, pytest.approx(0.9)]
    assert {one["voice"] for one in asked} == {"zf_xiaoxiao"}


async def test_a_text_that_cannot_be_spoken_is_an_error_and_the_next_one_is_spoken(voice: Make) -> None:
    speak = voice()
    with pytest.raises(SynthesisError, match="no such sound"):
        await speak("坏", 8000)
    assert await speak("好", 8000)


async def test_english_is_left_to_who_can_speak_it(voice: Make, tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match="English"):
        await voice()("One moment, please.", 8000)
    assert not lines(tmp_path / "log")


async def test_a_process_that_does_not_start_is_not_started_for_every_sentence(
    voice: Make, tmp_path: Path
) -> None:
    (tmp_path / "model.onnx").touch()
    speak = voice()
    for _ in range(2):
        with pytest.raises(SynthesisError, match="does not load"):
            await speak("好", 8000)
        (tmp_path / "model.onnx").unlink(missing_ok=True)
    assert len(lines(tmp_path / "starts")) == 1


async def test_a_sentence_that_takes_too_long_ends_the_process_for_a_while(
    voice: Make, tmp_path: Path
) -> None:
    speak = voice(limit_s=0.5)
    for text in ("久", "好"):
        with pytest.raises(SynthesisError, match="did not finish"):
            await speak(text, 8000)
    assert len(lines(tmp_path / "starts")) <= 1  # none: it was ended before it came so far


@pytest.fixture
def kokoro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks as if Kokoro were installed, and so do the packages that it needs."""
    installed(monkeypatch, tmp_path / "packages", "onnxruntime", "jieba")
    folder = tmp_path / "kokoro"
    (folder / "voices").mkdir(parents=True)
    (folder / "model.onnx").touch()
    return folder


ROBOT = bytes(160)


async def robot(text: str, rate: int, *, slow: bool, speed: float) -> bytes:
    """In the place of espeak-ng."""
    return ROBOT


def settings(**telephony: object) -> TelephonySettings:
    return TelephonySettings.model_validate(telephony)


def test_the_voice_is_the_best_that_is_installed(kokoro: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert chosen(settings(), nowhere) == VoiceChoice("espeak-ng", 1)
    assert chosen(settings(), kokoro) == VoiceChoice("zf_xiaoxiao", 1)
    assert chosen(settings(voice="zm_yunxi", voice_speed=0.9), kokoro) == VoiceChoice("zm_yunxi", 0.9)
    assert chosen(settings(voice="espeak-ng"), kokoro) == VoiceChoice("espeak-ng", 1)
    assert chosen(settings(voice="zm_yunxi"), nowhere) == VoiceChoice("espeak-ng", 1, wanted="zm_yunxi")


@pytest.mark.parametrize("package", ["onnxruntime", "jieba"])
def test_without_its_packages_kokoro_is_not_installed(
    kokoro: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    absent(monkeypatch, package)
    assert chosen(settings(), kokoro) == VoiceChoice("espeak-ng", 1)


def test_a_voice_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="zm_yunxi"):
        settings(voice="af_heart")


async def test_each_voice_keeps_its_own_sounds_and_espeak_stands_in(kokoro: Path, tmp_path: Path) -> None:
    state, text = State(tmp_path / "var"), "这句话没有录音。"
    for voice, speed, folder in (
        ("espeak-ng", 1, ("espeak-ng", "8000")),
        ("espeak-ng", 0.9, ("espeak-ng-0.9", "8000")),
    ):
        voices = Voices(settings(voice=voice, voice_speed=speed), state, kokoro, robot)
        assert (await voices.prompts.file(text, 8000)).parent == state.prompts.joinpath(*folder)
    spoken = Voices(settings(), state, kokoro, robot)
    assert spoken.prompts.missing([text], 8000) == [text]
    # Its process finds an empty file for a network.
    assert (await spoken.prompts.file(text, 8000)).parent == state.prompts / "espeak-ng" / "8000"
    await spoken.close()


async def test_the_dialplan_has_the_voice_that_was_chosen_however_long_it_takes(
    kokoro: Path, tmp_path: Path
) -> None:
    """A caller would hear espeak-ng: nobody waits for Kokoro."""
    state, command = State(tmp_path / "var"), [sys.executable, "-c", SPEAKER, str(tmp_path)]
    voices = Voices(settings(), state, kokoro, robot, command, patience_s=0)
    spoken = await spoken_prompts(voices, {"away": "这句话没有录音。"})
    assert spoken["away"].parent == state.prompts / "zf_xiaoxiao" / "8000"
    assert await voices.prompts.pcm("这句也没有。", 8000) == ROBOT
    await voices.close()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("请拨12345。", "请拨一二三四五。"),
        ("周一至周五9:00-17:30，共12天", "周一至周五九点至十七点三十分，共十二天"),
        ("9:05开始", "九点零五分开始"),
        ("约3.5%", "约百分之三点五"),
        ("8-10层", "八至十层"),
        ("2026-05-01停水", "五月一日停水"),
        ("电话0731-88880000", "电话零七三一-八八八八零零零零"),
    ],
)
def test_figures_are_read_as_people_read_them(text: str, read: str) -> None:
    assert as_read(text) == read


@needs_jieba
@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("您好，请讲。", "nin2hao3 , qing3 jiang3 ."),
        ("一二三四五热线", "yi1 er4 san1 si4 wu3 re4xian4"),
        ("您前面还有一位，不对请按一。", "nin2 qian2mian4 hai2you3 yi2wei4 , bu2dui4 qing3 an4 yi1 ."),
        ("第一次二十一岁五月一日", "di4yi1ci4 er4shi2yi1sui4 wu3yue4 yi1ri4"),
        ("一起等一天", "yi4qi3 deng3 yi4tian1"),
        ("《ＡＰＰ》！！", "ei1pi4pi4 !"),
        ("☎…绿色", "lv4se4"),
    ],
)
def test_texts_become_pinyin(text: str, pinyin: str) -> None:
    import jieba

    assert " ".join("".join(word) for word in read(text, jieba.lcut)) == pinyin


@given(st.text(st.sampled_from("一不第十请您好绿,。？!12AbＡ\n 〇幺两嗯→"), max_size=30))
def test_whatever_is_written_can_be_spoken(text: str) -> None:
    numbers(read(as_read(text), list))


async def test_espeak_gets_pinyin_because_it_spells_characters_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`您好` came out as the English names of the letters of its pinyin."""
    program = tmp_path / "espeak"
    soundfile.write(tmp_path / "sound.wav", np.ones(22050, "<i2"), 22050, subtype="PCM_16")
    script = f'#!/bin/sh\necho "$@" >{tmp_path}/arguments\ncat >{tmp_path}/text\ncat {tmp_path}/sound.wav\n'
    program.write_text(script, "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(espeak, "program", lambda _name: [str(program)])
    monkeypatch.setattr(espeak, "environment", lambda _name: {})
    assert await espeak.espeak("您好，还有12位银行行长。", 8000, slow=True, speed=2)
    said = (tmp_path / "text").read_text("utf-8")
    assert said == "nin2 hao3 , hai2 you3 shi2 er4 wei4 yin2 hang2 hang2 zhang3 ."
    assert "-v cmn-latn-pinyin -s 230" in (tmp_path / "arguments").read_text("utf-8")
    assert await espeak.espeak("One moment, please.", 8000)
    assert (tmp_path / "text").read_text("utf-8") == "One moment, please."
    assert "-v en-us" in (tmp_path / "arguments").read_text("utf-8")


def test_a_finished_sound_is_level_and_begins_at_once() -> None:
    tone = np.sin(np.arange(24000) / 5).astype(np.float32) * np.float32(0.1)
    silence = np.zeros(24000, np.float32)
    pcm = np.frombuffer(finish(np.concatenate([silence, tone, silence]), 24000, 8000), "<i2") / 32768
    assert 8000 <= len(pcm) <= 8000 + 2 * 500
    assert 20 * np.log10(np.sqrt(np.mean(pcm**2))) == pytest.approx(-20, abs=0.2)
    assert finish(silence, 24000, 8000) == bytes(16000)


@needs_kokoro
@needs_jieba
async def test_kokoro_itself_speaks() -> None:
    voice = KokoroVoice(KOKORO, "zf_xiaoxiao", 1.0)
    try:
        pcm = await voice("您好，请讲。", 8000)
    finally:
        await voice.close()
    assert 0.8 < len(pcm) / 16000 < 4
