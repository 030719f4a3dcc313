"""What was learned is read again at the next start, by whoever wrote it and of these settings alone."""

from __future__ import annotations

import gc
import logging
import weakref
from pathlib import Path

import pytest

from hotline.configuration.generations import understood
from hotline.configuration.generations.publisher import Publisher
from hotline.configuration.generations.understood import Understood
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.configuration.yaml.sources import read_sources
from hotline.machine.paths import State
from ivr import Understanding
from ivr.settings.settings import IvrSettings
from tests.unit.hotline.configuration.generations.parts import TEXT, published

SAID = ("楼上装修声音好大", "娃儿上小学咋个报名", "我家楼下的广场舞太炒了", "今天天气不错")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def settings(path: Path) -> IvrSettings:
    return load(path, HotlineConfig).ivr


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture(autouse=True)
def _folder(state: State) -> None:
    state.root.mkdir()


def told(understanding: Understanding) -> list[object]:
    return [understanding.decide(one) for one in SAID]


def test_what_was_read_again_judges_as_what_was_learned(state: State, settings: IvrSettings) -> None:
    learned = Understood(state).of(settings)
    told(learned)  # what is kept between sentences goes nowhere
    read = Understood(state).read(settings)
    assert read is not None
    assert told(read) == told(learned)
    assert read.sentences() == learned.sentences()


def test_what_is_published_from_it_is_learned_like_before(state: State, settings: IvrSettings) -> None:
    learned = Understood(state).of(settings)
    read = Understood(state).of(settings)
    assert read is not learned
    noise = settings.intents[0].model_copy(update={"sayings": (*settings.intents[0].sayings, "半夜还在施工")})
    changed = settings.model_copy(update={"intents": (noise, *settings.intents[1:])})
    assert told(Understanding(changed, read)) == told(Understanding(changed, learned))


def test_other_settings_are_learned_anew(state: State, settings: IvrSettings) -> None:
    Understood(state).of(settings)
    fewer = settings.model_copy(update={"intents": settings.intents[:1]})
    assert Understood(state).read(fewer) is None
    Understood(state).of(fewer)
    assert Understood(state).read(fewer) is not None
    assert Understood(state).read(settings) is None  # one file, of one configuration


def test_other_code_learns_anew(state: State, settings: IvrSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    Understood(state).of(settings)
    monkeypatch.setattr(understood, "_code", lambda: "of a later version")
    assert Understood(state).read(settings) is None


@pytest.mark.parametrize("at", [0, 31, 32, 200, -1])
def test_a_file_that_was_altered_is_not_opened(state: State, settings: IvrSettings, at: int) -> None:
    Understood(state).of(settings)
    data = bytearray(state.understood.read_bytes())
    data[at] ^= 1
    state.understood.write_bytes(data)
    assert Understood(state).read(settings) is None


def test_a_file_that_is_cut_off_is_not_opened(state: State, settings: IvrSettings) -> None:
    Understood(state).of(settings)
    for length in (0, 10, 32, 1000):
        state.understood.write_bytes(state.understood.read_bytes()[:length])
        assert Understood(state).read(settings) is None


def test_the_file_of_another_instance_is_not_opened(
    state: State, settings: IvrSettings, tmp_path: Path
) -> None:
    Understood(state).of(settings)
    other = State(tmp_path / "other")
    other.root.mkdir()
    other.understood.write_bytes(state.understood.read_bytes())
    assert Understood(other).read(settings) is None


def test_nobody_else_may_read_it(state: State, settings: IvrSettings) -> None:
    Understood(state).of(settings)
    assert state.understood.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_kept_is_learned_all_the_same(
    state: State, settings: IvrSettings, caplog: pytest.LogCaptureFixture
) -> None:
    state.understood.mkdir()
    with caplog.at_level(logging.WARNING):
        assert told(Understood(state).of(settings)) == told(Understanding(settings))
    assert "is not kept for the next start" in caplog.text


def test_a_publication_leaves_it_to_the_next_start(state: State, path: Path, settings: IvrSettings) -> None:
    published(Publisher(path, state), read_sources(path), "first")
    assert Understood(state).read(settings) is not None


def test_what_is_used_no_more_goes_at_once(settings: IvrSettings) -> None:
    """No circle keeps what earlier publications learned: a running service looks for no garbage in it."""
    understanding = Understanding(settings)
    told(understanding)
    gone = weakref.ref(understanding._topics)
    gc.disable()
    try:
        del understanding
        assert gone() is None
    finally:
        gc.enable()
