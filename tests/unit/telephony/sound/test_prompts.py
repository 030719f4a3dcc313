"""Recordings by their text: found, synthesised once, and every failure said clearly."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from telephony.sound.prompts import PromptLibrary, SynthesisError, file_name

TEXT = "您好，请问有什么可以帮您？"
SOUND = np.arange(160, dtype="<i2").tobytes()


class Voice:
    """A speech engine that takes a moment and counts."""

    def __init__(self) -> None:
        self.spoken: list[tuple[str, int]] = []
        self.slowly: list[str] = []
        self.fails = False

    async def __call__(self, text: str, rate: int, *, slow: bool) -> bytes:
        self.spoken.append((text, rate))
        if slow:
            self.slowly.append(text)
        await asyncio.sleep(0.01)
        if self.fails:
            raise SynthesisError("no voice today")
        return SOUND


def library(folder: Path, voice: Voice) -> PromptLibrary:
    return PromptLibrary(folder / "recordings", folder / "synthesised", voice)


def record(folder: Path, text: str, rate: int, actual_rate: int | None = None, channels: int = 1) -> Path:
    path = folder / "recordings" / str(rate) / file_name(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = np.tile(np.frombuffer(SOUND, "<i2")[:, None] + 1, (1, channels)).astype("<i2")
    soundfile.write(path, samples, actual_rate or rate, subtype="PCM_16")
    return path


@given(st.text(), st.text())
def test_file_names_are_safe_and_differ(one: str, other: str) -> None:
    name = file_name(one)
    assert name.endswith(".wav")
    assert len(name.encode()) <= 200, "with a suffix it must stay below 255 bytes"
    stem = name.removesuffix(".wav")
    assert all(c.isalnum() or c in "_-" for c in stem)
    if one != other:
        assert name != file_name(other)


async def test_a_recording_goes_before_synthesis(tmp_path: Path) -> None:
    record(tmp_path, TEXT, 8000, channels=2)
    voice = Voice()
    pcm = await library(tmp_path, voice).pcm(TEXT, 8000)
    assert np.frombuffer(pcm, "<i2").tolist() == list(range(1, 161))
    assert not voice.spoken


async def test_a_recording_of_the_wrong_rate_is_named(tmp_path: Path) -> None:
    path = record(tmp_path, TEXT, 8000, actual_rate=44100)
    with pytest.raises(SynthesisError, match=r"44100 Hz.*8000 Hz") as caught:
        await library(tmp_path, Voice()).pcm(TEXT, 8000)
    assert str(path) in str(caught.value)


async def test_a_broken_recording_is_named(tmp_path: Path) -> None:
    record(tmp_path, TEXT, 8000).write_bytes(b"no sound")
    with pytest.raises(SynthesisError, match="cannot be read"):
        await library(tmp_path, Voice()).pcm(TEXT, 8000)


async def test_what_is_missing_is_synthesised_once_for_all_who_ask(tmp_path: Path) -> None:
    voice = Voice()
    prompts = library(tmp_path, voice)
    sounds = await asyncio.gather(*(prompts.pcm(TEXT, 8000) for _ in range(5)), prompts.file(TEXT, 8000))
    assert sounds[:5] == [SOUND] * 5
    assert voice.spoken == [(TEXT, 8000)]
    files = list((tmp_path / "synthesised" / "8000").iterdir())
    assert [f.name for f in files] == [file_name(TEXT)]
    again = Voice()
    assert await library(tmp_path, again).pcm(TEXT, 8000) == SOUND
    assert not again.spoken


async def test_a_text_is_spoken_slowly_into_a_file_of_its_own(tmp_path: Path) -> None:
    voice = Voice()
    prompts = library(tmp_path, voice)
    await prompts.pcm(TEXT, 8000)
    assert prompts.missing([TEXT], 8000, slow=True) == [TEXT]
    assert await prompts.prepare([TEXT], 8000, slow=True) == []
    assert voice.slowly == [TEXT]
    assert (tmp_path / "synthesised" / "8000" / "slow" / file_name(TEXT)).exists()
    again = Voice()
    assert await library(tmp_path, again).pcm(TEXT, 8000, slow=True) == SOUND
    assert not again.spoken


async def test_a_recording_is_not_replaced_by_a_slow_machine(tmp_path: Path) -> None:
    normal = record(tmp_path, TEXT, 8000)
    voice = Voice()
    pcm = await library(tmp_path, voice).pcm(TEXT, 8000, slow=True)
    assert not voice.spoken
    slow = normal.parent / "slow" / normal.name
    slow.parent.mkdir()
    soundfile.write(slow, np.full(80, 7, dtype="<i2"), 8000, subtype="PCM_16")
    assert await library(tmp_path, voice).pcm(TEXT, 8000, slow=True) == np.full(80, 7, "<i2").tobytes()
    assert await library(tmp_path, voice).pcm(TEXT, 8000) == pcm


async def test_what_is_personal_is_not_kept(tmp_path: Path) -> None:
    voice = Voice()
    prompts = library(tmp_path, voice)
    for _ in range(2):
        assert await prompts.pcm(TEXT, 8000, keep=False) == SOUND
    assert len(voice.spoken) == 2
    assert not (tmp_path / "synthesised").exists()


async def test_who_gives_up_does_not_cost_the_others_their_sound(tmp_path: Path) -> None:
    prompts = library(tmp_path, Voice())
    first = asyncio.create_task(prompts.pcm(TEXT, 8000))
    second = asyncio.create_task(prompts.pcm(TEXT, 8000))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == SOUND


async def test_different_texts_do_not_wait_for_one_another(tmp_path: Path) -> None:
    voice = Voice()
    prompts = library(tmp_path, voice)
    tasks = [asyncio.create_task(prompts.pcm(text, 8000)) for text in ("一", "二", "三")]
    await asyncio.sleep(0)
    assert len(voice.spoken) == 3
    await asyncio.gather(*tasks)


async def test_a_failed_synthesis_is_tried_again_next_time(tmp_path: Path) -> None:
    voice = Voice()
    voice.fails = True
    prompts = library(tmp_path, voice)
    with pytest.raises(SynthesisError, match="no voice today"):
        await prompts.pcm(TEXT, 8000)
    voice.fails = False
    assert await prompts.pcm(TEXT, 8000) == SOUND


async def test_a_full_disk_does_not_silence_a_call(tmp_path: Path) -> None:
    (tmp_path / "synthesised").write_text("a file where the folder should be")
    prompts = library(tmp_path, Voice())
    assert await prompts.pcm(TEXT, 8000) == SOUND
    with pytest.raises(SynthesisError, match="disk"):
        await prompts.file(TEXT, 8000)


async def test_prepare_says_what_could_not_be(tmp_path: Path) -> None:
    record(tmp_path, TEXT, 8000)
    voice = Voice()
    voice.fails = True
    prompts = library(tmp_path, voice)
    assert prompts.missing([TEXT, "新的"], 8000) == ["新的"]
    assert await prompts.prepare([TEXT, "新的"], 8000) == ["新的"]
    voice.fails = False
    assert await prompts.prepare([TEXT, "新的"], 8000) == []
    assert prompts.missing([TEXT, "新的"], 8000) == []


async def test_the_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony.sound.prompts.KEPT_IN_MEMORY", 3)
    prompts = library(tmp_path, Voice())
    for number in range(6):
        await prompts.pcm(str(number), 8000)
    assert len(prompts._cache) == 3


async def test_a_stand_in_speaks_what_a_voice_cannot_and_keeps_it_apart(tmp_path: Path) -> None:
    voice, other = Voice(), Voice()
    voice.fails = True
    prompts = PromptLibrary(tmp_path, tmp_path / "fine", voice, library(tmp_path / "plain", other))
    assert await prompts.prepare([TEXT], 8000) == []
    assert await prompts.pcm(TEXT, 8000) == SOUND
    assert (await prompts.file(TEXT, 8000)).is_relative_to(tmp_path / "plain")
    assert prompts.missing([TEXT], 8000) == [TEXT], "its own voice tries again at the next start"
    assert other.spoken == [(TEXT, 8000)]
    voice.fails = False
    assert (await prompts.file(TEXT, 8000)).is_relative_to(tmp_path / "fine")


async def test_a_caller_waits_for_a_voice_no_longer_than_its_patience(tmp_path: Path) -> None:
    other, never = Voice(), asyncio.Event()

    async def speechless(_text: str, _rate: int, *, slow: bool) -> bytes:
        await never.wait()
        return b""

    plain = library(tmp_path / "plain", other)
    prompts = PromptLibrary(tmp_path, tmp_path / "fine", speechless, plain, patience_s=0.02)
    assert await prompts.pcm(TEXT, 8000) == SOUND
    assert other.spoken == [(TEXT, 8000)]


async def test_neither_voice_can_say_it(tmp_path: Path) -> None:
    voice, other = Voice(), Voice()
    voice.fails = other.fails = True
    prompts = PromptLibrary(tmp_path, tmp_path / "fine", voice, library(tmp_path / "plain", other))
    assert await prompts.prepare([TEXT], 8000) == [TEXT]
    with pytest.raises(SynthesisError, match="no voice today"):
        await prompts.pcm(TEXT, 8000)
