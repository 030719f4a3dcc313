"""A start that fails falls back on what ran before, and says so. Real processes."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from hotline.configuration.generations.store import Generations
from hotline.configuration.schema import HotlineConfig
from hotline.instance.alive.supervisor import wait_until_ready
from hotline.machine.paths import State
from tests.e2e.conftest import brief
from tests.e2e.folders import stage_folder
from tests.e2e.town import run, write
from tests.waiting import PATIENCE_S

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_a_configuration_that_does_not_come_up_gives_way_to_the_one_that_did(
    config: HotlineConfig,
) -> None:
    config = brief(config)
    with stage_folder() as name, socket.socket() as taken:
        state, file, log = State(Path(name) / "s"), Path(name) / "config.yaml", Path(name) / "log"
        write(file, config)
        async with run(file, state, log):
            assert await wait_until_ready(config, PATIENCE_S), log.read_text()

        taken.bind(("127.0.0.1", 0))
        taken.listen()
        write(file, config, port=taken.getsockname()[1])  # passes every check; another program has the port
        async with run(file, state, log):
            assert await wait_until_ready(config, PATIENCE_S), log.read_text()
            said = " ".join(log.read_text().split())
            assert "generation 1, which ran last, is used instead" in said
        history = Generations(state.generations).history()
        assert [(one.number, one.restores) for one in history] == [(3, 1), (2, None), (1, None)]
