"""The desk's route for traces: auditors alone, by day, person and kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from agent_assist.refusal import ActionRefused
from agent_assist.settings import AgentSettings
from agent_assist.traces.port import SoughtTraces, Trace
from tests.unit.agent_assist.desk.parts import AGENTS, Desk, running_desk

AUDITOR = AgentSettings(id="sun", name="孙审", role="auditor")
TRACE = Trace(
    at=1.5, who="9001", where="desk", kind="heard", event="recording_played", call="c1", about="c1.1"
)


class FakeTraces:
    """One trace."""

    def __init__(self) -> None:
        self.asked: list[tuple[SoughtTraces, str]] = []
        self.refuse = ""

    async def find(self, sought: SoughtTraces, by: str) -> Sequence[Trace]:
        if self.refuse:
            raise ActionRefused(self.refuse)
        self.asked.append((sought, by))
        return [TRACE]


@pytest.fixture
def traces() -> FakeTraces:
    return FakeTraces()


@pytest.fixture
async def desk(tmp_path: Path, traces: FakeTraces) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, agents=[*AGENTS, AUDITOR], traces=traces) as running:
        yield running


async def test_an_auditor_finds_them(desk: Desk, traces: FakeTraces) -> None:
    async with desk.browser("sun") as browser:
        me = await (await browser.get("/api/me")).json()
        assert me["role"] == "auditor"
        path = "/api/traces?first=2026-11-28&last=2026-11-29&person=9001&kind=heard"
        found = await (await browser.get(path)).json()
        assert found == {"traces": [TRACE.model_dump(mode="json")]}
    [(sought, by)] = traces.asked
    assert (by, sought.person, sought.kind) == ("sun", "9001", "heard")
    assert datetime.fromtimestamp(sought.since).isoformat() == "2026-11-28T00:00:00"
    assert datetime.fromtimestamp(sought.until).isoformat() == "2026-11-30T00:00:00"


@pytest.mark.parametrize(
    "query",
    [
        "", "first=2026-11-29", "first=2026-11-29&last=2026-11-28", "first=yesterday&last=2026-11-29",
        "first=2026-11-28&last=2026-11-28&kind=eaten",
    ],
)  # fmt: skip
async def test_a_question_that_is_none(desk: Desk, query: str) -> None:
    async with desk.browser("sun") as browser:
        answer = await browser.get(f"/api/traces?{query}")
        assert (answer.status, (await answer.json())["error"]) == (400, "bad_request")


async def test_records_that_are_away_are_told(desk: Desk, traces: FakeTraces) -> None:
    traces.refuse = "away"
    async with desk.browser("sun") as browser:
        assert (await browser.get("/api/traces?first=2026-11-28&last=2026-11-28")).status == 409
