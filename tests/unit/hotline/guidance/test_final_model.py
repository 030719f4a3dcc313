"""A final model that is missing, and what keyword models listen for."""

from __future__ import annotations

from pathlib import Path

import pytest

from asr import NoRecogniser
from asr.engines.vosk.engine import VoskRecogniser
from contracts import Event, Fault
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.recognisers import usual_recogniser
from hotline.guidance.spotting import spotted_words
from hotline.machine.paths import CHECKOUT
from tests.shipped import shipped_config

needs_model = pytest.mark.skipif(
    not (CHECKOUT / "models" / "zh-small" / "am" / "final.mdl").is_file(),
    reason="no model in models/zh-small",
)


def configured(**asr: str) -> HotlineConfig:
    config = shipped_config()
    return config.model_copy(update={"asr": config.asr.model_copy(update=asr)})


@needs_model
async def test_without_its_final_model_the_first_one_goes_on_hearing(tmp_path: Path) -> None:
    events: list[Event] = []
    recogniser = await usual_recogniser(configured(final_model=str(tmp_path / "gone")), events.append)
    assert isinstance(recogniser, VoskRecogniser)
    (fault,) = events
    assert isinstance(fault, Fault)
    assert "gone: there is no such folder" in fault.message
    assert "without the final model" in fault.done


async def test_without_any_model_there_are_keys_and_people(tmp_path: Path) -> None:
    events: list[Event] = []
    config = configured(engine="sherpa", model=str(tmp_path / "gone"), final_model=str(tmp_path / "too"))
    assert isinstance(await usual_recogniser(config, events.append), NoRecogniser)
    assert "keys and humans" in [event.done for event in events if isinstance(event, Fault)][-1]


def test_a_keyword_model_listens_for_what_intents_are_about() -> None:
    config = shipped_config()
    words = spotted_words(config.ivr)
    assert len(set(words)) == len(words)
    for intent in config.ivr.intents:
        assert {intent.name, *intent.keywords} <= set(words)
