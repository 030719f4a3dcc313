"""What a publication teaches is kept for the next start, beside the service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from hotline.configuration.generations.kept_understanding import KeptUnderstanding
from hotline.configuration.generations.publisher import Publisher
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.configuration.yaml.sources import read_sources
from hotline.guidance.keeping import keep_what_is_learned
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from tests.unit.hotline.configuration.generations.parts import TEXT, change, published
from tests.waiting import eventually


class Live:
    """Tells its followers of a publication when the test says so."""

    def __init__(self) -> None:
        self.followers: list[Callable[[object], None]] = []

    def follow(self, follower: Callable[[object], None]) -> None:
        self.followers.append(follower)

    def take(self) -> None:
        for follower in self.followers:
            follower(None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


async def test_each_publication_is_kept_for_the_next_start(path: Path, tmp_path: Path) -> None:
    state, live = State(tmp_path / "state"), Live()
    load_or_create(state.secrets, ())
    keeping = asyncio.create_task(keep_what_is_learned(live, state))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    try:
        await _published_and_kept(path, state, live)
        change(path, "楼下广场舞太吵了", "半夜还在施工")
        await _published_and_kept(path, state, live)
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def _published_and_kept(path: Path, state: State, live: Live) -> None:
    publisher = Publisher(path, state)
    published(publisher, read_sources(path), "anew", over_edits=True)
    live.take()
    settings = load(path, HotlineConfig).ivr
    await eventually(lambda: KeptUnderstanding(state).read(settings) is not None)
