from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[5]
SCRIPTS = [*sorted((ROOT / "script").iterdir()), ROOT / ".ci" / "run"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_started_and_are_valid(script: Path) -> None:
    assert os.access(script, os.X_OK)
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_setup_speaks_on_standard_error_only(tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / "script" / "setup", "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout == ""
    assert "--extra" in done.stderr


def test_an_unknown_option_of_setup_is_refused() -> None:
    done = subprocess.run([ROOT / "script" / "setup", "--tset"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--tset" in done.stderr
