"""An Asterisk that is started and does not come up, or does not answer."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from telephony.ari.client import AriAccess
from telephony.asterisk import process
from telephony.asterisk.process import Asterisk, AsteriskError
from tests.waiting import eventually, in_time


@pytest.fixture
def idle(tmp_path: Path) -> Asterisk:
    """A program that does nothing."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "run").mkdir()
    return Asterisk(
        (sys.executable, "-c", "import time; time.sleep(600)"),
        {},
        tmp_path / "etc" / "asterisk.conf",
        AriAccess("http://127.0.0.1:9", "a", "b"),
    )


async def test_one_that_does_not_answer_is_given_up_and_says_how_long_it_had(
    idle: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "START_S", 0.0)
    with pytest.raises(AsteriskError, match=r"does not answer on ARI \(for \d+ s, \d+ s of them its own\)"):
        await idle.start()
    await idle.stop()
    assert idle.pid() is None


async def test_one_whose_start_is_stopped_is_ended(idle: Asterisk) -> None:
    starting = asyncio.create_task(idle.start())
    await eventually(lambda: idle.pid() is not None)
    pid = idle.pid()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await in_time(starting)
    assert idle.pid() is None
    assert not _runs(pid)


async def test_a_command_that_is_not_answered_is_given_up(
    idle: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "ANSWER_S", 0.0)
    with pytest.raises(AsteriskError, match="does not answer"):
        await in_time(idle.command("core show uptime"))


def _runs(pid: int | None) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
