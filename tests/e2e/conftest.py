"""A whole hotline for the end-to-end tests: real Asterisk, real SIP phones, the bundled model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from hotline.bench.demo.stage import DemoStage, everyone_serves, stage, with_free_ports
from hotline.configuration.generations.kept_understanding import KeptUnderstanding
from hotline.configuration.schema import HotlineConfig
from ivr import Understanding
from ivr.settings.settings import IvrSettings
from telephony.ari.client import Ari
from tests.e2e.folders import stage_folder
from tests.shipped import shipped_config
from tests.waiting import PATIENCE_S, eventually

if TYPE_CHECKING:
    from tests.e2e.house import House
    from tests.e2e.town import Town

HERE = Path(__file__).parent
ARTIFACTS = HERE.parent / "artifacts"
SHARED = HERE.parents[2] / "shared"
PATIENCE_MS = PATIENCE_S * 1000
"""Of the browser's pages; `expect` has it everywhere."""

MOST_LEARNED = 4

expect.set_options(timeout=PATIENCE_MS)


def quick(config: HotlineConfig) -> HotlineConfig:
    """The shipped configuration on free ports, every agent for every queue, with a short patience."""
    config = everyone_serves(with_free_ports(config))
    # espeak-ng: another voice, where it is installed, speaks new menus for a minute before they are live.
    telephony = config.telephony.model_copy(update={"ring_s": 20, "announce_s": 5, "voice": "espeak-ng"})
    # What sentences mean would be worked out beside the calls, a minute for each stage.
    meaning = config.ivr.meaning.model_copy(update={"enabled": False})
    cases = config.ivr.cases.model_copy(update={"messages": False})  # offered in tests of their own
    ivr = config.ivr.model_copy(update={"meaning": meaning, "cases": cases})
    return config.model_copy(update={"telephony": telephony, "ivr": ivr})


def brief(config: HotlineConfig) -> HotlineConfig:
    """The same with few sayings, for services that are started only to be killed: all of them are learned at
    each start, which is most of the work of it."""
    config = quick(config)
    intents = tuple(one.model_copy(update={"sayings": one.sayings[:2]}) for one in config.ivr.intents)
    return config.model_copy(update={"ivr": config.ivr.model_copy(update={"intents": intents})})


@pytest.fixture(scope="package", autouse=True)
def _learned_once() -> Iterator[None]:
    """Stages of the same sayings learn them once in this process, and keep nothing on disk: it is most of the
    work of their starts. Services that are processes of their own learn and read as anywhere; so do the unit
    tests that this process runs after these."""
    learned: dict[str, Understanding] = {}

    def read_or_learn(_state: KeptUnderstanding, settings: IvrSettings) -> Understanding:
        key = settings.model_dump_json()
        found = learned.pop(key, None) or Understanding(settings)
        learned[key] = found
        while len(learned) > MOST_LEARNED:
            del learned[next(iter(learned))]
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeptUnderstanding, "read_or_learn", read_or_learn)
        yield


@pytest.fixture(scope="session")
def config() -> HotlineConfig:
    return quick(shipped_config())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def scene(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    with stage_folder() as folder:
        async with stage(config, Path(folder), agents=2) as found:
            yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def built() -> AsyncIterator[House]:
    """The house of one file's tests. A file whose house has something more says so."""
    from tests.e2e.house import opened  # which waits until nothing is left, too

    async with opened() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def house(built: House) -> AsyncIterator[House]:
    """As each test finds it, whatever the one before did."""
    from tests.e2e.house import at_rest

    async with at_rest(built) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def town(config: HotlineConfig) -> AsyncIterator[Town]:
    """An Asterisk and two agents' phones, no service yet. A file whose town has something more says so."""
    from tests.e2e.town import opened

    async with opened(config) as found:
        yield found


async def nothing_left(scene: DemoStage) -> None:
    """Waits until no channel, bridge or session of any call is left; fails naming what stays."""
    left: dict[str, Any] = {}

    async def empty() -> bool:
        async with Ari(scene.station.asterisk.access) as ari:
            left["channels"] = [channel["name"] for channel in await ari.get("/channels")]
            left["bridges"] = [bridge["id"] for bridge in await ari.get("/bridges")]
        left["sessions"] = list(scene.service.lines.sessions)
        return not any(left.values())

    try:
        await eventually(empty, seen=lambda: left)
    except TimeoutError:
        await _sweep(scene)  # the tests after this one speak for themselves
        raise


async def _sweep(scene: DemoStage) -> None:
    async with Ari(scene.station.asterisk.access) as ari:
        for kind in ("channels", "bridges"):
            for one in await ari.get(f"/{kind}"):
                await ari.discard(f"/{kind}/{one['id']}")
