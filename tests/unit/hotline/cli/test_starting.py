"""A start that is stopped while it is still prepared leaves nothing running."""

from __future__ import annotations

import asyncio
import io
import os
import signal
from pathlib import Path

import pytest
from rich.console import Console

from hotline.cli.service.starting import start
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources, parse
from hotline.instance.alive import child
from hotline.machine.paths import State
from tests.unit.hotline.configuration.generations.parts import TEXT
from tests.unit.hotline.instance.alive.sleeping import begun
from tests.waiting import in_time


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_while_all_is_prepared_ends_the_service_that_is_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    config, _ = parse(Sources.single(TEXT.encode(), "config.yaml"), HotlineConfig)
    services: list[child.Child] = []
    preparing = asyncio.Event()

    async def begin(_config_path: Path, _state: State) -> child.Child:
        services.append(await begun())
        return services[0]

    async def prepare(_config: HotlineConfig, _state: State) -> None:
        preparing.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("hotline.cli.service.starting.require_ports", lambda *_: None)
    monkeypatch.setattr(child, "begin", begin)
    monkeypatch.setattr("hotline.instance.asterisk.prepare", prepare)
    told = io.StringIO()
    console = Console(file=told)
    starting = asyncio.create_task(start(config, tmp_path / "config.yaml", State(tmp_path), console))
    await in_time(preparing.wait(), seen=starting.done)
    os.kill(os.getpid(), number)
    assert await in_time(starting) == 0
    assert services[0].process.returncode == -signal.SIGTERM
    assert told.getvalue().strip() == "stopped."
