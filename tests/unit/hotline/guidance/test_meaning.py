"""A configuration, its sayings' vectors and an encoder brought together, for commands and for the service."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from contracts.sentences import EncodingError
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.meaning import commands, service
from hotline.guidance.meaning.commands import vectors_of, with_meaning
from hotline.guidance.meaning.service import Meanings
from hotline.machine.encoder.kept import KeptVectors
from hotline.machine.line_process.process import LineProcess
from hotline.machine.paths import State
from ivr import Judgement
from ivr.understanding.topics.meaning import Vector
from tests.unit.hotline.machine.encoder import child
from tests.unit.hotline.machine.encoder.doubles import ScriptedEncoder
from tests.waiting import eventually

NOISE = "楼上装修声音太大了"
ROUNDABOUT = "天花板那边一天到晚咚咚锵锵"
"""By the scripted encoder it means the same."""


def config(**sections: object) -> HotlineConfig:
    return HotlineConfig.model_validate(
        {
            "agents": [{"id": "wang", "name": "王芳", "extension": "1001"}],
            "queues": [{"id": "urban", "name": "城市管理"}, {"id": "general", "name": "综合"}],
            "intents": [
                {"id": "noise", "name": "噪声扰民", "queue": "urban", "sayings": [NOISE]},
                {"id": "school", "name": "入学", "queue": "general", "sayings": ["孩子上小学怎么报名"]},
            ],
            **sections,
        }
    )


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> ScriptedEncoder:
    """The encoder that commands find on this machine."""
    encoder = ScriptedEncoder(meanings={ROUNDABOUT: NOISE})
    monkeypatch.setattr(commands, "lack", lambda _layout: None)
    monkeypatch.setattr(commands, "load", lambda _layout: encoder)
    monkeypatch.setattr(commands, "kept_vectors", lambda state: kept(state))
    return encoder


class Known:
    """What an understanding is told, and what it judges."""

    def __init__(self, guide: CallGuide, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sayings: dict[str, Vector] = {}
        self.judged: list[tuple[str, bool]] = []
        """Sentences, and whether their vector was there."""
        self._know, self._needs = guide.understanding.know, guide.understanding.needs
        monkeypatch.setattr(guide.understanding, "know", self.know)
        monkeypatch.setattr(guide.understanding, "needs", self.needs)

    def know(self, vectors: Mapping[str, Vector]) -> None:
        self.sayings = dict(vectors)
        self._know(vectors)

    def needs(
        self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None
    ) -> Sequence[Judgement]:
        self.judged.append((text, vector is not None))
        return self._needs(text, alternatives, vector)


def kept(state: State) -> KeptVectors:
    return KeptVectors(state.meanings, "scripted", ScriptedEncoder.dimensions)


def test_simulated_calls_understand_by_meaning(
    encoder: ScriptedEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = CallGuide.of(config())
    known = Known(guide, monkeypatch)
    call = SimulatedCalls(with_meaning(guide, State(tmp_path), lambda _: None)).call()
    call.answer()
    call.speak(ROUNDABOUT)
    assert NOISE in known.sayings
    assert known.judged == [(ROUNDABOUT, True)]
    assert encoder.asked[-1] == ROUNDABOUT


def test_sayings_are_made_once_for_all_commands(encoder: ScriptedEncoder, tmp_path: Path) -> None:
    with_meaning(CallGuide.of(config()), State(tmp_path), lambda _: None)
    assert NOISE in encoder.asked
    encoder.asked.clear()
    with_meaning(CallGuide.of(config()), State(tmp_path), lambda _: None)
    assert encoder.asked == []


def test_many_at_once_are_announced(
    encoder: ScriptedEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "FEW", 1)
    said: list[str] = []
    with_meaning(CallGuide.of(config()), State(tmp_path), said.append)
    assert len(said) == 1
    assert "sayings mean, once" in said[0]


def test_nothing_is_asked_where_it_is_switched_off(encoder: ScriptedEncoder, tmp_path: Path) -> None:
    guide = CallGuide.of(config(meaning={"enabled": False}))
    assert with_meaning(guide, State(tmp_path), pytest.fail) is guide
    assert encoder.asked == []


def test_an_encoder_that_fails_is_told_and_done_without(
    encoder: ScriptedEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = CallGuide.of(config())
    monkeypatch.setattr(guide.understanding, "sentences", lambda: ["?"])
    said: list[str] = []
    assert with_meaning(guide, State(tmp_path), said.append) is guide
    assert said == ["nothing is made of it; words and sounds decide alone"]


def test_who_may_not_wait_goes_without_until_they_are_made(encoder: ScriptedEncoder, tmp_path: Path) -> None:
    guide = CallGuide.of(config())
    assert with_meaning(guide, State(tmp_path), pytest.fail, most=1) is guide
    with_meaning(guide, State(tmp_path), lambda _: None)
    assert with_meaning(guide, State(tmp_path), pytest.fail, most=1).encoder is encoder


def test_where_there_is_none_the_guide_stays_as_it_is(
    encoder: ScriptedEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "lack", lambda _layout: "The sentence encoder: not here")
    guide = CallGuide.of(config())
    assert with_meaning(guide, State(tmp_path), pytest.fail) is guide
    with pytest.raises(EncodingError, match="not here"):
        vectors_of([NOISE], State(tmp_path), pytest.fail)


# --- the service ---


async def test_a_service_without_the_encoder_does_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "lack", lambda _layout: "The sentence encoder: not here")
    async with Meanings.opened(State(tmp_path)) as meanings:
        assert meanings is None


@pytest_asyncio.fixture
async def meanings(tmp_path: Path) -> AsyncIterator[Meanings]:
    command = (sys.executable, "-m", child.__name__)
    meanings = Meanings(LineProcess(command), LineProcess(command), kept(State(tmp_path)))
    yield meanings
    await meanings.close()


async def made(known: Known) -> None:
    await eventually(lambda: NOISE in known.sayings, seen=lambda: known.sayings)


async def test_sayings_are_made_beside_the_calls_and_kept(
    meanings: Meanings, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide, later = CallGuide.of(config()), CallGuide.of(config())
    known, known_later = Known(guide, monkeypatch), Known(later, monkeypatch)
    meanings.acquaint(guide)
    assert known.sayings == {}
    meanings.follow(guide)
    await made(known)
    meanings.acquaint(later)
    assert set(known_later.sayings) == set(guide.understanding.sentences())


async def test_a_new_configuration_gets_its_own(meanings: Meanings, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = CallGuide.of(config()), CallGuide.of(config())
    known = Known(second, monkeypatch)
    meanings.follow(first)
    await asyncio.sleep(0)
    meanings.follow(second)
    await made(known)


async def test_callers_are_encoded_as_their_configuration_says(meanings: Meanings) -> None:
    found = await meanings.encode(CallGuide.of(config(meaning={"patience_ms": 1000})), "停水了")
    assert found is not None
    assert found.text == "停水了"
    assert await meanings.encode(CallGuide.of(config(meaning={"enabled": False})), "停水了") is None


async def test_sayings_that_cannot_be_made_leave_the_rest(
    meanings: Meanings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = CallGuide.of(config())
    monkeypatch.setattr(guide.understanding, "sentences", lambda: [child.DIE])
    meanings.follow(guide)
    await eventually(lambda: "is not learned" in caplog.text, seen=lambda: caplog.text)
