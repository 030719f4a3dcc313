"""What was learned is read again at the next start, by whoever wrote it and of these settings alone."""

from __future__ import annotations

import gc
import logging
import os
import weakref
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from hotline.configuration.generations import kept_understanding
from hotline.configuration.generations.kept_understanding import KeptUnderstanding
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from ivr import Understanding
from ivr.settings.settings import IvrSettings
from tests.unit.hotline.configuration.generations.parts import TEXT

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
    load_or_create(state.secrets, ())


def told(understanding: Understanding) -> list[object]:
    return [understanding.decide(one) for one in SAID]


def test_what_was_read_again_judges_as_what_was_learned(state: State, settings: IvrSettings) -> None:
    learned = KeptUnderstanding(state).read_or_learn(settings)
    told(learned)  # what is kept between sentences goes nowhere
    read = KeptUnderstanding(state).read(settings)
    assert read is not None
    assert told(read) == told(learned)
    assert read.sentences() == learned.sentences()


def test_what_is_published_from_it_is_learned_like_before(state: State, settings: IvrSettings) -> None:
    learned = KeptUnderstanding(state).read_or_learn(settings)
    read = KeptUnderstanding(state).read_or_learn(settings)
    assert read is not learned
    noise = settings.intents[0].model_copy(update={"sayings": (*settings.intents[0].sayings, "半夜还在施工")})
    changed = settings.model_copy(update={"intents": (noise, *settings.intents[1:])})
    assert told(Understanding(changed, read)) == told(Understanding(changed, learned))


def test_other_settings_are_learned_anew(state: State, settings: IvrSettings) -> None:
    KeptUnderstanding(state).read_or_learn(settings)
    fewer = settings.model_copy(update={"intents": settings.intents[:1]})
    assert KeptUnderstanding(state).read(fewer) is None
    KeptUnderstanding(state).read_or_learn(fewer)
    assert KeptUnderstanding(state).read(fewer) is not None
    assert KeptUnderstanding(state).read(settings) is None  # one file, of one configuration


def test_other_code_learns_anew(state: State, settings: IvrSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    KeptUnderstanding(state).read_or_learn(settings)
    monkeypatch.setattr(kept_understanding, "_code", lambda: "of a later version")
    assert KeptUnderstanding(state).read(settings) is None


@pytest.mark.parametrize("at", [0, 31, 32, 200, -1])
def test_a_file_that_was_altered_is_not_opened(state: State, settings: IvrSettings, at: int) -> None:
    KeptUnderstanding(state).read_or_learn(settings)
    data = bytearray(state.understanding.read_bytes())
    data[at] ^= 1
    state.understanding.write_bytes(data)
    assert KeptUnderstanding(state).read(settings) is None


def test_a_file_that_is_cut_off_is_not_opened(state: State, settings: IvrSettings) -> None:
    KeptUnderstanding(state).read_or_learn(settings)
    for length in (0, 10, 32, 1000):
        state.understanding.write_bytes(state.understanding.read_bytes()[:length])
        assert KeptUnderstanding(state).read(settings) is None


def test_the_file_of_another_instance_is_not_opened(
    state: State, settings: IvrSettings, tmp_path: Path
) -> None:
    KeptUnderstanding(state).read_or_learn(settings)
    other = State(tmp_path / "other")
    other.root.mkdir()
    load_or_create(other.secrets, ())
    other.understanding.write_bytes(state.understanding.read_bytes())
    assert KeptUnderstanding(other).read(settings) is None


def test_nobody_else_may_read_it(state: State, settings: IvrSettings) -> None:
    KeptUnderstanding(state).read_or_learn(settings)
    assert state.understanding.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_kept_is_learned_all_the_same(
    state: State, settings: IvrSettings, caplog: pytest.LogCaptureFixture
) -> None:
    state.understanding.mkdir()
    with caplog.at_level(logging.WARNING):
        assert told(KeptUnderstanding(state).read_or_learn(settings)) == told(Understanding(settings))
    assert "is not kept for the next start" in caplog.text


class Command:
    """What a pickle may ask for."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, ("made",)


def test_what_is_signed_is_made_of_what_is_learned_alone(
    state: State, settings: IvrSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever may write into the folder may read the secret, too."""
    monkeypatch.chdir(state.root)
    with caplog.at_level(logging.WARNING):
        KeptUnderstanding(state)._keep(settings, Command())  # type: ignore[arg-type]
        assert KeptUnderstanding(state).read(settings) is None
    assert "posix.mkdir is no part of what is learned" in caplog.text
    assert not (state.root / "made").exists()


def test_nothing_that_goes_wrong_with_it_stops_a_start(
    state: State, settings: IvrSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    KeptUnderstanding(state).read_or_learn(settings)

    def lacking() -> str:
        raise PackageNotFoundError("numpy")

    monkeypatch.setattr(kept_understanding, "_code", lacking)
    with caplog.at_level(logging.WARNING):
        assert told(KeptUnderstanding(state).read_or_learn(settings)) == told(Understanding(settings))
    assert "is not read again" in caplog.text
    assert "is not kept" in caplog.text


def test_who_only_reads_writes_nothing(state: State, settings: IvrSettings) -> None:
    state.secrets.unlink()
    assert KeptUnderstanding(state).read(settings) is None
    assert not list(state.root.iterdir())


def test_without_the_secret_nothing_is_kept(state: State, settings: IvrSettings) -> None:
    state.secrets.unlink()
    KeptUnderstanding(state).read_or_learn(settings)
    assert not list(state.root.iterdir())


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
