"""`hotline wrapups`: what agents said came of their calls, counted and as a table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts import CallQueued, Event, WrappedUp
from hotline.cli.app import app
from hotline.machine.paths import State
from tests.unit.hotline.figures.days import DAY, MORNING
from tests.unit.hotline.figures.test_live import recorded
from tests.unit.hotline.figures.test_tally import figures_of

CONFIG = """\
agents:
  - {id: wang, name: 王芳, extension: "1001"}
queues:
  - {id: general, name: 综合}
intents:
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""


def said(call: str, at: float, code: str, note: str = "") -> WrappedUp:
    return WrappedUp(at=MORNING + at, call=call, agent="wang", code=code, note=note)


EVENTS: list[Event] = [
    CallQueued(at=MORNING, call="one", queue="general", position=1),
    said("one", 60, "需要回访"),
    said("two", 70, "已答复", "=请打13812345678，幸福路8号"),
    said("one", 90, "已答复"),
    said("three", 100, "", "没说完"),
    said("yesterday", -20 * 3600, "已答复"),
]


@pytest.fixture
async def state(tmp_path: Path) -> State:
    found = State(tmp_path / "state")
    found.root.mkdir()
    await recorded(found, EVENTS)
    return found


def command(state: State, *options: str) -> str:
    config = state.root / "config.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    where = ("--config", str(config), "--state", str(state.root), "--day", DAY.isoformat())
    done = CliRunner().invoke(app, ["wrapups", *where, *options], env={"COLUMNS": "200", "LC_ALL": "C.UTF-8"})
    assert done.exit_code == 0, done.output
    return done.output


def test_what_was_said_last_of_a_call_counts() -> None:
    counted = figures_of(EVENTS).wrap_up_codes
    assert [(one.code, one.calls) for one in counted] == [("已答复", 2), ("", 1)]


def test_each_call_is_a_row_and_its_note_is_masked(state: State) -> None:
    rows = list(csv.DictReader(io.StringIO(command(state, "--csv"))))
    assert [(row["call"], row["queue"], row["code"]) for row in rows] == [
        ("two", "", "已答复"),
        ("one", "general", "已答复"),
        ("three", "", ""),
    ]
    assert rows[0]["at"] == "2026-11-02 09:01:10"
    assert rows[0]["agent"] == "wang"
    assert rows[0]["note"].startswith("'=请打138")
    assert "12345678" not in rows[0]["note"]
    assert "8号" not in rows[0]["note"]


def test_json_and_the_counts_at_the_terminal(state: State) -> None:
    assert [one["call"] for one in json.loads(command(state, "--json"))] == ["two", "one", "three"]
    shown = command(state)
    assert [line for line in shown.splitlines() if "已答复" in line and "2" in line]
    assert [line for line in shown.splitlines() if "only a note" in line and "1" in line]
