"""What `hotline check` doubts in a valid configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.machine.paths import DEFAULT_CONFIG

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
    sayings:
      - 楼上装修声音太大了
      - 楼下广场舞太吵了
      - 工地半夜还在施工
  - id: school
    name: 入学
    queue: general
    sayings:
      - 孩子上小学怎么报名
      - 学区是怎么划分的
"""


def check(path: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    shown = CliRunner().invoke(app, ["check", "--config", str(path), "--json", *arguments])
    return shown.exit_code, json.loads(shown.stdout)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def change(path: Path, old: str, new: str) -> int:
    """Replaces a piece of the file; the line where the new one stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return text[: text.index(new)].count("\n") + 1


def test_the_shipped_configuration_has_no_doubts() -> None:
    code, found = check(DEFAULT_CONFIG, "--strict")
    assert found["doubts"] == []
    assert code == 0


def test_a_small_good_one_neither(config: Path) -> None:
    assert check(config, "--strict") == (
        0,
        {"mistakes": [], "doubts": [], "notes": check(config)[1]["notes"]},
    )


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("queues: [urban, general]", "queues: [urban]", "nobody", "综合"),
        (
            "queues: [urban, general]}",
            'queues: [urban]}\n  - {id: sun, name: 孙莉, extension: "1009", role: supervisor}',
            "nobody",
            "综合",
        ),
        (
            "  - {id: general, name: 综合}\n",
            "  - {id: general, name: 综合}\n  - {id: legal, name: 法律}\n",
            "unreachable",
            "法律",
        ),
        ("- 学区是怎么划分的", "- 楼上装修声音太大了", "collision", "楼上装修声音太大了"),
    ],
)
def test_a_doubt_is_named_with_its_line(config: Path, old: str, new: str, kind: str, words: str) -> None:
    change(config, old, new)
    code, found = check(config)
    assert code == 0
    doubts = [doubt for doubt in found["doubts"] if doubt["kind"] == kind]
    assert len(doubts) == 1
    line = config.read_text(encoding="utf-8").splitlines()[doubts[0]["line"] - 1]
    assert words in line or old.split(":")[0] in line
    assert words in doubts[0]["message"]
    assert doubts[0]["hint"]
    assert check(config, "--strict")[0] == 1


def test_a_saying_that_an_urgent_keyword_takes_away(config: Path) -> None:
    """The other way of colliding: it is no other intent's saying, and still leads there."""
    change(
        config,
        "  - id: school\n",
        "  - {id: fire, name: 火灾, queue: general, urgent: true, keywords: [太吵], sayings: [着火了]}\n"
        "  - id: school\n",
    )
    _, found = check(config)
    (doubt,) = [doubt for doubt in found["doubts"] if doubt["kind"] == "collision"]
    assert doubt["path"] == "intents[0].sayings[1]"
    assert "fire" in doubt["message"]


def test_people_read_the_same_as_programs(config: Path) -> None:
    line = change(config, "queues: [urban, general]", "queues: [urban]")
    shown = CliRunner().invoke(app, ["check", "--config", str(config)])
    assert "nobody" in shown.output
    assert line == 2
    assert "config.yaml:5:" in shown.output.replace("\n", "")


def test_a_key_that_cannot_be_had_and_sentences_in_the_clear_are_doubts(config: Path, tmp_path: Path) -> None:
    section = "second_opinion:\n  url: http://llm.example.org/v1\n  model: m\n  key_file: "
    config.write_text(f"{TEXT}{section}{tmp_path / 'key'}\n", encoding="utf-8")
    line = TEXT.count("\n") + 2
    code, found = check(config, "--strict")
    assert code == 1
    doubts = {doubt["kind"]: doubt for doubt in found["doubts"]}
    assert doubts["key"]["line"] == line + 2
    assert "no file" in doubts["key"]["message"]
    assert doubts["unencrypted"]["line"] == line
    (tmp_path / "key").write_text("sk-abc")
    change(config, "http://llm", "https://llm")
    assert check(config, "--strict")[0] == 0


def test_answers_that_come_when_nobody_waits_for_them_any_more_are_a_doubt(config: Path) -> None:
    config.write_text(
        f"{TEXT}second_opinion: {{url: http://127.0.0.1/v1, model: m, timeout_s: 4}}\n", encoding="utf-8"
    )
    code, found = check(config, "--strict")
    assert code == 1
    assert [doubt["kind"] for doubt in found["doubts"]] == ["late"]
