from __future__ import annotations

import os
import shutil
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


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that was set up, whose Python and whose `hotline` only write down how they were called."""
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "script", root / "script")
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / ".made-for").write_text(f"{root}\n")
    (root / "pyproject.toml").write_text("[project]\n")
    stamp = subprocess.run(["sha256sum", "pyproject.toml"], cwd=root, capture_output=True, check=True).stdout
    (root / ".venv" / ".installed-run").write_bytes(stamp)
    for name in ("python", "hotline"):
        program = root / ".venv" / "bin" / name
        program.write_text(f'#!/bin/bash\necho "{name} $*" >>"{root}/called"\n')
        program.chmod(0o755)
    return root


def called(checkout: Path, script: str, *arguments: str, cwd: Path | None = None) -> list[str]:
    subprocess.run([checkout / "script" / script, *arguments], cwd=cwd, capture_output=True, check=True)
    return (checkout / "called").read_text().splitlines()


def test_setup_empties_no_environment_that_is_only_linked(checkout: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (checkout / ".venv").rename(elsewhere)
    (checkout / ".venv").symlink_to(elsewhere)
    (elsewhere / ".made-for").write_text(f"{elsewhere}\n")
    before = sorted(elsewhere.rglob("*"))
    done = subprocess.run(
        [checkout / "script" / "setup"], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"{checkout}/.venv is a symbolic link" in done.stderr
    assert "rm .venv" in done.stderr
    assert sorted(elsewhere.rglob("*")) == before
    assert not (checkout / "called").exists()


SETUP = "python -m hotline.machine.setup"


def test_a_command_does_not_try_again_what_failed_and_set_up_does(checkout: Path) -> None:
    assert called(checkout, "hotline", "check") == [f"{SETUP} --at-start", "hotline check"]
    assert called(checkout, "setup")[-1].rstrip() == SETUP


def test_run_leaves_the_ears_out_when_it_is_told_to(checkout: Path) -> None:
    assert called(checkout, "run", "--demo", "--without-ears", "--json") == [
        f"{SETUP} --at-start --without-ears",
        f"{SETUP} --at-start",
        "hotline run --demo --json",
    ]


def test_the_sentence_encoder_has_the_same_options(checkout: Path, tmp_path: Path) -> None:
    assert called(checkout, "run", "--without-encoder")[0] == f"{SETUP} --at-start --without-encoder"
    assert called(checkout, "setup", "--with-encoder")[-1] == f"{SETUP} --with-encoder"
    desk = tmp_path / "desk"
    desk.mkdir()
    assert (
        called(checkout, "setup", "--encoder", "e5.whl", cwd=desk)[-1] == f"{SETUP} --encoder {desk}/e5.whl"
    )


def test_a_file_that_somebody_brings_is_named_from_where_they_stand(checkout: Path, tmp_path: Path) -> None:
    desk = tmp_path / "my desk"
    desk.mkdir()
    assert called(checkout, "setup", "--ears", "whisper.zip", cwd=desk) == [
        f"{SETUP} --ears {desk}/whisper.zip"
    ]
    assert called(checkout, "setup", "--ears", "/media/stick")[-1] == f"{SETUP} --ears /media/stick"


def test_the_help_of_set_up_says_what_the_ears_are_and_stops_there() -> None:
    done = subprocess.run([ROOT / "script" / "setup", "--help"], capture_output=True, text=True, check=True)
    for said in (
        "--without-ears",
        "--with-ears",
        "--ears PATH",
        "HOTLINE_EARS_URLS",
        "--encoder PATH",
        "all later ones",
    ):
        assert said in done.stderr
    assert "set -euo" not in done.stderr
