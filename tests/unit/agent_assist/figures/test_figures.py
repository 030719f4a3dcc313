"""The desk's routes for figures: supervisors see all, agents their own day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from agent_assist.refusal import ActionRefused
from contracts import AgentDay, DayFigures, Figures, QueueDay
from tests.unit.agent_assist.desk.parts import Desk, running_desk

TODAY = DayFigures(
    day="2026-11-30",
    target_s=20,
    short_s=5,
    queues=(QueueDay(queue="*", day=Figures(offered=3, answered=2)),),
    agents=(AgentDay(agent="8001", answered=2, talk_s=90), AgentDay(agent="8002")),
)


class FakeFigures:
    """One day."""

    def __init__(self) -> None:
        self.asked: list[date | None] = []
        self.refuse = ""
        self.taken: list[tuple[str, str, bool]] = []

    async def day(self, day: date | None = None) -> DayFigures:
        self.asked.append(day)
        if self.refuse:
            raise ActionRefused(self.refuse)
        return TODAY

    def csv(self, figures: DayFigures, agents: bool, by: str) -> str:
        self.taken.append((by, figures.day, agents))
        return f"{figures.day},{'agents' if agents else 'queues'}\n"


@pytest.fixture
def figures() -> FakeFigures:
    return FakeFigures()


@pytest.fixture
async def desk(tmp_path: Path, figures: FakeFigures) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, figures=figures) as running:
        yield running


async def test_a_supervisor_sees_all_of_any_day(desk: Desk, figures: FakeFigures) -> None:
    async with desk.browser("9001") as browser:
        assert await (await browser.get("/api/figures")).json() == TODAY.model_dump(mode="json")
        assert (await browser.get("/api/figures?day=2026-11-01")).status == 200
        for bad in ("yesterday", "9999-12-31", "0001-01-01"):
            assert (await browser.get(f"/api/figures?day={bad}")).status == 400
    assert figures.asked == [None, date(2026, 11, 1)]


@pytest.mark.parametrize("what", ["queues", "agents"])
async def test_tables_open_in_spreadsheets(desk: Desk, figures: FakeFigures, what: str) -> None:
    async with desk.browser("9001") as browser:
        answer = await browser.get(f"/api/figures/{what}.csv")
        assert (await answer.read()).decode("utf-8") == f"\ufeff2026-11-30,{what}\n"
        assert f"{what}-2026-11-30.csv" in answer.headers["Content-Disposition"]
    assert figures.taken == [("9001", "2026-11-30", what == "agents")]


async def test_an_agent_sees_the_own_day_and_no_more(desk: Desk) -> None:
    async with desk.browser("8001") as browser:
        own = await (await browser.get("/api/figures/me")).json()
        assert (own["agent"], own["day"], own["answered"], own["talk_s"]) == ("8001", "2026-11-30", 2, 90)
        for path in ("/api/figures", "/api/figures/queues.csv", "/api/figures/agents.csv"):
            assert (await browser.get(path)).status == 403
    async with desk.browser("9001") as browser:
        assert (await (await browser.get("/api/figures/me")).json())["answered"] == 0
    async with desk.browser() as browser:
        for path in ("/api/figures", "/api/figures/me", "/api/figures/queues.csv"):
            assert (await browser.get(path)).status == 401


async def test_records_that_cannot_be_read_are_told(desk: Desk, figures: FakeFigures) -> None:
    figures.refuse = "记录暂时读不到"
    async with desk.browser("9001") as browser:
        answer = await browser.get("/api/figures?day=2026-11-01")
        assert (answer.status, (await answer.json())["message"]) == (409, "记录暂时读不到")
