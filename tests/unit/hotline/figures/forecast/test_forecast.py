"""Calls to be expected, from records and from files; what is wrong with a file is named by its line."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from contracts import CALLED_BACK, Event
from hotline.cli.app import app
from hotline.figures.csv_rows import queues_csv
from hotline.figures.day import day_figures
from hotline.figures.forecast.calls_file import BadCallsFile, read_calls
from hotline.figures.forecast.load import Expected, Load, NoCalls, load_of, recorded_load
from hotline.figures.forecast.picture import picture
from hotline.figures.forecast.plan import Need, Wanted, needs, needs_csv
from hotline.figures.settings import FiguresSettings
from hotline.figures.tally import Tally
from hotline.machine.paths import State
from tests.unit.hotline.figures.days import DAY, MORNING, came, ended, phase, served
from tests.unit.hotline.figures.test_live import recorded

SETTINGS = FiguresSettings()
WANTED = Wanted(0.8, 20, 5)
HEADER = "half_hour,queue,calls,handling_s\n"
NINE = 18
"""The half hour at 09:00."""


def tallied(events: list[Event]) -> Tally:
    tally = Tally(SETTINGS)
    for event in events:
        tally.take(event)
    return tally


def file(folder: Path, text: str) -> Path:
    path = folder / "calls.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_morning_says_of_the_next() -> None:
    """Two answered after 10 s and 30 s, one left after 20 s: patience 60 s; talk 60 s and wrap-up 10 s."""
    events = [
        phase(0, "wang", "available"),
        *served("a", 0, 10, 20, 60),
        *served("b", 100, 110, 140, 60),
        *came("c", 200, 210),
        ended("c", 230),
    ]
    load = load_of([(DAY, tallied(events))])
    assert load.expected == {(NINE, "urban"): Expected(3, 70)}
    assert load.patience_s == 60
    assert load.ring_s == 0


def test_several_days_count_by_their_mean() -> None:
    one, two = tallied(served("a", 0, 10, 20, 60)), tallied(served("b", 0, 10, 20, 60))
    for event in served("d", 1, 11, 200, 60):
        two.take(event)
    assert load_of([(DAY, one), (DAY - timedelta(weeks=1), two)]).expected[NINE, "urban"].calls == 1.5


async def test_the_same_weekday_of_the_records(tmp_path: Path) -> None:
    url = await recorded(State(tmp_path), served("a", 0, 10, 20, 60))
    load = await recorded_load(url, DAY + timedelta(weeks=2), 3, SETTINGS)
    assert (load.days, load.queues) == ((DAY,), ["urban"])
    with pytest.raises(NoCalls, match="Tuesday"):
        await recorded_load(url, DAY + timedelta(days=8), 3, SETTINGS)


def test_a_file_of_calls(tmp_path: Path) -> None:
    load = read_calls(file(tmp_path, HEADER + "09:00,urban,100,180\n\n09:30,legal,8,\n"))
    assert load.expected == {(NINE, "urban"): Expected(100, 180), (NINE + 1, "legal"): Expected(8, 90)}


def test_what_hotline_queues_prints_can_be_read_again(tmp_path: Path) -> None:
    tally = tallied(served("a", 0, 10, 20, 60))
    text = queues_csv(day_figures(tally, DAY, ["urban", "legal"], MORNING + 3600))
    assert read_calls(file(tmp_path, "\ufeff" + text)).expected == {(NINE, "urban"): Expected(1, 70)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: the first line"),
        ("hour,queue,calls\n", ":1: the first line"),
        ("half_hour,queue,calls,calls\n", ":1: a column"),
        (HEADER, "no calls in it"),
        (HEADER + "09:00,urban,5,90\n9.30,urban,5,90\n", ":3: half_hour '9.30'"),
        (HEADER + "24:00,urban,5,90\n", ":2: half_hour"),
        (HEADER + "09:00,urban,many,90\n", ":2: calls 'many'"),
        (HEADER + "09:00,urban,-1,90\n", ":2: calls '-1'"),
        (HEADER + "09:00,urban,nan,90\n", ":2: calls 'nan'"),
        (HEADER + "09:00,urban,1,1e9\n", ":2: handling_s"),
        (HEADER + "09:00,,1,90\n", ":2: no queue"),
        (HEADER + "09:00,urban,1\n", ":2: 3 cells"),
        (HEADER + "09:00,urban,1,90\n09:00,urban,2,90\n", ":3: urban at 09:00 is there twice"),
    ],
)
def test_a_broken_file_is_named_by_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadCallsFile) as refused:
        read_calls(file(tmp_path, text))
    assert said in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadCallsFile):
        read_calls(tmp_path / "none.csv")
    (tmp_path / "calls.csv").write_bytes(b"\xff\xfe\x00half")
    with pytest.raises(BadCallsFile):
        read_calls(tmp_path / "calls.csv")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("calls") / "calls.csv"
    path.write_text(HEADER + text, encoding="utf-8", errors="replace")
    try:
        read = read_calls(path)
    except BadCallsFile:
        return
    assert read.expected


def test_agents_for_each_queue_and_for_all_together() -> None:
    expected = {(NINE, "urban"): Expected(100, 180), (NINE, "legal"): Expected(10, 300)}
    found = {one.queue: one for one in needs(Load(expected, 300, 0), WANTED)}
    assert list(found) == ["*", "legal", "urban"]
    assert found["urban"].agents == 13
    assert found["urban"].level_percent >= 80
    assert found["*"].agents < found["urban"].agents + found["legal"].agents, "who serves all is free sooner"
    assert needs(Load({(NINE, "urban"): Expected(0, 90)}, 300, 0), WANTED) == []


def test_a_phone_that_rings_for_long_costs_agents() -> None:
    expected = {(NINE, "urban"): Expected(100, 180)}
    quick, slow = (needs(Load(expected, 300, ring_s), WANTED)[0] for ring_s in (0.0, 10.0))
    assert slow.agents > quick.agents


def test_table_and_picture() -> None:
    found = needs(Load({(NINE, "urban"): Expected(100, 180)}, 300, 0), WANTED)
    rows = list(csv.DictReader(io.StringIO(needs_csv(found))))
    assert [(row["half_hour"], row["queue"], row["agents"]) for row in rows] == [
        ("09:00", "all", "13"), ("09:00", "urban", "13"),
    ]  # fmt: skip
    drawn = picture(found, "a < b", {"urban": "城管 & 公积金"})
    texts = {node.text for node in ET.fromstring(drawn).iter() if node.text}
    assert {"a < b", "城管 & 公积金", "09:00 13 (100)"} <= texts
    assert ET.fromstring(picture([], "nothing", {})) is not None
    assert isinstance(found[0], Need)


def test_hotline_forecast(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    asyncio.run(recorded(state, served("a", 0, 10, 20, 60)))
    drawn = tmp_path / "forecast.svg"
    day = (DAY + timedelta(weeks=1)).isoformat()
    options = ["forecast", "--state", str(state.root), "--for", day]
    env = {"COLUMNS": "200", "LC_ALL": "C.UTF-8"}
    shown = CliRunner().invoke(app, [*options, "--picture", str(drawn)], env=env)
    assert shown.exit_code == 0, shown.output
    assert "09:00" in shown.output
    assert ET.parse(drawn)
    told = json.loads(CliRunner().invoke(app, [*options, "--json"], env=env).stdout)
    assert [one["queue"] for one in told["needs"]] == ["*", "urban"]
    file_ = file(tmp_path, HEADER + "09:00,urban,100,180\n")
    printed = CliRunner().invoke(app, ["forecast", str(file_), "--csv"], env=env)
    assert "09:00,urban,100.0,180.0,13" in printed.stdout
    for wrong in (["--for", "soon"], [str(tmp_path / "none.csv")]):
        assert CliRunner().invoke(app, [*options, *wrong], env=env).exit_code == 2
    assert date.fromisoformat(day).weekday() == DAY.weekday()


def test_half_hours_with_hardly_a_call_are_drawn(tmp_path: Path) -> None:
    load = read_calls(file(tmp_path, HEADER + "09:00,urban,0.01,90\n"))
    ET.fromstring(picture(needs(load, WANTED), "quiet", {}))


def test_who_was_called_back_is_to_be_expected_again() -> None:
    load = load_of([(DAY, tallied([*came("a", 0, 5), ended("a", 90, CALLED_BACK)]))])
    assert load.expected[NINE, "urban"].calls == 1
