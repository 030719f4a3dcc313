"""The desk's routes for past calls: agents see their own, and what came before a call that they see."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_assist.history.port import PastCall, Sought
from contracts import AgentRinging, CallStarted
from tests.unit.agent_assist.desk.parts import Desk, running_desk

ONE = PastCall(
    id="p1", caller="138****8000", started=1.0, ended=2.0, queue="urban", intent="noise", agent="8001"
)


class FakePast:
    """One call, and who asked for what."""

    def __init__(self) -> None:
        self.sought: list[tuple[Sought, str]] = []
        self.before: list[tuple[str, str]] = []

    async def search(self, sought: Sought, by: str) -> list[PastCall]:
        self.sought.append((sought, by))
        return [ONE]

    async def earlier(self, call: str, by: str) -> list[PastCall]:
        self.before.append((call, by))
        return [ONE]


@pytest.fixture
def past() -> FakePast:
    return FakePast()


@pytest.fixture
async def desk(tmp_path: Path, past: FakePast) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, past=past) as running:
        yield running


async def test_an_agent_searches_own_calls_only(desk: Desk, past: FakePast) -> None:
    async with desk.browser("8001") as browser:
        answer = await browser.get("/api/history", params={"words": " 路灯 ", "days": "30"})
        assert (await answer.json())["calls"] == [ONE.model_dump()]
        assert (await browser.get("/api/history", params={"agent": "8002"})).status == 403
    [(sought, by)] = past.sought
    assert (sought.words, sought.agent, by) == ("路灯", "8001", "8001")
    assert time.time() - sought.since == pytest.approx(30 * 86_400, abs=60)


async def test_a_supervisor_searches_all_calls_or_those_of_one_agent(desk: Desk, past: FakePast) -> None:
    async with desk.browser("9001") as browser:
        await browser.get("/api/history")
        await browser.get("/api/history", params={"agent": "8002"})
    assert [(sought.agent, by) for sought, by in past.sought] == [(None, "9001"), ("8002", "9001")]


@pytest.mark.parametrize(
    "asked", [{"days": "0"}, {"days": "9999"}, {"days": "x"}, {"days": "٣"}, {"words": "字" * 101}]
)
async def test_what_cannot_be_sought(desk: Desk, past: FakePast, asked: dict[str, str]) -> None:
    async with desk.browser("9001") as browser:
        assert (await browser.get("/api/history", params=asked)).status == 400
    assert not past.sought


async def test_earlier_calls_are_for_those_who_see_this_one(desk: Desk, past: FakePast) -> None:
    desk.hub.publish(CallStarted(call="c1", caller="138****8000", dialled="12345"))
    desk.hub.publish(AgentRinging(call="c1", agent="8001"))
    for who, status in ((None, 401), ("8002", 404), ("8001", 200), ("9001", 200)):
        async with desk.browser(who) as browser:
            assert (await browser.get("/api/calls/c1/earlier")).status == status
    assert past.before == [("c1", "8001"), ("c1", "9001")]


async def test_nobody_searches_without_a_log_in(desk: Desk) -> None:
    async with desk.browser() as browser:
        assert (await browser.get("/api/history")).status == 401


async def test_who_opens_the_record_of_a_past_call_is_written_down(desk: Desk) -> None:
    desk.history.recorded["old"] = [CallStarted(call="old", caller="138****8000", dialled="12345")]
    async with desk.browser("9001") as browser:
        assert (await browser.get("/api/calls/old")).status == 200
    async with desk.browser("8001") as browser:
        assert (await browser.get("/api/calls/old")).status == 404
    assert desk.history.looked == [("old", "9001")]
