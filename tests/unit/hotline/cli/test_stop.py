"""`hotline stop` tells how many callers it cuts off, before it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app


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


def test_where_nothing_runs_there_is_nothing_to_count(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["stop", "--state", str(tmp_path)])
    assert (shown.exit_code, shown.output) == (0, "Asterisk: was not running\n")
