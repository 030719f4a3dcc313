"""A file of two queues, and the folder of an instance that it is published to."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.configuration.generations.publisher import Publisher
from hotline.configuration.generations.store import Generations
from hotline.machine.paths import State
from tests.unit.hotline.configuration.generations.two_queues import TEXT


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
