"""What the model in use can hear of the configuration's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.machine.paths import CHECKOUT

CONFIG = """\
asr: {{model: "{model}"}}
agents:
  - {{id: wang, name: 王芳, extension: "1001", queues: ["*"]}}
queues:
  - {{id: general, name: 综合, menu_words: [咨询]}}
intents:
  - {{id: noise, name: 噪声, queue: general, sayings: [楼上太吵了], keywords: [噪音, 水垢, 4S店, QQ群]}}
  - {{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名]}}
vocabulary:
  streets: [幸福路, 幸福大道]
"""
WORDS = ["<eps>", "综合", "咨询", "噪音", "水", "够", "幸福", "大道", "幸", "福", "路", "[unk]"]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    graph = tmp_path / "model" / "graph"
    graph.mkdir(parents=True)
    (graph / "words.txt").write_text(
        "".join(f"{word} {n}\n" for n, word in enumerate(WORDS)), encoding="utf-8"
    )
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG.format(model=tmp_path / "model"), encoding="utf-8")
    return path


def report(config: Path) -> dict[str, Any]:
    shown = CliRunner().invoke(app, ["models", "vocabulary", "--config", str(config), "--json"])
    assert shown.exit_code == 0, shown.output
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def test_each_word_has_its_way_and_its_place(config: Path) -> None:
    found = report(config)
    entries = {entry["text"]: entry for entry in found["entries"]}
    assert {text: entry["how"] for text, entry in entries.items()} == {
        "幸福路": "words",
        "幸福大道": "words",
        "综合": "word",
        "咨询": "word",
        "噪音": "word",
        "水垢": "sound",
        "4S店": "none",
        "QQ群": "none",
    }
    assert entries["水垢"]["words"] == ["水", "够"]
    assert entries["QQ群"]["missing"] == ["Q", "群"]
    assert entries["幸福大道"]["where"] == f"{config}:10:18"
    assert found["summary"]["streets"] == {"word": 0, "words": 2, "characters": 0, "sound": 0, "none": 0}
    assert found["summary"]["keywords"]["none"] == 2


def test_people_read_the_summary_first(config: Path) -> None:
    shown = CliRunner().invoke(app, ["models", "vocabulary", "--config", str(config)])
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.index("streets") < shown.stdout.index("4S店")
    assert "2 never heard" in shown.stdout


def test_check_tells_what_the_model_never_hears_and_what_to_do(config: Path) -> None:
    shown = CliRunner().invoke(app, ["check", "--config", str(config), "--json"])
    (note,) = [note for note in json.loads(shown.stdout)["notes"] if "never hears" in note]
    assert note.startswith(f"{config}:7:")
    assert "intents[0].keywords[2]" in note
    assert "never hears 2 of this list" in note
    assert "4S店、QQ群" in note
    assert "四艾斯店" in note


def test_ten_thousand_names_are_looked_up(config: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    characters = [chr(0x4E00 + number) for number in range(100)]
    names.write_text("".join(f"{a}{b}路\n" for a in characters for b in characters), encoding="utf-8")
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text}  files: ['{names}']\n", encoding="utf-8")
    found = report(config)
    assert sum(found["summary"]["names"].values()) == 10_000
    assert found["entries"][9_000]["where"] == f"{config}:11:11"


def test_without_its_list_of_words_the_model_is_named(config: Path, tmp_path: Path) -> None:
    (tmp_path / "model" / "graph" / "words.txt").unlink()
    shown = CliRunner().invoke(app, ["models", "vocabulary", "--config", str(config)])
    assert shown.exit_code == 2
    assert "words.txt" in shown.output


def test_an_engine_without_words_is_told_so(config: Path) -> None:
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("asr: {", "asr: {engine: none, "), encoding="utf-8")
    shown = CliRunner().invoke(app, ["models", "vocabulary", "--config", str(config)])
    assert shown.exit_code == 2
    assert "engine" in shown.output
    assert CliRunner().invoke(app, ["check", "--config", str(config)]).exit_code == 0


def test_the_menu_that_ships_is_heard_by_the_model_that_ships() -> None:
    if not (CHECKOUT / "models" / "zh-small" / "graph" / "words.txt").is_file():
        pytest.skip("no model in models/zh-small")
    found = report(CHECKOUT / "config.yaml")
    menu = [entry for entry in found["entries"] if entry["kind"] == "menu"]
    assert menu
    assert [entry["text"] for entry in menu if entry["how"] == "none"] == []
