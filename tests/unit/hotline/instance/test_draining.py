"""Whether this machine takes new calls is kept beside Asterisk (real SIP: `tests/e2e/operating`)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.instance import draining
from hotline.instance.calls_up import calls_up, counted
from hotline.instance.draining import drains, follow, take_calls
from hotline.machine.paths import State
from telephony.ari.client import AriAccess, AriError
from telephony.asterisk import render
from telephony.asterisk.process import Asterisk
from tests.waiting import eventually


@pytest.fixture
def state(tmp_path: Path) -> State:
    (tmp_path / "asterisk" / "etc").mkdir(parents=True)
    return State(tmp_path)


def put(state: State, on: bool) -> None:
    (state.asterisk / "etc" / render.DRAINING).write_text(render.draining(on))


def test_a_start_takes_calls_whatever_was_before(state: State) -> None:
    assert not drains(state), "nothing was ever said"
    put(state, True)
    assert drains(state)
    take_calls(state)
    assert not drains(state)
    assert (state.asterisk / "etc" / render.DRAINING).read_text() == render.draining(False)


async def test_the_service_is_told_when_it_changes(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draining, "LOOK_S", 0.0)
    told: list[bool] = []
    following = asyncio.create_task(follow(state, told.append))
    await eventually(lambda: told)
    put(state, True)
    await eventually(lambda: told[-1])
    following.cancel()
    assert told[0] is False


def test_files_that_are_written_anew_leave_it_as_it_is(tmp_path: Path) -> None:
    folders = render.Folders(*[tmp_path] * 5)
    kept = folders.etc / render.DRAINING
    render.write({}, folders)
    assert kept.read_text() == render.draining(False)
    kept.write_text(render.draining(True))
    render.write({}, folders)
    assert kept.read_text() == render.draining(True)


def test_where_nothing_runs_there_is_nothing_to_drain(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["drain", "--state", str(tmp_path)])
    assert done.exit_code == 2
    assert "Asterisk does not run on this state folder" in done.stderr
    done = CliRunner().invoke(app, ["drain", "--undo", "--wait", "--state", str(tmp_path)])
    assert done.exit_code == 2


async def test_an_asterisk_that_does_not_answer_is_not_one_without_calls(tmp_path: Path) -> None:
    """Whoever waits for the last call would stop it."""

    class Silent(Asterisk):
        def pid(self) -> int:
            return 1

    silent = Silent((), {}, tmp_path, AriAccess("http://127.0.0.1:9", "hotline", "secret"))
    with pytest.raises(AriError):
        await counted(silent)
    assert await calls_up(silent) is None, "nobody knows"
