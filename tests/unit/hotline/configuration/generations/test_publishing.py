"""Generations: published, compared, taken back, and taken over by a running service."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts import Event, Fault
from hotline.cli.app import app
from hotline.configuration.generations.difference import changes, waits_for_restart
from hotline.configuration.generations.effective import at_start, last_good, of
from hotline.configuration.generations.store import GenerationError, Generations
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import read_sources
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.live import Live
from ivr.settings.settings import IvrSettings
from tests.unit.hotline.configuration.generations.parts import TEXT, change, hotline, numbers, one


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


# --- the store ---


def test_a_generation_is_the_file_byte_for_byte(store: Generations, config: Path) -> None:
    assert store.active() is None
    made = store.publish(read_sources(config), config, "first", by="王芳")
    assert (made.number, made.by, made.why) == (1, "王芳", "first")
    assert store.active() == made
    assert store.sources(1).files == {"config.yaml": config.read_bytes()}


def test_who_publishes_over_another_is_told(store: Generations, config: Path) -> None:
    store.publish(one(b"a"), config, "one", by="li")
    store.publish(one(b"b"), config, "two", by="zhao", after=1)
    with pytest.raises(GenerationError, match=r"zhao.*generation 2.*hotline diff 1 2"):
        store.publish(one(b"c"), config, "three", by="li", after=1)
    assert store.sources(2) == one(b"b")
    assert numbers(store) == [2, 1]


def test_many_at_once_lose_nothing(store: Generations, config: Path) -> None:
    threads = [
        threading.Thread(target=store.publish, args=(one(f"{number}".encode()), config, "", "x"))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(store) == list(range(12, 0, -1))
    assert {store.sources(number).files["config.yaml"] for number in numbers(store)} == {
        f"{n}".encode() for n in range(12)
    }


def test_a_number_that_is_not_there_is_named(store: Generations, config: Path) -> None:
    store.publish(one(b"a"), config, "")
    with pytest.raises(GenerationError, match="no generation 7; the last one is 1"):
        store.sources(7)


# --- what is different ---


def test_differences_are_told_in_words(config: Path) -> None:
    old = load(config, HotlineConfig)
    change(config, "楼下广场舞太吵了", "工地太吵了")
    change(config, "{id: general, name: 综合}", "{id: general, name: 综合}\n  - {id: legal, name: 法律}")
    change(
        config, "agents:", "desk: {port: 9000}\ndialogue: {route_at: 0.8, prompts: {go_on: 请讲}}\nagents:"
    )
    new = load(config, HotlineConfig)
    assert changes(old, new) == [
        "dialogue changed: prompts.go_on",
        "dialogue changed: route_at",
        "queue legal added",
        "intent noise changed: sayings",
        "desk changed: port",
    ]
    assert waits_for_restart(old, new) == ["desk"]
    assert changes(new, new) == []


# --- which configuration a start uses ---


def test_a_start_publishes_what_is_new_in_the_file(config: Path, store: Generations) -> None:
    assert at_start(config, store).generation.number == 1
    again = at_start(config, store)
    assert (again.generation.number, again.note) == (1, "")
    change(config, "综合", "其他")
    changed = at_start(config, store)
    assert changed.generation.number == 2
    assert "generation 2" in changed.note
    assert changed.config.ivr.queue("general").name == "其他"


def test_a_broken_file_does_not_keep_the_service_from_starting(config: Path, store: Generations) -> None:
    at_start(config, store)
    change(config, "queue: urban", "queue: urbn")
    start = at_start(config, store)
    assert start.generation.number == 1
    assert "urbn" in start.note
    assert "generation 1" in start.note
    assert start.config.ivr.intent("noise").queue == "urban"
    assert numbers(store) == [1]


def test_a_broken_file_under_another_name_does_not_either(config: Path, store: Generations) -> None:
    at_start(config, store)
    other = config.with_name("other.yaml")
    other.write_text(TEXT.replace("name: 王芳", 'name: "王芳[早班]"'), encoding="utf-8")
    start = at_start(other, store)
    assert start.generation.number == 1
    assert "other.yaml:3:" in start.note
    with pytest.raises(ConfigError, match="no such file"):
        at_start(config.with_name("mistyped.yaml"), store)


def test_a_broken_file_that_was_never_good_is_refused(config: Path, store: Generations) -> None:
    change(config, "queue: urban", "queue: urbn")
    with pytest.raises(ConfigError):
        at_start(config, store)
    assert numbers(store) == []


# --- the commands ---


def test_publish_history_diff_and_rollback(config: Path, store: Generations) -> None:
    assert hotline(config, "publish", "--why", "first", "--by", "王芳")[0] == 0
    first = config.read_bytes()
    change(config, "楼下广场舞太吵了", "工地太吵了")
    code, shown = hotline(config, "diff")
    assert code == 0
    assert "+  - {id: noise, name: 噪声, queue: urban, sayings: [楼上装修声音太大了, 工地太吵了]}" in shown
    code, shown = hotline(config, "publish", "-m", "工地")
    assert code == 0
    assert "intent noise changed: sayings" in shown
    code, shown = hotline(config, "history", "--json")
    rows = json.loads(shown)
    assert [(row["number"], row["active"], row["why"]) for row in rows] == [
        (2, True, "工地"),
        (1, False, "first"),
    ]
    code, shown = hotline(config, "rollback")
    assert code == 0, shown
    assert config.read_bytes() == first  # with its comment
    (kept,) = config.parent.glob("config.yaml.before-*")
    assert "工地太吵了" in kept.read_text(encoding="utf-8")
    active = store.active()
    assert active is not None
    assert (active.number, store.sources(3).files["config.yaml"]) == (3, first)


def test_a_generation_of_other_software_is_not_gone_back_to(config: Path, store: Generations) -> None:
    store.publish(one(b"queues: []\n"), config, "of an older version")
    hotline(config, "publish", "-m", "good")
    before = config.read_bytes()
    code, shown = hotline(config, "rollback")
    assert code == 2
    assert "not taken by this version" in shown.replace("\n", " ")
    assert config.read_bytes() == before
    assert numbers(store) == [2, 1]


def test_a_start_goes_back_to_what_can_be_used(config: Path, store: Generations) -> None:
    at_start(config, store)
    store.publish(one(b"queues: []\n"), config, "damaged")
    change(config, "queue: urban", "queue: urbn")
    start = at_start(config, store)
    assert start.generation.number == 1
    good = last_good(store)
    assert good is not None
    assert good.generation.number == 1


def test_a_rollback_mends_the_file_that_was_published(config: Path, store: Generations) -> None:
    hotline(config, "publish", "-m", "first")
    first = config.read_bytes()
    change(config, "综合", "其他")
    hotline(config, "publish", "-m", "second")
    shown = CliRunner().invoke(app, ["rollback", "--state", str(config.parent / "state")])
    assert shown.exit_code == 0, shown.output
    assert config.read_bytes() == first
    assert at_start(config, store).generation.number == 3


def test_a_file_that_cannot_be_written_stops_the_rollback(config: Path, store: Generations) -> None:
    hotline(config, "publish", "-m", "first")
    change(config, "综合", "其他")
    hotline(config, "publish", "-m", "second")
    config.unlink()
    config.mkdir()
    code, shown = hotline(config, "rollback")
    assert code == 2
    assert "cannot be written" in shown.replace("\n", " ")
    assert numbers(store) == [2, 1]


def test_the_same_again_is_no_generation(config: Path, store: Generations) -> None:
    hotline(config, "publish", "-m", "first")
    code, shown = hotline(config, "publish", "-m", "again")
    assert code == 0
    assert "the same" in shown
    assert numbers(store) == [1]


def test_a_broken_file_changes_nothing(config: Path, store: Generations) -> None:
    hotline(config, "publish", "-m", "first")
    change(config, "queue: urban", "queue: urbn")
    code, shown = hotline(config, "publish", "-m", "second")
    assert code == 2
    assert "config.yaml:8:" in shown.replace("\n", "")
    assert numbers(store) == [1]


def test_failing_tests_stop_a_publication(config: Path, store: Generations) -> None:
    config.with_name("config.tests.yaml").write_text(
        "sayings:\n  - {queue: urban, texts: [孩子上小学怎么报名]}\n", encoding="utf-8"
    )
    code, shown = hotline(config, "publish", "-m", "first")
    assert code == 1
    assert "孩子上小学怎么报名" in shown
    assert numbers(store) == []
    assert hotline(config, "publish", "-m", "first", "--untested")[0] == 0
    assert numbers(store) == [1]


def test_doubts_stop_a_strict_publication(config: Path, store: Generations) -> None:
    change(config, '["*"]', "[urban]")
    assert hotline(config, "publish", "-m", "first", "--strict")[0] == 1
    assert numbers(store) == []


@pytest.mark.parametrize("verb", ["rollback", "diff"])
def test_nothing_was_published_yet(config: Path, verb: str) -> None:
    code, shown = hotline(config, verb)
    assert code == 2
    assert "nothing has been published" in shown


# --- the running service ---


class Service:
    """What a service does with a new generation."""

    def __init__(self, config: Path, store: Generations) -> None:
        self.taken: list[int] = []
        self.refusals: list[str] = []
        self.prepared: list[str] = []
        self.queues: list[str] = []
        self.events: list[Event] = []
        start = at_start(config, store)
        guide = CallGuide.of(start.config, (), generation=start.generation.number)
        self.live = Live(guide, (), store, self.prepare, self, self.events.append)
        self.live.follow(self._follow)

    async def prepare(self, config: IvrSettings) -> None:
        self.prepared.append(config.dialogue.prompts.go_on)
        if config.dialogue.prompts.go_on == "没有录音":
            raise OSError("no such recording")

    def preparing(self, number: int) -> None:
        pass

    def took(self, number: int) -> None:
        self.taken.append(number)

    def refused(self, number: int, why: str) -> None:
        self.refusals.append(why)

    def _follow(self, guide: CallGuide) -> None:
        self.queues.append(guide.understanding.decide("楼上装修声音太大了").queue or "")


async def test_new_calls_get_what_was_published_and_running_ones_keep_theirs(
    config: Path, store: Generations
) -> None:
    service = Service(config, store)
    running = service.live.guide
    await service.live.look()
    assert service.taken == []
    data = change(config, "queue: urban", "queue: general")
    await asyncio.to_thread(store.publish, data, config, "moved")
    await service.live.look()
    await service.live.look()
    assert service.taken == [2]
    assert service.queues == ["general"]
    assert running.understanding.decide("楼上装修声音太大了").queue == "urban"
    assert service.live.guide.understanding.decide("楼上装修声音太大了").queue == "general"


async def test_what_cannot_be_used_changes_nothing(config: Path, store: Generations) -> None:
    service = Service(config, store)
    before = service.live.guide
    await asyncio.to_thread(store.publish, one(b"queues: []"), config, "damaged")
    await service.live.look()
    data = change(config, "agents:", "dialogue: {prompts: {go_on: 没有录音}}\nagents:")
    await asyncio.to_thread(store.publish, data, config, "no recording")
    await service.live.look()
    assert service.taken == []
    assert len(service.refusals) == 2
    assert [event.part for event in service.events if isinstance(event, Fault)] == ["configuration"] * 2
    assert "no such recording" in service.refusals[1]
    assert service.live.guide is before


def test_a_generation_is_read_again_by_its_number(config: Path, store: Generations) -> None:
    made = store.publish(read_sources(config), config, "")
    assert of(made, store).ivr.queue("urban").key == "2"
