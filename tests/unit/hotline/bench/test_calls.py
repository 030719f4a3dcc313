"""The bench of calls: what callers say, when speech ended, and whose processor time is whose."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from contracts import Decided, TranscriptFinal
from hotline.bench.demo.timeline import Timeline
from hotline.bench.load import Load
from hotline.bench.sentences import SentencesError, mix, sentences_in


def recording(path: Path, seconds: float) -> Path:
    soundfile.write(path, np.zeros(round(seconds * 8000)), 8000)
    return path


def test_callers_say_sentences_of_two_to_six_seconds(tmp_path: Path) -> None:
    for name, seconds in (("a", 1.5), ("b", 2.5), ("c", 5.0), ("d", 7.0)):
        recording(tmp_path / f"{name}.wav", seconds)
    found = sentences_in(tmp_path)
    assert [one.path.stem for one in found] == ["b", "c"]
    assert mix(found) == {"n": 2, "shortest_s": 2.5, "median_s": 3.8, "longest_s": 5.0}


def test_agents_recordings_are_no_callers(tmp_path: Path) -> None:
    recording(tmp_path / "agent-1.wav", 3)
    recording(tmp_path / "caller-1.wav", 3)
    assert [one.path.stem for one in sentences_in(tmp_path)] == ["caller-1"]


def test_a_folder_without_sentences_is_named(tmp_path: Path) -> None:
    recording(tmp_path / "a.wav", 9)
    with pytest.raises(SentencesError, match="name a folder"):
        sentences_in(tmp_path)
    (tmp_path / "b.wav").write_text("no sound")
    with pytest.raises(SentencesError, match=r"b\.wav"):
        sentences_in(tmp_path)


def test_speech_ended_when_that_was_decided_of_the_last_breath_before_the_decision() -> None:
    timeline = Timeline("c1", ring_at=100.0)
    for utterance, (took_ms, read_by) in enumerate(((10, "first"), (800, "second"), (10, "first"))):
        timeline.take(
            TranscriptFinal(
                call="c1",
                leg="caller",
                utterance=utterance,
                text="停水了",
                start_ms=0,
                end_ms=1000,
                confidence=0.9,
                took_ms=took_ms,
                read_by=read_by,
                at=105.0 + utterance,
            )
        )
        if utterance == 1:
            timeline.take(
                Decided(call="c1", outcome="route", intent="water", queue="utilities", score=0.9, at=106.5)
            )
    assert timeline.moments["speech_end"] == pytest.approx(105.2)
    assert timeline.as_json("a.wav")["read_by"] == "second"


def test_our_own_work_is_the_service_s_and_a_process_that_is_gone_costs_nothing() -> None:
    before = Load.now(None)
    sum(number * number for number in range(2_000_000))
    spent = Load.now(2**22 + 1).since(before)
    assert spent["service"] > 0
    assert spent["asterisk"] == 0
