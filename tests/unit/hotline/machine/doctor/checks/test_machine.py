from __future__ import annotations

import os
from pathlib import Path

import pytest

from hotline.machine.doctor import Level
from hotline.machine.doctor.checks import machine
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.parts import web

GIB = 1024**3


def test_python_that_is_too_old_fails() -> None:
    finding = machine.check_python((3, 10, 12))
    assert finding.level is Level.FAIL
    assert "3.11" in finding.mend
    assert machine.check_python((3, 12, 0)).level is Level.OK


@pytest.mark.parametrize(
    ("free", "level"), [(GIB // 10, Level.FAIL), (GIB, Level.WARN), (50 * GIB, Level.OK)]
)
def test_disk(tmp_path: Path, free: int, level: Level) -> None:
    finding = machine.check_disk(tmp_path, free)
    assert finding.level is level
    assert bool(finding.mend) is (level is not Level.OK)


def test_a_clock_before_our_own_files_is_wrong(tmp_path: Path) -> None:
    witness = tmp_path / "pyproject.toml"
    witness.touch()
    os.utime(witness, (1_800_000_000, 1_800_000_000))
    assert machine.check_clock(witness, now=1_700_000_000.0).level is Level.FAIL
    assert machine.check_clock(witness, now=1_800_000_100.0).level is Level.OK
    assert machine.check_clock(witness, now=1_800_000_100.0, synchronised=False).level is Level.WARN
    assert machine.check_clock(witness, now=1_800_000_100.0, synchronised=True).level is Level.OK


def test_web_app_missing_unbuilt_outdated_and_built(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert machine.check_web(layout).level is Level.FAIL
    layout.web.mkdir(parents=True)
    (layout.web / "package.json").touch()
    assert "script/setup" in machine.check_web(layout).mend
    dist = layout.web / "dist"
    dist.mkdir()
    (dist / "index.html").touch()
    assert machine.check_web(layout).level is Level.WARN
    (dist / ".stamp").write_text(web.sources_hash(layout.web), encoding="utf-8")
    assert machine.check_web(layout).level is Level.OK


def test_node_is_only_needed_until_the_web_app_is_built(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert machine.check_node(layout, own=None).level is Level.WARN
    assert machine.check_node(layout, own=Path("/usr/bin/node")).level is Level.OK
    (layout.web / "dist").mkdir(parents=True)
    (layout.web / "dist" / "index.html").touch()
    assert machine.check_node(layout, own=None).level is Level.OK
