"""The service begins before Asterisk is up: what becomes of it when Asterisk does not come."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hotline.bench.softphone import free_port
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources, parse
from hotline.instance.access import asterisk_of, secrets_of
from hotline.instance.alive.supervisor import Supervisor
from hotline.instance.asterisk import AsteriskInstance
from hotline.machine.paths import State
from telephony.asterisk.process import AsteriskError
from tests.unit.hotline.configuration.generations.parts import TEXT
from tests.unit.hotline.instance.alive.sleeping import begun
from tests.waiting import in_time


async def test_the_service_is_ended_when_asterisk_does_not_start(tmp_path: Path) -> None:
    config, _ = parse(Sources.single(TEXT.encode(), "config.yaml"), HotlineConfig)
    config = config.model_copy(update={"desk": config.desk.model_copy(update={"port": free_port()})})
    state = State(tmp_path)
    secrets = secrets_of(config, state)
    instance = AsteriskInstance(asterisk_of(config, state, secrets), secrets)
    starting: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    child = await begun()
    supervisor = Supervisor(
        instance, config, tmp_path / "config.yaml", state, child, starting, asyncio.Event()
    )
    running = asyncio.create_task(supervisor.run())
    starting.set_exception(AsteriskError("it ended at once"))
    assert await in_time(running) == 0
    assert child.process.returncode is not None
    assert isinstance(starting.exception(), AsteriskError)


async def test_a_service_that_nobody_supervised_is_given_up() -> None:
    child = await begun()
    await in_time(child.give_up())
    assert child.process.returncode is not None
