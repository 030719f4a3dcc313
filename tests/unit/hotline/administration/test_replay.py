"""Recorded calls through another configuration."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts import (
    HANDED_OVER,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    KeyPressed,
    TranscriptFinal,
)
from hotline.administration.replay.past import HANG_UP, past_call
from hotline.cli.app import app
from hotline.machine.paths import State
from hotline.records.database.records import Records

CONFIG = """\
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: ["*"]}
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: [楼上装修声音太大了, 楼下广场舞太吵了]}
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""


def said(call: str, text: str) -> TranscriptFinal:
    return TranscriptFinal(
        call=call, leg="caller", utterance=0, text=text, start_ms=0, end_ms=900, confidence=0.9
    )


def begun(call: str, at: float) -> CallStarted:
    return CallStarted(call=call, caller="138****8000", dialled="12345", at=at)


def decided(call: str, queue: str) -> Decided:
    return Decided(call=call, outcome="route", intent="noise", queue=queue, score=0.95, reason="噪声")


CALLS: list[list[Event]] = [
    [
        begun("one", 100),
        said("one", "楼上装修声音太大了"),
        decided("one", "urban"),
        CallQueued(call="one", queue="urban", position=1),
        said("one", "这是对坐席说的"),
    ],
    [
        begun("two", 200),
        KeyPressed(call="two", digit="2"),
        CallQueued(call="two", queue="urban", position=1),
    ],
    [begun("gone", 300), said("gone", "喂"), CallEnded(call="gone", by="caller")],
    [begun("silent", 400), CallQueued(call="silent", queue="general", position=1)],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "state").mkdir()

    async def record() -> None:
        records = Records(State(tmp_path / "state").database_url)
        await records.open()
        for call in CALLS:
            for event in call:
                records.write(event)
        await records.close()

    asyncio.run(record())
    return tmp_path


def replay(folder: Path, *arguments: str) -> tuple[int, str]:
    options = ["--config", str(folder / "config.yaml"), "--state", str(folder / "state")]
    shown = CliRunner().invoke(app, ["replay", *options, *arguments])
    return shown.exit_code, shown.output


def change(folder: Path, old: str, new: str) -> None:
    assert old in CONFIG
    (folder / "config.yaml").write_text(CONFIG.replace(old, new), encoding="utf-8")


def test_with_the_same_configuration_nothing_is_different(folder: Path) -> None:
    code, shown = replay(folder)
    assert code == 0
    assert "2 calls: 2 to the same queue, 0 elsewhere" in shown.replace("\n", "")


def test_what_would_be_decided_differently(folder: Path) -> None:
    change(folder, "queue: urban, sayings", "queue: general, sayings")
    code, shown = replay(folder, "--json")
    assert code == 0
    one, two = (json.loads(line) for line in shown.splitlines())
    assert (one["call"], one["then"]["queue"], one["now"]["queue"], one["same"]) == (
        "one",
        "urban",
        "general",
        False,
    )
    assert one["said"] == ["楼上装修声音太大了"]  # not what was said to the agent
    assert (two["said"], two["same"]) == (["2"], True)
    shown = replay(folder)[1]
    assert "1 x urban → general" in shown
    assert "1 elsewhere" in shown.replace("\n", "")


def test_a_key_that_means_nothing_any_more(folder: Path) -> None:
    change(folder, ', key: "2"', "")
    shown = replay(folder, "--json")[1]
    two = json.loads(shown.splitlines()[1])
    assert two["now"]["queue"] == "general"


def test_without_records_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    code, shown = replay(tmp_path)
    assert code == 2
    assert "no records here" in shown.replace("\n", " ")
    assert not (tmp_path / "state").exists()


def test_only_calls_that_were_decided_count() -> None:
    assert [past_call(call) is not None for call in CALLS] == [True, True, False, False]


def test_a_caller_handed_over_at_a_shutdown_was_not_hung_up_on() -> None:
    begun_and_said = [begun("one", 1.0), said("one", "楼上装修声音太大了")]
    goodbye = past_call([*begun_and_said, CallEnded(call="one", by="service")])
    assert goodbye is not None
    assert goodbye.queue == HANG_UP
    ended = CallEnded(call="one", by="service", cause=f"{HANDED_OVER} at shutdown")
    assert past_call([*begun_and_said, ended]) is None


def test_a_call_that_goes_on_at_another_machine_is_tried_once() -> None:
    goes_on = begun("two", 1.0).model_copy(update={"moved_from": "one"})
    assert past_call([goes_on, *CALLS[0][1:]]) is None
