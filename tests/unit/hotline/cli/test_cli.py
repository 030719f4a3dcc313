"""The command line, as a person meets it: help that teaches, errors that say what, where and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from tests.shipped import changed, copied


@pytest.fixture
def run() -> CliRunner:
    return CliRunner()


def test_the_shipped_configuration_is_valid(run: CliRunner) -> None:
    result = run.invoke(app, ["check"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("dialogue: [", ":1:12:", ""),
        ("queues:\n  - {id: general, name: 综合, colour: red}\n", ":2:29:", "colour"),
        ("telephony:\n  sip_port: many\n", ":2:13:", "sip_port"),
        ("", ":1:1:", "empty"),
    ],
)
def test_a_broken_configuration_names_the_place_and_what_to_do(
    run: CliRunner, tmp_path: Path, text: str, place: str, advice: str
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    state = ["--state", str(tmp_path / "state")]  # without a generation to fall back on
    for verb in (["check"], ["run", *state], ["run", "--demo"], ["serve", *state]):
        result = run.invoke(app, [*verb, "--config", str(file)])
        assert result.exit_code == 2
        assert f"{file}{place}" in result.output
        assert advice in result.output


def test_two_agents_with_one_phone_are_told_apart_by_line(run: CliRunner, tmp_path: Path) -> None:
    file = copied(tmp_path, changed('extension: "1002"', 'extension: "1001"'))
    rows = file.read_text(encoding="utf-8").splitlines()
    line = next(n for n, row in enumerate(rows, 1) if "李强" in row)
    result = run.invoke(app, ["check", "--config", str(file)])
    assert result.exit_code == 2
    assert f"{file}:{line}:" in result.output
    assert "used twice" in result.output


@pytest.mark.parametrize("content", [b"", b"RIFF\x00\x00", b"not sound at all"])
def test_a_recording_that_is_none_is_named_before_anything_starts(
    run: CliRunner, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "caller.wav"
    file.write_bytes(content)
    result = run.invoke(app, ["run", "--demo", "--caller", str(file)])
    assert result.exit_code == 2
    assert "caller.wav" in result.output


def test_options_that_need_the_demo_say_so(run: CliRunner) -> None:
    result = run.invoke(app, ["run", "--json"])
    assert result.exit_code == 2
    assert "--demo" in result.output


def test_doctor_prints_nothing_but_json(run: CliRunner, tmp_path: Path) -> None:
    result = run.invoke(app, ["doctor", "--json", "--state", str(tmp_path)])
    levels = {finding["part"]: finding["level"] for finding in json.loads(result.stdout)["findings"]}
    assert levels["Python"] == "OK"
    assert {"Asterisk", "Speech model", "Database", "Port 5060/udp"} <= set(levels)


def test_a_password_for_nobody_is_refused(run: CliRunner, tmp_path: Path) -> None:
    result = run.invoke(app, ["password", "nobody", "--state", str(tmp_path)])
    assert result.exit_code == 2
    assert "nobody" in result.output
