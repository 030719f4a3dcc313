"""Recordings by their text: found, synthesised once, and every failure said clearly."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from telephony.prompts import PromptLibrary, SynthesisError, file_name

TEXT = "您好，请问有什么可以帮您？"
SOUND = np.arange(160, dtype="<i2").tobytes()


class Voice:
    """A speech engine that takes a moment and counts."""

    def __init__(self) -> None:
        self.spoken: list[tuple[str, int]] = []
        self.fails = False

    async def __call__(self, text: str, rate: int) -> bytes:
        self.spoken.append((text, rate))
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
    monkeypatch.setattr("telephony.prompts.KEPT_IN_MEMORY", 3)
    prompts = library(tmp_path, Voice())
    for number in range(6):
        await prompts.pcm(str(number), 8000)
    assert len(prompts._cache) == 3
