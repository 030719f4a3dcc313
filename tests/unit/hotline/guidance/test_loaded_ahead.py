"""What is loaded before it is needed: taken, told of, and never left open."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from asr import NoRecogniser, ScriptedRecogniser
from contracts import Event, Fault
from hotline.configuration.generations.kept_understanding import KeptUnderstanding
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.guidance.loaded_ahead import LoadedAhead
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from ivr import Understanding
from ivr.settings.settings import IvrSettings
from tests.unit.hotline.configuration.generations.parts import TEXT
from tests.waiting import PATIENCE_S


@pytest.fixture
def config(tmp_path: Path) -> HotlineConfig:
    (tmp_path / "config.yaml").write_text(TEXT, encoding="utf-8")
    return load(tmp_path / "config.yaml", HotlineConfig)


class Counted(ScriptedRecogniser):
    """How often it was closed."""

    closings = 0

    def close(self) -> None:
        self.closings += 1
        super().close()


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> Counted:
    made = Counted()
    monkeypatch.setattr("hotline.guidance.recognisers.load_recogniser", lambda *_settings: made)
    return made


async def test_what_kept_it_from_being_loaded_is_told_to_whoever_takes_it(
    config: HotlineConfig, tmp_path: Path
) -> None:
    asr = config.asr.model_copy(update={"model": str(tmp_path / "nowhere"), "final_model": None})
    events: list[Event] = []
    async with LoadedAhead.loading(config.model_copy(update={"asr": asr}), State(tmp_path)) as ahead:
        assert isinstance(await ahead.usual(events.append), NoRecogniser)
    [fault] = events
    assert isinstance(fault, Fault)
    assert str(tmp_path / "nowhere") in fault.message


async def test_both_are_begun_although_the_event_loop_is_held_from_then_on(
    config: HotlineConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_there = threading.Barrier(3, timeout=PATIENCE_S)

    def waits(*_settings: object) -> ScriptedRecogniser:
        all_there.wait()
        return ScriptedRecogniser()

    def learns(_kept: KeptUnderstanding, settings: IvrSettings) -> Understanding:
        all_there.wait()
        return Understanding(settings)

    monkeypatch.setattr("hotline.guidance.recognisers.load_recogniser", waits)
    monkeypatch.setattr(KeptUnderstanding, "read_or_learn", learns)
    async with LoadedAhead.loading(config, State(tmp_path)):
        all_there.wait()  # as imports do


async def test_who_is_cancelled_while_it_loads_leaves_nothing_open(
    config: HotlineConfig, tmp_path: Path, recogniser: Counted
) -> None:
    async with LoadedAhead.loading(config, State(tmp_path)) as ahead:
        taking = asyncio.create_task(ahead.usual(lambda _event: None))
        await asyncio.sleep(0)
        taking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await taking
    assert recogniser.closings == 1


async def test_a_recogniser_that_nobody_took_is_closed(
    config: HotlineConfig, tmp_path: Path, recogniser: Counted
) -> None:
    async with LoadedAhead.loading(config, State(tmp_path)):
        assert not recogniser.closings
    assert recogniser.closings == 1


async def test_one_that_was_taken_is_its_takers(
    config: HotlineConfig, tmp_path: Path, recogniser: Counted
) -> None:
    async with LoadedAhead.loading(config, State(tmp_path)) as ahead:
        assert await ahead.usual(lambda _event: None) is recogniser
    assert not recogniser.closings


async def test_what_is_learned_is_of_that_configuration(
    config: HotlineConfig, tmp_path: Path, recogniser: Counted
) -> None:
    load_or_create(State(tmp_path).secrets, ())
    async with LoadedAhead.loading(config, State(tmp_path)) as ahead:
        understanding = await ahead.understanding()
    assert understanding.decide("楼上装修声音太大了").intent == "noise"
    assert State(tmp_path).understanding.is_file()
