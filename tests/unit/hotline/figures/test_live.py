"""Live figures begin with the records and are published; the records give the same; `hotline queues`."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event as database_events
from sqlalchemy.engine import Engine
from typer.testing import CliRunner

from contracts import MESSAGE_TAKEN, SERVED, Event, QueueFigures, WrappedUp
from hotline.cli.app import app
from hotline.figures import recorded as module
from hotline.figures.live import LiveFigures
from hotline.figures.recorded import RecordedDay
from hotline.figures.settings import FiguresSettings
from hotline.machine.paths import State
from hotline.records.bus import EventBus
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


@pytest.fixture
def queries() -> Iterator[list[str]]:
    """Every query for events."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM events" in statement and "json" in statement:
            found.append(statement)

    database_events.listen(Engine, "before_cursor_execute", note)
    yield found
    database_events.remove(Engine, "before_cursor_execute", note)


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


async def test_prometheus_shows_today(state: State) -> None:
    metrics, told = Metrics(), []
    url = await recorded(state, [])
    live = LiveFigures(SETTINGS, url, lambda: ["urban"], told.append, lambda: MORNING + 1000)
    await live.begin()
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


async def test_a_queue_that_is_taken_out_is_shown_no_more(state: State) -> None:
    metrics, told, queues = Metrics(), [], ["urban", "legal"]
    url = await recorded(state, [])
    live = LiveFigures(SETTINGS, url, lambda: queues, told.append, lambda: MORNING + 1000)
    await live.begin()
    for _ in range(2):
        live.tell()
        queues = ["urban"]
    [gone] = [one for one in told if isinstance(one, QueueFigures) and one.gone]
    assert gone.queue == "legal"
    for event in told:
        metrics.observe(event)
    sample = metrics.registry.get_sample_value
    assert sample("hotline_today_calls", {"queue": "legal", "what": "offered"}) is None
    assert sample("hotline_today_calls", {"queue": "urban", "what": "offered"}) == 0


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


def test_hotline_queues_shows_what_became_of_whom_instead_and_the_codes(state: State, tmp_path: Path) -> None:
    happened = [
        *EARLIER,
        WrappedUp(at=MORNING + 170, call="c", agent="wang", code="已答复", note=""),
        *came("m", 300, 301),
        ended("m", 400, MESSAGE_TAKEN),
        *came("s", 410, 411),
        ended("s", 450, SERVED),
    ]
    asyncio.run(recorded(state, happened))
    drawn = tmp_path / "queues.svg"
    shown = run(state, "--day", DAY.isoformat(), "--picture", str(drawn))
    assert "0, 1, 1" in shown
    assert "已答复 1" in shown
    svg = drawn.read_text("utf-8")
    assert svg.startswith("<svg")
    assert "已答复" in svg
    assert "SL2" in svg


def test_hotline_queues_says_what_is_wrong(state: State) -> None:
    for arguments, said in (([], "no records here"), (["--day", "yesterday"], "2026-11-29")):
        done = CliRunner().invoke(app, ["queues", "--once", "--state", str(state.root), *arguments])
        assert done.exit_code == 2
        assert said in done.output.replace("\n", " ")


async def test_a_day_is_read_in_one_go_and_off_the_loop(
    state: State, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await recorded(state, [*EARLIER, *LATER])
    queries.clear()
    monkeypatch.setattr(module, "PAGE", 2)
    read, threads = module.read_event, set()

    def read_event(json: str) -> Event | None:
        threads.add(threading.get_ident())
        return read(json)

    monkeypatch.setattr(module, "read_event", read_event)
    async with RecordedDay.opened(url, DAY, SETTINGS) as day:
        await day.read()
    assert sum(slot.abandoned for slot in day.tally.slots.values()) == 1
    assert len(queries) == 1, "each further one would search the day again"
    assert threads
    assert threading.get_ident() not in threads


async def test_past_days_are_read_one_at_a_time_and_once(state: State, queries: list[str]) -> None:
    url = await recorded(state, EARLIER)
    queries.clear()
    next_week = MORNING + 7 * 24 * 3600
    live = LiveFigures(SETTINGS, url, lambda: ["urban"], lambda _event: None, lambda: next_week)
    days = await asyncio.gather(*(live.day(DAY) for _ in range(5)))
    assert [one.queues[0].day.answered for one in days] == [1] * 5
    assert len(queries) == 1


async def test_the_service_does_not_wait_for_the_records(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happens meanwhile counts once, though it is in the records, too."""
    url = await recorded(state, [])
    go_on, read = asyncio.Event(), RecordedDay.read

    async def slow(day: RecordedDay) -> None:
        await go_on.wait()
        await read(day)

    monkeypatch.setattr(RecordedDay, "read", slow)
    bus = EventBus()
    async with LiveFigures.opened(SETTINGS, url, lambda: ["urban"], bus) as live:
        now = {"at": datetime.now().timestamp()}
        meanwhile = [event.model_copy(update=now) for event in came("c", 0, 0)]
        for event in meanwhile:
            bus.publish(event)
        await recorded(state, meanwhile)
        asked = asyncio.create_task(live.day())
        await asyncio.sleep(0)
        assert not asked.done()
        go_on.set()
        assert (await asked).queues[0].day.offered == 1


async def test_who_waits_at_midnight_is_answered_the_next_day(state: State) -> None:
    midnight = datetime.combine(DAY + timedelta(days=1), time()).timestamp() - MORNING
    late = came("c", midnight - 40, midnight - 30)
    url = await recorded(state, [*late, *served("d", midnight - 20, midnight - 10, midnight + 20, 60)])
    now = MORNING + midnight + 60
    live = LiveFigures(SETTINGS, url, lambda: ["urban"], lambda _event: None, lambda: now)
    await live.begin()
    live.tell()
    past, today = (await live.day(DAY)).queues[0], (await live.day()).queues[0]
    assert (past.day.answered, past.day.waiting) == (1, 1)
    assert [(one.at, one.figures.waiting) for one in today.half_hours] == [(MORNING + midnight, 1)]
    live.take(ended("c", midnight + 50))
    assert (await live.day()).queues[0].day.waiting == 0
    await recorded(state, [ended("c", midnight + 50)])
    assert (await live.day(DAY)).queues[0].day.abandoned == 1


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("command", ["queues --day", "forecast --for"])
async def test_days_out_of_reach_are_refused(state: State, command: str, day: str) -> None:
    await recorded(state, EARLIER)
    verb, option = command.split()
    arguments = [verb, "--state", str(state.root), option, day]
    done = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    assert done.exit_code == 2
    assert f"{option} {day}" in done.output


def test_names_are_no_markup_and_steer_no_terminal(state: State) -> None:
    name = "[bold]wang[/oops]\x1b]0;x\x07"
    asyncio.run(recorded(state, [phase(0, name, "available"), phase(60, name, "offline")]))
    assert "[bold]wang[/oops]]0;x" in run(state, "--day", DAY.isoformat(), "--agents")
