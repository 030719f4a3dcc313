"""What is begun before it is needed: taken, told of, and never left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from asr import NoRecogniser, ScriptedRecogniser
from contracts import Event, Fault
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.guidance.begun import Begun
from hotline.machine.paths import State
from tests.unit.hotline.configuration.generations.parts import TEXT


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
    async with Begun.beginning(config.model_copy(update={"asr": asr}), State(tmp_path)) as begun:
        assert isinstance(await begun.recogniser(events.append), NoRecogniser)
    [fault] = events
    assert isinstance(fault, Fault)
    assert str(tmp_path / "nowhere") in fault.message


async def test_a_recogniser_that_nobody_took_is_closed(
    config: HotlineConfig, tmp_path: Path, recogniser: Counted
) -> None:
    async with Begun.beginning(config, State(tmp_path)):
        assert not recogniser.closings
    assert recogniser.closings == 1


async def test_one_that_was_taken_is_its_takers(
    config: HotlineConfig, tmp_path: Path, recogniser: Counted
) -> None:
    async with Begun.beginning(config, State(tmp_path)) as begun:
        assert await begun.recogniser(lambda _event: None) is recogniser
    assert not recogniser.closings


async def test_what_is_learned_is_of_that_configuration(
    config: HotlineConfig, tmp_path: Path, recogniser: Counted
) -> None:
    async with Begun.beginning(config, State(tmp_path)) as begun:
        understanding = await begun.understanding()
    assert understanding.decide("楼上装修声音太大了").intent == "noise"
    assert State(tmp_path).understood.is_file()
