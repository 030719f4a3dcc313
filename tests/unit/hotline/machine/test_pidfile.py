"""`hotline stop` ends the right process, and only that."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from hotline.machine import pidfile


def test_a_process_is_named_while_it_runs(tmp_path: Path) -> None:
    file = tmp_path / "serve.pid"
    program = (
        "import sys, time; from pathlib import Path; from hotline.machine import pidfile\n"
        "with pidfile.held(Path(sys.argv[1])): time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(file), "hotline"])
    while pidfile.running(file) is None:
        assert child.poll() is None, "it ended before it named itself"
        time.sleep(0.01)
    assert pidfile.running(file) == child.pid
    with pytest.raises(pidfile.AlreadyRunning, match=str(child.pid)), pidfile.held(file):
        pass
    assert pidfile.end(file, 60)
    assert child.wait(60) != 0
    assert pidfile.running(file) is None
    assert not pidfile.end(file, 5), "nothing runs any more"


def test_a_number_that_now_belongs_to_somebody_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "run.pid"
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        file.write_text(str(stranger.pid))
        assert pidfile.running(file) is None
        assert not pidfile.end(file, 1)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_garbage_is_no_process(tmp_path: Path) -> None:
    file = tmp_path / "run.pid"
    file.write_text("not a number")
    assert pidfile.running(file) is None
