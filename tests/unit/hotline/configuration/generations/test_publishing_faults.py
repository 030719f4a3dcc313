"""Publishing where something is unusual or broken: links, damaged notes, machines that stop half-way."""

from __future__ import annotations

import asyncio
import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from contracts import Event
from hotline.cli.app import app
from hotline.configuration.generations.effective import at_start, last_good
from hotline.configuration.generations.publisher import Publisher, check
from hotline.configuration.generations.service_state import ServiceState, ServiceStateFile, read
from hotline.configuration.generations.store import GenerationError, Generations
from hotline.configuration.yaml.sources import Sources, read_sources
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.live import Live
from hotline.machine import pidfile
from hotline.machine.files import write_whole
from hotline.machine.paths import State
from ivr.settings.settings import IvrSettings

TEXT = """\
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: [urban, general]}
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: [楼上装修声音太大了, 楼下广场舞太吵了]}
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def store(state: State) -> Generations:
    return Generations(state.generations)


@pytest.fixture
def publisher(config: Path, state: State) -> Publisher:
    return Publisher(config, state)


def change(path: Path, old: str, new: str) -> Sources:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return read_sources(path)


# --- links ---


@pytest.fixture
def link(tmp_path: Path) -> Path:
    """A config.yaml that leads to a file of another name in another folder."""
    (tmp_path / "cities").mkdir()
    (tmp_path / "cities" / "city.yaml").write_text("include: [menus.yaml]\n" + TEXT, encoding="utf-8")
    (tmp_path / "menus.yaml").write_text("lists: {road: [路边]}\n", encoding="utf-8")
    path = tmp_path / "config.yaml"
    path.symlink_to("cities/city.yaml")
    return path


def test_a_start_from_a_link_of_another_name(link: Path, store: Generations) -> None:
    assert at_start(link, store).generation.number == 1
    again = at_start(link, store)
    assert (again.generation.number, again.note) == (1, "")
    good = last_good(store)
    assert good is not None
    assert read_sources(Path(good.generation.source)) == store.sources(1)


def test_a_link_is_published_and_taken_back(link: Path, state: State, store: Generations) -> None:
    publisher = Publisher(link, state)
    first = read_sources(link)
    publisher.publish(check(first), "王芳", "first")
    publisher.publish(check(change(link, "综合", "其他")), "王芳", "second")
    publisher.rollback("王芳", "taken back")
    assert read_sources(link) == first
    assert link.is_symlink()
    assert at_start(link, store).generation.number == 3


# --- a service that needs time, or was started with something else ---


class Slow:
    """A service where preparing ends when it is told to."""

    def __init__(self, config: Path, state: State) -> None:
        self.store = Generations(state.generations)
        start = at_start(config, self.store)
        self.note = ServiceStateFile(state.running_generation, start.generation.number)
        self.path = state.running_generation
        self.speaking, self.spoken = asyncio.Event(), asyncio.Event()
        self.heard: list[str] = []
        self.cancelled = 0
        self.faults: list[Event] = []

        guide = CallGuide.of(start.config, (), generation=start.generation.number)
        self.live = Live(guide, (), self.store, self._prepare, self.note, self.faults.append)
        self.live.follow(self._follow)

    async def _prepare(self, config: IvrSettings) -> None:
        if config.dialogue.prompts.go_on == "很长":
            self.speaking.set()
            try:
                await self.spoken.wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise

    def _follow(self, guide: CallGuide) -> None:
        self.heard.append(guide.config.ivr.dialogue.prompts.go_on)


def long_prompts(config: Path) -> Sources:
    return change(config, "agents:", "dialogue: {prompts: {go_on: 很长}}\nagents:")


async def test_a_rollback_does_not_wait_for_the_prompts_of_what_it_takes_back(
    config: Path, state: State, publisher: Publisher
) -> None:
    service = Slow(config, state)
    usual = service.live.guide.config.ivr.dialogue.prompts.go_on
    publisher.publish(check(long_prompts(config)), "王芳", "bad")
    look = asyncio.create_task(service.live.look())
    await service.speaking.wait()
    assert read(service.path) == ServiceState(1, start=1, preparing=2)
    await asyncio.to_thread(publisher.rollback, "王芳", "taken back")
    await look
    await service.live.look()
    assert service.heard == [usual]
    assert service.cancelled == 1
    assert read(service.path) == ServiceState(3, start=1)


async def test_what_was_replaced_while_its_prompts_were_made_does_not_go_live(
    config: Path, state: State, publisher: Publisher
) -> None:
    service = Slow(config, state)
    publisher.publish(check(long_prompts(config)), "王芳", "bad")
    look = asyncio.create_task(service.live.look())
    await service.speaking.wait()
    publisher.rollback("王芳", "taken back")  # on the loop: both happen before the service looks again
    service.spoken.set()
    await look
    assert service.heard == []


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pidfile, "running", lambda _path: 4711)


class Clock:
    """Time that passes by sleeping; while it sleeps, the service does the next thing."""

    def __init__(self, steps: dict[float, Callable[[], None]]) -> None:
        self._now, self._steps = 0.0, steps

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds
        for at in [at for at in self._steps if at <= self._now]:
            self._steps.pop(at)()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[float, Callable[[], None]]], None]:
    def use(steps: dict[float, Callable[[], None]]) -> None:
        clock = Clock(steps)
        fake = SimpleNamespace(monotonic=clock.monotonic, sleep=clock.sleep)
        monkeypatch.setattr("hotline.cli.configuration.going_live.time", fake)

    return use


Waits = Callable[[dict[float, Callable[[], None]]], None]


def hotline(config: Path, *arguments: str) -> tuple[int, str]:
    options = ["--config", str(config), "--state", str(config.parent / "state")]
    shown = CliRunner().invoke(app, [*arguments, *options])
    return shown.exit_code, " ".join(shown.output.split())


@pytest.mark.usefixtures("serving")
def test_the_command_waits_for_recordings_of_prompts(
    config: Path, state: State, store: Generations, waits: Waits
) -> None:
    note = ServiceStateFile(state.running_generation, at_start(config, store).generation.number)
    change(config, "综合", "其他")
    waits({1.0: lambda: note.preparing(2), 100.0: lambda: note.took(2)})
    code, shown = hotline(config, "publish", "-m", "slow voice")
    assert code == 0, shown
    assert "being made ready" in shown
    assert "generation 2 is live" in shown


@pytest.mark.usefixtures("serving")
def test_the_command_does_not_call_live_what_was_replaced(
    config: Path, state: State, store: Generations, waits: Waits
) -> None:
    note = ServiceStateFile(state.running_generation, at_start(config, store).generation.number)
    change(config, "综合", "其他")
    waits({1.0: lambda: note.preparing(2), 20.0: lambda: note.took(3)})
    code, shown = hotline(config, "publish", "-m", "bad")
    assert code == 1
    assert "generation 3 has replaced it" in shown


LEGAL = "  - {id: general, name: 综合}\n"


def with_legal(config: Path) -> Sources:
    """A new queue, a new agent for it; nothing leads to it yet."""
    change(config, "queues:\n", '  - {id: li, name: 李强, extension: "1002", queues: [legal]}\nqueues:\n')
    return change(config, LEGAL, LEGAL + "  - {id: legal, name: 法律}\n")


@pytest.mark.usefixtures("serving")
def test_a_new_agent_is_live_and_gets_a_password(config: Path, state: State, store: Generations) -> None:
    ServiceStateFile(state.running_generation, at_start(config, store).generation.number).took(2)
    with_legal(config)
    code, shown = hotline(config, "publish", "-m", "a new agent for a new queue")
    assert code == 0, shown
    assert "agent li added" in shown
    assert "takes effect when the service starts anew" not in shown
    assert re.search(r"│ li +│ \S{16} +│", shown), "the password, this once"


@pytest.mark.usefixtures("serving")
def test_what_waits_for_a_restart_is_named_until_there_was_one(
    config: Path, state: State, store: Generations, publisher: Publisher
) -> None:
    ServiceStateFile(state.running_generation, at_start(config, store).generation.number)
    change(config, "agents:\n", "desk: {session_hours: 5}\nagents:\n")
    publisher.publish(check(with_legal(config)), "王芳", "a new agent, shorter log-ins")
    done = publisher.publish(check(change(config, "综合", "其他")), "王芳", "a name")
    assert done.changes == ["queue general changed: name"]
    assert done.waits == ["desk"]


# --- two at once ---


def test_the_command_does_not_overwrite_what_was_published_while_it_tested(
    config: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    change(config, "综合", "其他")
    mine = config.read_bytes()
    theirs = Sources.single(TEXT.replace("综合", "一般").encode(), "config.yaml")

    def test(*_: object) -> bool:
        """The tests pass; meanwhile another publishes on the page, over what lies on the disk."""
        publisher.publish(check(theirs), "李强", "theirs", over_edits=True)
        config.write_bytes(mine)
        return True

    monkeypatch.setattr("hotline.cli.configuration.publish._tests_pass", test)
    code, shown = hotline(config, "publish", "-m", "mine")
    assert code == 2
    assert "李强 has published generation 2" in shown
    assert publisher.store.sources(2) == theirs


# --- names that clash ---


def test_another_main_file_is_not_published_over_this_one(
    config: Path, publisher: Publisher, store: Generations
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    files = {"main.yaml": b"include: [config.yaml]\n" + TEXT.encode(), "config.yaml": b"{}"}
    with pytest.raises(GenerationError, match=r"must be config\.yaml"):
        publisher.publish(check(Sources("main.yaml", files)), "王芳", "swapped", over_edits=True)
    assert config.read_text(encoding="utf-8") == TEXT
    assert store.numbers() == [1]


def test_a_generation_of_another_main_file_keeps_all_its_files(
    config: Path, publisher: Publisher, store: Generations
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    files = {"main.yaml": b"include: [config.yaml]\n" + TEXT.encode(), "config.yaml": b"{}"}
    store.publish(Sources("main.yaml", files), config.with_name("main.yaml"), "of another file")
    with pytest.raises(GenerationError, match=r"config\.yaml is included by main\.yaml"):
        publisher.rollback("王芳", "taken back", to=2)
    assert config.read_text(encoding="utf-8") == TEXT
    assert store.numbers() == [2, 1]


# --- a damaged store ---


def test_what_never_went_live_is_not_in_the_history(
    config: Path, publisher: Publisher, store: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")

    def write(path: Path, data: bytes) -> None:
        if path.name == "active":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_whole(path, data)

    with monkeypatch.context() as patched:
        patched.setattr("hotline.configuration.generations.store.write_whole", write)
        with pytest.raises(GenerationError, match="nothing was published"):
            publisher.publish(check(change(config, "综合", "其他")), "王芳", "second")
    assert store.numbers() == [1]
    assert publisher.publish(check(read_sources(config)), "王芳", "second").generation.number == 2


class Killed(BaseException):
    """Nothing that was to come after this happens: as if the process were gone."""


def killed_between_files(
    monkeypatch: pytest.MonkeyPatch, publisher: Publisher, sources: Sources, after: int
) -> None:
    """Publishes; the process ends when `after` files are written."""
    left = [after]

    def write(path: Path, data: bytes) -> None:
        if not left[0]:
            monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)  # no cleaning up either
            raise Killed
        left[0] -= 1
        write_whole(path, data)

    with monkeypatch.context() as patched:
        patched.setattr("hotline.configuration.generations.files.write_whole", write)
        with pytest.raises(Killed):
            publisher.publish(check(sources), "王芳", "two files")
    monkeypatch.undo()


def in_two(text: str, name: str) -> Sources:
    main = f"include: [lists.yaml]\n{text}".encode()
    return Sources(
        "config.yaml", {"config.yaml": main, "lists.yaml": f"lists: {{road: [{name}]}}\n".encode()}
    )


@pytest.fixture
def killed(config: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Sources]:
    """Two files are live; a publication of two others ends after so many."""
    publisher.publish(check(in_two(TEXT, "路边")), "王芳", "first", over_edits=True)
    new = in_two(TEXT.replace("综合", "其他"), "街道")

    def kill(after: int) -> Sources:
        killed_between_files(monkeypatch, publisher, new, after)
        return new

    return kill


def test_a_publication_killed_between_two_files_is_finished_by_a_start(
    config: Path, state: State, store: Generations, killed: Callable[[int], Sources]
) -> None:
    new = killed(1)
    assert read_sources(config) not in (new, store.sources(1))  # a mixture
    start = at_start(config, store)
    assert (start.generation.number, start.generation.by, start.generation.why) == (2, "王芳", "two files")
    assert "was cut off" in start.note
    assert read_sources(config) == store.sources(2) == new
    assert list(state.generations.glob("*.pending")) == []
    assert at_start(config, store).note == ""


def test_a_publication_killed_before_the_first_file_never_was(
    config: Path, store: Generations, killed: Callable[[int], Sources]
) -> None:
    killed(0)
    start = at_start(config, store)
    assert (start.generation.number, start.note) == (1, "")
    assert store.numbers() == [1]


def test_what_was_edited_after_a_cut_off_publication_is_not_overwritten(
    config: Path, store: Generations, killed: Callable[[int], Sources]
) -> None:
    killed(1)
    mine = change(config, "综合", "一般")
    assert at_start(config, store).config.ivr.queue("general").name == "一般"
    assert read_sources(config) == mine == store.sources(2)


def test_a_damaged_note_is_named(
    config: Path, state: State, publisher: Publisher, store: Generations
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    publisher.publish(check(change(config, "综合", "其他")), "王芳", "second")
    note = state.generations / "000001.json"
    for damage in ("", "[]", '{"number": 1}'):
        note.write_text(damage, encoding="utf-8")
        with pytest.raises(GenerationError, match=r"000001\.json is damaged"):
            store.history()
    assert CliRunner().invoke(app, ["history", "--state", str(state.root)]).exit_code == 2
    done = publisher.publish(check(change(config, "其他", "一般")), "王芳", "third")  # calls do not need it
    assert done.generation.number == 3


def test_a_damaged_generation_is_passed_over_by_a_start(
    config: Path, state: State, publisher: Publisher, store: Generations
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    publisher.publish(check(change(config, "综合", "其他")), "王芳", "second")
    (state.generations / "000002" / "config.yaml").unlink()
    with pytest.raises(GenerationError, match=r"config\.yaml is missing"):
        store.sources(2)
    change(config, "queue: urban", "queue: urbn")
    assert at_start(config, store).generation.number == 1
