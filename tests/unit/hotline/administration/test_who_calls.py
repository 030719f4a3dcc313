"""Who calls counts without a telephone too: the number, the list of nuisance callers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from contracts import (
    CallEnded,
    CallQueued,
    CallStarted,
    Event,
    KeyPressed,
    Screened,
    TranscriptFinal,
)
from hotline.administration.replay.again import Again, again
from hotline.administration.replay.past import HANG_UP, past_call
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.guidance.call_guide import CallGuide

CONFIG = """\
agents: [{id: wang, name: 王芳, extension: "1001"}]
dialogue: {route_at: 0.5, confirm_at: 0.2}
queues: [{id: urban, name: 城管}, {id: general, name: 综合, key: "3"}]
questions: [{id: phone, label: 电话, kind: phone, prompt: 请说回电号码。}]
intents:
  - {id: garbage, name: 垃圾, queue: urban, ask: [phone], sayings: [垃圾没有人收, 垃圾桶满了, 门口堆着垃圾]}
  - {id: noise, name: 噪声, queue: general, sayings: [楼上装修声音太大了, 楼下广场舞太吵了]}
"""
GARBAGE = "门口垃圾没有人收"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "config.yaml"
    written.write_text(CONFIG, encoding="utf-8")
    return written


@pytest.fixture
def config(path: Path) -> HotlineConfig:
    return load(path, HotlineConfig)


def simulated(path: Path, *arguments: str) -> dict[str, Any]:
    shown = CliRunner().invoke(app, ["simulate", "-c", str(path), "--text", GARBAGE, "--json", *arguments])
    assert shown.exit_code == 0, shown.output
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def said(found: dict[str, Any]) -> list[str]:
    return [step.get("text", "") for step in found["steps"] if step["kind"] == "say"]


def test_a_simulated_caller_is_asked_for_their_own_number(path: Path, config: HotlineConfig) -> None:
    own = config.ivr.dialogue.prompts.own_number
    assert own in said(simulated(path))
    assert own in said(simulated(path, "--caller", "057187654321"))
    withheld = said(simulated(path, "--caller", "anonymous"))
    assert own not in withheld
    assert "请说回电号码。" in withheld


def test_a_simulated_caller_may_be_on_a_list(path: Path, config: HotlineConfig) -> None:
    found = simulated(path, "--standing", "black")
    assert said(found)[0] == config.ivr.screening.black_prompt
    assert found["queue"] is None
    assert simulated(path, "--standing", "grey")["queue"] == "urban"


def test_a_test_says_who_calls(path: Path) -> None:
    tests = path.with_name("my.tests.yaml")
    tests.write_text(
        f"""\
conversations:
  - {{name: 本机, end: urban, turns: [{{caller: {GARBAGE}}}, {{system: 现在这个号码}}, {{caller: 是的}}]}}
  - name: 隐藏
    caller: anonymous
    end: urban
    turns: [{{caller: {GARBAGE}}}, {{system: 请说回电号码}}]
  - {{name: 黑, standing: black, end: hang_up, turns: [{{caller: {GARBAGE}}}]}}
""",
        encoding="utf-8",
    )
    shown = CliRunner().invoke(app, ["test", str(tests), "--config", str(path), "--json"])
    assert shown.exit_code == 0, shown.output


def started(caller: str = "138****8000") -> CallStarted:
    return CallStarted(call="one", caller=caller, dialled="12345", at=1_700_000_000)


def heard(text: str) -> TranscriptFinal:
    return TranscriptFinal(
        call="one", leg="caller", utterance=0, text=text, start_ms=0, end_ms=900, confidence=0.9
    )


def replayed(config: HotlineConfig, *events: Event) -> Again:
    past = past_call(events)
    assert past is not None
    return again(past, CallGuide.of(config))


def test_a_caller_who_was_on_a_list_is_on_it_again(config: HotlineConfig) -> None:
    black = Screened(call="one", standing="black", reason="骚扰")
    ended = CallEnded(call="one", by="service", cause="screened")
    found = replayed(config, started(), black, heard(GARBAGE), ended)
    assert (found.queue, found.same) == (HANG_UP, True)
    assert replayed(config, started(), heard(GARBAGE), ended).queue == "urban"


@pytest.mark.parametrize(("caller", "queue"), [("138****8000", "urban"), ("anonymous", "general")])
def test_a_masked_number_is_one_to_be_called_back_under(
    config: HotlineConfig, caller: str, queue: str
) -> None:
    """“Yes” answers “is it the number you call from?” and ends the questions; it is no number."""
    said = [heard(text) for text in (GARBAGE, "是的", "楼上装修声音太大了")]
    queued = CallQueued(call="one", queue="urban", position=1)
    assert replayed(config, started(caller), *said, queued).queue == queue


WITH_NUMBERS = CONFIG + 'numbers: [{number: "12319", name: 城管热线, greeting: 城管热线。, queue: urban}]\n'


def test_the_number_that_is_dialled_counts_in_simulated_and_in_replayed_calls(path: Path) -> None:
    path.write_text(WITH_NUMBERS, encoding="utf-8")
    own = simulated(path, "--dialled", "12319")
    assert any("城管热线。" in step.get("text", "") for step in own["steps"])
    assert not any(
        "城管热线。" in step.get("text", "") for step in simulated(path, "--dialled", "12345")["steps"]
    )
    past = past_call(
        [
            CallStarted(call="one", caller="138****8000", dialled="12319", at=1_795_000_000),
            KeyPressed(call="one", digit="0"),
            CallQueued(call="one", queue="urban", position=1),
        ]
    )
    assert past is not None
    guide = CallGuide.of(load(path, HotlineConfig))
    assert again(past, guide).queue == "urban"
    assert again(replace(past, dialled="12345"), guide).queue == "general"


def test_a_number_of_somebody_else_is_refused(path: Path) -> None:
    shown = CliRunner().invoke(app, ["simulate", "-c", str(path), "--text", GARBAGE, "--dialled", "99999"])
    assert shown.exit_code == 2
    assert "99999" in shown.output
