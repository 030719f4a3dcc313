"""Tests beside each file of a configuration: one verdict, told file by file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app

MAIN = """\
include: [menus/*.yaml]
agents:
  - {id: wang, name: 王芳, extension: "1001"}
queues:
  - {id: general, name: 综合}
intents:
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""
URBAN = """\
queues:
  - {id: urban, name: 城市管理, key: "2"}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: [楼上装修声音太大了, 楼下广场舞太吵了]}
"""
OF_THE_WHOLE = (
    "tolerance: {sayings: 40}\nsayings:\n  - {intent: school, texts: [孩子怎么报名上小学, 学区怎么划分]}\n"
)
OF_URBAN = "sayings:\n  - {queue: urban, texts: [楼下广场舞太吵]}\n"
WRONG = OF_URBAN.replace("urban", "general")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The main file of a configuration in two files, with tests beside each."""
    (tmp_path / "menus").mkdir()
    main = tmp_path / "config.yaml"
    main.write_text(MAIN, encoding="utf-8")
    (tmp_path / "menus" / "urban.yaml").write_text(URBAN, encoding="utf-8")
    (tmp_path / "config.tests.yaml").write_text(OF_THE_WHOLE, encoding="utf-8")
    (tmp_path / "menus" / "urban.tests.yaml").write_text(OF_URBAN, encoding="utf-8")
    return main


def run(verb: str, site: Path, *arguments: str) -> tuple[int, str]:
    shown = CliRunner().invoke(app, [verb, "--config", str(site), *arguments])
    return shown.exit_code, shown.output


def test_all_are_run_as_one_and_each_file_is_counted(site: Path) -> None:
    code, shown = run("test", site, "--json")
    assert code == 0, shown
    (verdict,) = json.loads(shown).values()
    assert verdict["files"] == [
        {"file": "config.tests.yaml", "tests": 2, "wrong": 0},
        {"file": "menus/urban.tests.yaml", "tests": 1, "wrong": 0},
    ]


def test_the_tolerance_of_the_whole_counts_and_what_failed_is_told_with_its_file(site: Path) -> None:
    tests = site.parent / "menus" / "urban.tests.yaml"
    tests.write_text(WRONG, encoding="utf-8")
    code, shown = run("test", site)
    assert code == 0, "one of three is within 40 %"
    assert "menus/urban.tests.yaml: 1 of 1 wrong" in shown
    assert run("test", site, str(tests))[0] == 1, "by itself, the file has no tolerance"
    site.with_name("config.tests.yaml").write_text(OF_THE_WHOLE.replace("40", "20"), encoding="utf-8")
    code, shown = run("test", site, "--json")
    assert code == 1
    (verdict,) = json.loads(shown).values()
    assert [one["file"] for one in verdict["wrong"]] == ["menus/urban.tests.yaml"]


def test_they_guard_a_publication(site: Path) -> None:
    site.with_name("config.tests.yaml").unlink()
    tests = site.parent / "menus" / "urban.tests.yaml"
    tests.write_text(WRONG, encoding="utf-8")
    options = ("--state", str(site.parent / "state"), "--why", "first")
    code, shown = run("publish", site, *options)
    assert code == 1
    assert "menus/urban.tests.yaml: “楼下广场舞太吵”" in shown
    tests.write_text(OF_URBAN, encoding="utf-8")
    assert run("publish", site, *options)[0] == 0


def test_a_queue_that_is_taken_out_takes_its_tests_along(site: Path) -> None:
    site.write_text(MAIN.replace("include: [menus/*.yaml]\n", ""), encoding="utf-8")
    code, shown = run("test", site, "--json")
    assert code == 0, shown
    (verdict,) = json.loads(shown).values()
    assert [one["file"] for one in verdict["files"]] == ["config.tests.yaml"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("tolerance: {sayings: 5}\n" + OF_URBAN, ":1:1:", "config.tests.yaml says how many"),
        ("sayings:\n  - {queue: urbn, texts: [停水]}\n", ":2:13:", "no queue 'urbn'"),
        ("recordings:\n  - {file: no.wav, queue: urban}\n", ":2:12:", "no such file"),
    ],
)
def test_a_mistake_is_named_in_its_file(site: Path, text: str, place: str, words: str) -> None:
    tests = site.parent / "menus" / "urban.tests.yaml"
    tests.write_text(text, encoding="utf-8")
    code, shown = run("test", site)
    assert code == 2
    assert f"{tests}{place}" in shown
    assert words in shown


def test_recordings_are_named_from_their_file(site: Path) -> None:
    tests = site.parent / "menus" / "urban.tests.yaml"
    tests.write_text("recordings:\n  - {file: call.wav, queue: urban}\n", encoding="utf-8")
    (site.parent / "menus" / "call.wav").write_bytes(b"no sound")
    code, shown = run("test", site, "--json")
    assert code == 1
    assert "(unreadable)" in shown


def test_no_tests_at_all_is_said(site: Path) -> None:
    for path in (site.with_name("config.tests.yaml"), site.parent / "menus" / "urban.tests.yaml"):
        path.unlink()
    code, shown = run("test", site)
    assert code == 2
    assert "config.tests.yaml: there is no such file" in shown.replace("\n", " ")
