"""Live figures begin with the records and are published; the records give the same; `hotline queues`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts import Event, QueueFigures
from hotline.cli.app import app
from hotline.figures.live import LiveFigures
from hotline.figures.recorded import RecordedDay
from hotline.figures.settings import FiguresSettings
from hotline.machine.paths import State
from hotline.records.database.records import Records, RecordsUnavailable
from hotline.records.metrics import Metrics
from tests.unit.hotline.figures.days import DAY, MORNING, came, ended, phase, served

SETTINGS = FiguresSettings()
EARLIER = [phase(0, "wang", "available"), *served("c", 90, 95, 100, 60)]
LATER = [*came("d", 300, 301), ended("d", 400), *came("waits", 410, 420)]


async def recorded(state: State, events: list[Event]) -> str:
    records = Records(state.database_url)
    await records.open()
    for event in events:
        records.write(event)
    await records.close()
    return state.database_url


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


async def test_live_and_recorded_figures_are_the_same(state: State) -> None:
    url = await recorded(state, EARLIER)
    live = LiveFigures(SETTINGS, url, lambda: ["urban"], lambda _event: None, lambda: MORNING + 1000)
    await live.begin()
    for event in LATER:
        live.take(event)
    await recorded(state, LATER)
    other = LiveFigures(SETTINGS, url, lambda: ["urban"], lambda _event: None, lambda: MORNING + 1000)
    await other.begin()
    assert await live.day() == await other.day()
    assert (await live.day()).queues[0].day.offered == 3


async def test_reading_on_counts_only_what_is_new(state: State) -> None:
    url = await recorded(state, EARLIER)
    async with RecordedDay.opened(url, DAY, SETTINGS) as day:
        await day.read()
        await recorded(state, LATER)
        await day.read()
        await day.read()
        assert sum(len(slot.waits_s) for slot in day.tally.slots.values()) == 1
        assert sum(slot.abandoned for slot in day.tally.slots.values()) == 1


async def test_only_what_changed_is_published_for_each_queue_and_all(state: State) -> None:
    url = await recorded(state, EARLIER)
    told: list[Event] = []
    live = LiveFigures(SETTINGS, url, lambda: ["urban", "general"], told.append, lambda: MORNING + 1000)
    await live.begin()
    live.tell()
    first = [one for one in told if isinstance(one, QueueFigures)]
    assert [one.queue for one in first] == ["*", "general", "urban"]
    assert [one.topic for one in first] == ["figures/all", "figures/general", "figures/urban"]
    assert first[2].half_hour.answered == first[2].day.answered == 1
    for event in LATER:
        live.take(event)
    told.clear()
    live.tell()
    assert {one.queue for one in told if isinstance(one, QueueFigures)} == {"*", "urban"}


async def test_without_a_database_it_begins_with_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/no/such/folder/records.db"
    live = LiveFigures(SETTINGS, url, lambda: ["urban"], lambda _event: None, lambda: MORNING)
    await live.begin()
    assert (await live.day()).queues[0].day.offered == 0
    with pytest.raises(RecordsUnavailable):
        await live.day(DAY.replace(day=1))


def test_prometheus_shows_today() -> None:
    metrics, told = Metrics(), []
    live = LiveFigures(SETTINGS, "sqlite:///none.db", lambda: ["urban"], told.append, lambda: MORNING + 1000)
    for event in [*EARLIER, *LATER]:
        live.take(event)
    live.tell()
    for event in told:
        metrics.observe(event)
    sample = metrics.registry.get_sample_value
    assert sample("hotline_today_calls", {"queue": "urban", "what": "offered"}) == 3
    assert sample("hotline_today_service_level_percent", {"queue": "urban", "level": "target"}) == 50
    assert sample("hotline_today_service_level_percent", {"queue": "urban", "level": "gb"}) == 33.3
    assert sample("hotline_today_seconds", {"queue": "urban", "what": "talk_mean"}) == 60


def run(state: State, *arguments: str) -> str:
    done = CliRunner().invoke(
        app, ["queues", "--state", str(state.root), *arguments], env={"COLUMNS": "200", "LC_ALL": "C.UTF-8"}
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_hotline_queues_prints_the_figures_of_a_day(state: State) -> None:
    asyncio.run(recorded(state, [*EARLIER, *LATER]))
    shown = run(state, "--day", DAY.isoformat())
    assert "33.3" in shown
    assert "SL2" in shown
    told = json.loads(run(state, "--day", DAY.isoformat(), "--json"))
    assert told["queues"][0]["day"]["offered"] == 3
    assert run(state, "--day", DAY.isoformat(), "--csv").startswith("day,half_hour,queue,offered")
    assert "wang" in run(state, "--day", DAY.isoformat(), "--agents")


def test_hotline_queues_says_what_is_wrong(state: State) -> None:
    for arguments, said in (([], "no records yet"), (["--day", "yesterday"], "2026-11-29")):
        done = CliRunner().invoke(app, ["queues", "--once", "--state", str(state.root), *arguments])
        assert done.exit_code == 2
        assert said in done.output.replace("\n", " ")
