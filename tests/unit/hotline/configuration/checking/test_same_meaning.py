"""Sayings of different queues that mean the same in other words, as `hotline check` tells them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.guidance.meaning import commands
from hotline.machine.encoder.kept import KeptVectors
from tests.unit.hotline.machine.encoder.doubles import ScriptedEncoder

TEXT = """\
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: [urban, general]}
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
intents:
  - id: noise
    name: 噪声
    queue: urban
    sayings: [楼上装修声音太大了, 楼下广场舞太吵了, 天花板一天到晚咚咚响]
  - id: school
    name: 入学
    queue: general
    sayings:
      - 孩子上小学怎么报名
      - 隔壁邻居敲敲打打不让人睡
      - 一年级什么时候开学
"""
NOISE, SAME_QUEUE, OTHER_QUEUE = "楼上装修声音太大了", "天花板一天到晚咚咚响", "隔壁邻居敲敲打打不让人睡"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def found_by(encoder: ScriptedEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedEncoder:
    """This encoder is on the machine."""
    monkeypatch.setattr(commands, "lack", lambda _layout: None)
    monkeypatch.setattr(commands, "load", lambda _layout: encoder)
    kept = KeptVectors(tmp_path / "meanings.db", encoder.name, encoder.dimensions)
    monkeypatch.setattr(commands, "kept_vectors", lambda _state: kept)
    return encoder


@pytest.fixture
def encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedEncoder:
    """To it three sayings mean the same, two of them of one queue."""
    meanings = {OTHER_QUEUE: NOISE, SAME_QUEUE: NOISE}
    return found_by(ScriptedEncoder(meanings=meanings), tmp_path, monkeypatch)


def check(path: Path, *arguments: str) -> dict[str, Any]:
    shown = CliRunner().invoke(app, ["check", "--config", str(path), "--json", *arguments])
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def meant_alike(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [doubt for doubt in found["doubts"] if doubt["kind"] == "meaning"]


def without_meaning(found: dict[str, Any]) -> list[str]:
    return [note for note in found["notes"] if "by what they mean" in note]


def test_a_saying_of_another_queue_in_other_words_is_told(config: Path, encoder: ScriptedEncoder) -> None:
    found = check(config)
    (doubt,) = meant_alike(found)
    assert doubt["path"] == "intents[0].sayings[0]"
    assert NOISE in doubt["message"]
    assert OTHER_QUEUE in doubt["message"]
    assert "school" in doubt["message"]
    assert "urban" in doubt["hint"]
    assert without_meaning(found) == []


def test_the_same_saying_in_two_queues_is_a_collision_and_no_more(
    config: Path, encoder: ScriptedEncoder
) -> None:
    config.write_text(TEXT.replace(OTHER_QUEUE, NOISE), encoding="utf-8")
    found = check(config)
    assert meant_alike(found) == []
    assert [doubt["kind"] for doubt in found["doubts"] if NOISE in doubt["message"]] == ["collision"]


def test_only_new_sayings_are_encoded(config: Path, encoder: ScriptedEncoder) -> None:
    check(config)
    encoder.asked.clear()
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("孩子上小学怎么报名", "孩子转学要什么手续"), encoding="utf-8")
    check(config)
    assert encoder.asked == ["孩子转学要什么手续"]


def test_who_is_in_a_hurry_leaves_it_out(config: Path, encoder: ScriptedEncoder) -> None:
    found = check(config, "--quick")
    assert meant_alike(found) == without_meaning(found) == encoder.asked == []


def test_switched_off_nothing_is_asked_or_missed(config: Path, encoder: ScriptedEncoder) -> None:
    config.write_text(TEXT + "meaning: {enabled: false}\n", encoding="utf-8")
    found = check(config)
    assert meant_alike(found) == without_meaning(found) == encoder.asked == []


def test_without_the_encoder_one_line_says_so(config: Path) -> None:
    found = check(config)
    assert meant_alike(found) == []
    assert without_meaning(found) == ["sayings are not compared by what they mean: not in this test"]


def test_an_encoder_that_fails_is_said_in_that_line(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_by(ScriptedEncoder(meanings={}), tmp_path, monkeypatch)
    config.write_text(TEXT.replace(OTHER_QUEUE, '"?"'), encoding="utf-8")
    assert "nothing is made of it" in without_meaning(check(config))[0]
