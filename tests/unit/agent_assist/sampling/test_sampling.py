"""The desk's routes for sampling: supervisors draw and score, agents see and answer their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from agent_assist.desk.overview import Overview
from agent_assist.sampling.port import (
    Draw,
    Drawn,
    GivenAnswer,
    GivenScore,
    SampleView,
    SamplingView,
)
from agent_assist.sampling.settings import SamplingSettings
from tests.unit.agent_assist.desk.parts import Desk, running_desk

SETTINGS = SamplingSettings()
DRAW = {"sheet": "service", "count": 2, "first": "2026-11-01", "last": "2026-11-27"}


class FakeSampling:
    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []

    async def view(self, by: str) -> SamplingView:
        return SamplingView(sheets=SETTINGS.sheets, rules=SETTINGS.rules, samples=(), agreement=())

    async def draw(self, wanted: Draw, by: str) -> Drawn:
        self.done.append(("draw", wanted.count, by))
        return Drawn(seed="7", fitting=9, calls=("c1", "c2"))

    async def score(self, sample: int, given: GivenScore, by: str) -> None:
        self.done.append(("score", sample, given.points, by))

    async def remove(self, sample: int, by: str) -> None:
        self.done.append(("remove", sample, by))

    async def own(self, agent: str) -> list[SampleView]:
        self.done.append(("own", agent))
        return []

    async def answer(self, sample: int, given: GivenAnswer, agent: str) -> None:
        self.done.append(("answer", sample, given.text, agent))


@pytest.fixture
def sampling() -> FakeSampling:
    return FakeSampling()


@pytest.fixture
async def desk(tmp_path: Path, sampling: FakeSampling) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, overview=Overview(sampling=sampling)) as running:
        yield running


async def test_a_supervisor_draws_and_scores(desk: Desk, sampling: FakeSampling) -> None:
    async with desk.browser("9001") as browser:
        assert (await (await browser.get("/api/samples")).json())["sheets"][0]["id"] == "service"
        answer = await browser.post("/api/samples", json=DRAW)
        assert await answer.json() == {"seed": "7", "fitting": 9, "calls": ["c1", "c2"]}
        assert (await browser.post("/api/samples/3/scores", json={"points": {"a": 1}})).status == 200
        assert (await browser.post("/api/samples/3/remove", json={})).status == 200
        wrong = [DRAW | {"count": 0}, DRAW | {"first": "x"}, DRAW | {"first": "2026-12-01"}, {}]
        wrong += [DRAW | {"first": "0001-01-01", "last": "0001-01-02"}, DRAW | {"last": "9999-12-31"}]
        for body in wrong:
            assert (await browser.post("/api/samples", json=body)).status == 400
        assert (await browser.post("/api/samples/3/scores", json={"points": {"a": -1}})).status == 400
    assert sampling.done == [("draw", 2, "9001"), ("score", 3, {"a": 1}, "9001"), ("remove", 3, "9001")]


async def test_an_agent_sees_and_answers(desk: Desk, sampling: FakeSampling) -> None:
    async with desk.browser("8001") as browser:
        assert await (await browser.get("/api/samples/own")).json() == {"samples": []}
        assert (await browser.post("/api/samples/3/answer", json={"text": "好"})).status == 200
        assert (await browser.post("/api/samples/3/answer", json={"text": ""})).status == 400
        assert (await browser.get("/api/samples")).status == 403
        assert (await browser.post("/api/samples", json=DRAW)).status == 403
        assert (await browser.post("/api/samples/3/scores", json={"points": {}})).status == 403
    assert sampling.done == [("own", "8001"), ("answer", 3, "好", "8001")]


@pytest.mark.parametrize("what", ["sheets", "rules"])
def test_an_id_stands_once(what: str) -> None:
    one = SETTINGS.model_dump()[what][0]
    with pytest.raises(ValidationError, match="用了两次"):
        SamplingSettings.model_validate({what: [one, one]})
