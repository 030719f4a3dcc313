from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from hotline.machine.doctor import Finding, Level, Subject, as_json, examine, exit_code, table
from hotline.machine.doctor.checks.machine import check_disk

GOOD = Finding("Disk", Level.OK, "50 GiB free")
POOR = Finding("Clock", Level.WARN, "not synchronised", "Switch it on.")
BAD = Finding("Model", Level.FAIL, "no folder [models]", "Run [it] again.")


def test_only_a_failure_makes_the_exit_code_1() -> None:
    assert exit_code([]) == 0
    assert exit_code([GOOD, POOR]) == 0
    assert exit_code([GOOD, BAD]) == 1


def test_json_holds_every_finding() -> None:
    content = json.loads(as_json([GOOD, BAD]))
    assert content["ok"] is False
    assert content["findings"][1] == {
        "part": "Model",
        "level": "FAIL",
        "found": "no folder [models]",
        "mend": "Run [it] again.",
    }


def test_a_terminal_in_chinese_reads_it_in_chinese_and_programs_find_the_same_parts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LANGUAGE", "zh")
    full = check_disk(tmp_path, free=0)
    console = Console(file=io.StringIO(), width=100)
    console.print(table([full]))
    assert isinstance(console.file, io.StringIO)
    assert "磁盘" in console.file.getvalue()
    assert "请腾出空间" in full.mend
    assert json.loads(as_json([full]))["findings"][0]["part"] == "Disk"


def test_the_table_shows_what_to_do_and_brackets_as_they_are() -> None:
    console = Console(file=io.StringIO(), width=100)
    console.print(table([GOOD, BAD]))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "no folder [models]" in shown
    assert "→ Run [it] again." in shown


def test_only_configured_parts_are_examined(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    parts = {finding.part for finding in examine(Subject(root=tmp_path, data=tmp_path))}
    assert {"Python", "Disk", "Clock", "Asterisk", "Web app"} <= parts
    assert not {"Broker", "Database", "Speech model"} & parts
    database = f"sqlite:///{tmp_path}/x.db"
    parts = {finding.part for finding in examine(Subject(root=tmp_path, data=tmp_path, database=database))}
    assert "Database" in parts
