"""Publishing to a service that needs time, or was started with something else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from contracts import Event
from hotline.configuration.generations.effective import at_start
from hotline.configuration.generations.publisher import Publisher, check
from hotline.configuration.generations.service_state import ServiceState, ServiceStateFile, read
from hotline.configuration.generations.store import Generations
from hotline.configuration.yaml.sources import Sources
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.live import Live
from hotline.machine import pidfile
from hotline.machine.paths import State
from ivr.settings.settings import IvrSettings
from tests.unit.hotline.configuration.generations.parts import change
from tests.unit.hotline.configuration.generations.two_queues import hotline, with_legal


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
