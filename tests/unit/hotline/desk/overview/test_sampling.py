"""Sampling at the desk, over a database: drawn, scored blind, seen, answered, gone with the call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from agent_assist.refusal import ActionRefused
from agent_assist.sampling.port import Draw, GivenAnswer, GivenScore
from agent_assist.sampling.settings import SamplingSettings
from contracts import (
    Assisted,
    Event,
    QualityMark,
    SampleAnswered,
    SampleScored,
    SamplesDrawn,
    SampleSeen,
)
from hotline.desk.overview.sampling import DeskSampling
from hotline.records.database.audit.chain import PURPOSE
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.connection import connected, usable_url
from hotline.records.database.retention import Retention
from hotline.records.database.samples.store import SampleStore
from hotline.records.database.tables import CALLS, EVENTS, METADATA, StoredEvent
from hotline.records.sealing import Seal

DAY = date(2026, 11, 27)
ENDED = datetime(2026, 11, 27, 10).timestamp()
FULL = {"opening": 10, "listening": 20, "answer": 40, "record": 20, "closing": 10}
WANTED = Draw(sheet="service", count=3, first=DAY, last=DAY, seed="7")


class Told(list[Event]):
    """What was published."""

    def of(self, kind: type[Event]) -> list[Any]:
        return [event for event in self if isinstance(event, kind)]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hotline.db'}"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def sampling(url: str, told: Told) -> AsyncIterator[DeskSampling]:
    calls = [
        {
            "id": f"c{at}",
            "caller": "138****0000",
            "dialled": "12345",
            "started": ENDED - 60,
            "ended": ENDED + at,
        }
        | {"queue": "urban", "agent": "8001" if at % 2 else "8002"}
        for at in range(10)
    ]
    marked = Assisted(
        call="c3",
        ended=True,
        quality=(QualityMark(rule="greeting", name="开头语", line="agent:0"),),
        at=ENDED,
    )
    async with connected(usable_url(url)) as engine, engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        await connection.execute(insert(CALLS), calls)
        await connection.execute(insert(EVENTS), [StoredEvent.of(marked, 1)._asdict()])
    async with SampleStore.opened(url) as store:
        yield DeskSampling(store, SamplingSettings, told.append)


async def test_a_call_is_drawn_once_for_a_sheet(sampling: DeskSampling, told: Told) -> None:
    first = await sampling.draw(WANTED, "9001")
    assert (first.seed, first.fitting, len(first.calls)) == ("7", 10, 3)
    second = await sampling.draw(WANTED.model_copy(update={"count": 20}), "9001")
    assert second.fitting == 7
    assert not set(first.calls) & set(second.calls)
    assert [event.calls for event in told.of(SamplesDrawn)] == [first.calls, second.calls]


async def test_by_rule_and_by_agent(sampling: DeskSampling) -> None:
    marked = await sampling.draw(WANTED.model_copy(update={"rule": "marked"}), "9001")
    assert marked.calls == ("c3",)
    own = await sampling.draw(WANTED.model_copy(update={"agents": ("8002",), "count": 9}), "9001")
    assert set(own.calls) == {"c0", "c2", "c4", "c6", "c8"}
    view = await sampling.view("9001")
    [one] = [sample for sample in view.samples if sample.call == "c3"]
    assert (one.why, [mark.name for mark in one.marks]) == ("机器标记", ["开头语"])


async def test_nothing_to_draw_from_and_what_is_unknown(sampling: DeskSampling) -> None:
    early = WANTED.model_copy(update={"first": date(2026, 1, 1), "last": date(2026, 1, 2)})
    assert (await sampling.draw(early, "9001")).calls == ()
    for wrong in ({"sheet": "none"}, {"rule": "none"}, {"first": date(2020, 1, 1)}):
        with pytest.raises(ActionRefused):
            await sampling.draw(WANTED.model_copy(update=wrong), "9001")


async def test_two_score_blind_and_agree_or_not(sampling: DeskSampling, told: Told) -> None:
    await sampling.draw(WANTED.model_copy(update={"count": 10}), "9001")
    ids = [one.id for one in (await sampling.view("9001")).samples]
    for at, id in enumerate(ids):
        points = FULL | {"opening": at % 2}
        await sampling.score(id, GivenScore(points=points, remark="回拨 13912345678"), "9001")
    [one] = [one for one in (await sampling.view("9002")).samples if one.id == ids[0]]
    assert (one.scored, one.scores) == (1, ())
    for at, id in enumerate(ids):
        await sampling.score(id, GivenScore(points=FULL | {"opening": at % 2}), "9002")
    view = await sampling.view("9002")
    assert {score.scorer for score in view.samples[0].scores} == {"9001", "9002"}
    assert not any("13912345678" in score.remark for one in view.samples for score in one.scores)
    kappas = {one.item: one.kappa for one in view.agreement}
    assert kappas["开头语"] == 1.0
    assert kappas["解答与处置"] is None
    assert len(told.of(SampleScored)) == 20
    assert told.of(SampleScored)[0].most == 100


async def test_a_score_is_whole_and_not_of_oneself(sampling: DeskSampling) -> None:
    await sampling.draw(WANTED.model_copy(update={"count": 10}), "9001")
    mine = next(one for one in (await sampling.view("9001")).samples if one.agent == "8001")
    with pytest.raises(ActionRefused, match="自己"):
        await sampling.score(mine.id, GivenScore(points=FULL), "8001")
    for points in ({"opening": 1}, FULL | {"opening": 11}, FULL | {"other": 1}):
        with pytest.raises(ActionRefused):
            await sampling.score(mine.id, GivenScore(points=points), "9001")
    with pytest.raises(ActionRefused):
        await sampling.score(999, GivenScore(points=FULL), "9001")


async def test_the_agent_sees_what_was_scored_and_answers(sampling: DeskSampling, told: Told) -> None:
    await sampling.draw(WANTED.model_copy(update={"count": 10}), "9001")
    assert await sampling.own("8001") == []
    mine = next(one for one in (await sampling.view("9001")).samples if one.agent == "8001")
    with pytest.raises(ActionRefused):
        await sampling.answer(mine.id, GivenAnswer(text="?"), "8001")
    await sampling.score(mine.id, GivenScore(points=FULL), "9001")
    [shown] = await sampling.own("8001")
    assert shown.scores[0].points == FULL
    assert [event.call for event in told.of(SampleSeen)] == [mine.call]
    await sampling.own("8001")
    assert len(told.of(SampleSeen)) == 1
    with pytest.raises(ActionRefused):
        await sampling.answer(mine.id, GivenAnswer(text="不是我的"), "8002")
    await sampling.answer(mine.id, GivenAnswer(text="下次注意，电话13912345678"), "8001")
    [one] = [one for one in (await sampling.view("9001")).samples if one.id == mine.id]
    assert one.answer.startswith("下次注意")
    assert "13912345678" not in one.answer
    assert one.seen_at is not None
    assert len(told.of(SampleAnswered)) == 1


async def test_what_nobody_scored_is_taken_back(sampling: DeskSampling) -> None:
    await sampling.draw(WANTED, "9001")
    one, other, _ = (await sampling.view("9001")).samples
    await sampling.score(one.id, GivenScore(points=FULL), "9001")
    with pytest.raises(ActionRefused):
        await sampling.remove(one.id, "9001")
    await sampling.remove(other.id, "9001")
    assert len((await sampling.view("9001")).samples) == 2


async def test_samples_go_with_their_calls(sampling: DeskSampling, url: str) -> None:
    await sampling.draw(WANTED, "9001")
    first = (await sampling.view("9001")).samples[0]
    await sampling.score(first.id, GivenScore(points=FULL), "9001")
    async with Retention.opened(url, AuditChain("n1", Seal("of this test", PURPOSE))) as retention:
        await retention.forget(ENDED + 86_400)
    view = await sampling.view("9001")
    assert (view.samples, view.agreement) == ((), ())
