"""`hotline stop` tells how many callers it cuts off, before it does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from telephony.asterisk.process import Asterisk


@pytest.fixture
def three_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    async def calls_up(_asterisk: object) -> int:
        return 3

    monkeypatch.setattr("hotline.instance.calls_up.calls_up", calls_up)


@pytest.mark.usefixtures("three_calls")
def test_calls_that_are_up_are_counted_and_nothing_is_stopped(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["stop", "--state", str(tmp_path)])
    assert shown.exit_code == 2
    assert "calls that are up: 3" in shown.output
    assert "--force" in shown.output
    assert "Asterisk" not in shown.output


@pytest.mark.usefixtures("three_calls")
def test_with_force_it_says_how_many_calls_it_ends(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["stop", "--force", "--state", str(tmp_path)])
    assert shown.exit_code == 0
    assert "calls that end now: 3" in shown.output
    assert "Asterisk: was not running" in shown.output


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The process of an Asterisk that does not answer."""
    process = subprocess.Popen(["sleep", "600"])
    monkeypatch.setattr(Asterisk, "pid", lambda _: None if process.poll() is not None else process.pid)
    yield process.pid
    process.kill()
    process.wait()


def test_an_asterisk_that_does_not_answer_is_not_said_to_have_no_calls(deaf: int, tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["stop", "--state", str(tmp_path)])
    assert shown.exit_code == 2
    assert f"Asterisk (process {deaf}) does not answer: how many calls are up cannot be asked" in shown.output
    listed = CliRunner().invoke(app, ["nodes", "--state", str(tmp_path), "--json"])
    assert json.loads(listed.stdout)[0]["calls"] is None
    assert "?" in CliRunner().invoke(app, ["nodes", "--state", str(tmp_path)]).stdout
    shown = CliRunner().invoke(app, ["stop", "--force", "--state", str(tmp_path)])
    assert shown.exit_code == 0
    assert "how many calls end now cannot be asked" in shown.output
    assert "Asterisk: stopped" in shown.output


def test_where_nothing_runs_there_is_nothing_to_count(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["stop", "--state", str(tmp_path)])
    assert (shown.exit_code, shown.output) == (0, "Asterisk: was not running\n")
