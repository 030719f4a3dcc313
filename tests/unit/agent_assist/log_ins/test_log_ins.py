"""Log-ins through the desk's HTTP face: who sees them, who ends them, and that it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent_assist.settings import AgentSettings
from tests.unit.agent_assist.desk.parts import AGENTS, Desk, running_desk
from tests.unit.agent_assist.desk.test_log_in import closed_with, until

BOSS = AgentSettings(id="9002", name="钱进", role="administrator")


class Trace:
    """Remembers what was written down."""

    def __init__(self) -> None:
        self.ended: list[tuple[str, str]] = []

    def __call__(self, *, agent: str, by: str, begun: float) -> None:
        assert begun > 0
        self.ended.append((agent, by))


@pytest.fixture
def trace() -> Trace:
    return Trace()


@pytest.fixture
async def desk(tmp_path: Path, trace: Trace) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, agents=[*AGENTS, BOSS], log_ins=trace) as running:
        yield running


async def listed(browser: aiohttp.ClientSession, agent: str) -> list[dict[str, Any]]:
    answer = await browser.get(f"/api/agents/{agent}/sessions")
    assert answer.status == 200, await answer.text()
    found: list[dict[str, Any]] = (await answer.json())["sessions"]
    return found


async def test_a_supervisor_sees_where_an_agent_is_logged_in_and_ends_it(desk: Desk, trace: Trace) -> None:
    async with desk.browser("8001") as first, desk.browser("8001") as second, desk.browser("9001") as chief:
        socket = await second.ws_connect("/api/live")
        await until(socket, "snapshot")
        latest, other = await listed(chief, "8001")
        assert latest["begun"] >= other["begun"]
        assert (latest["open"], other["open"], latest["here"]) == (True, False, False)
        assert latest["browser"].startswith("Python")
        assert latest["address"] == "127.0.0.1"
        ending = f"/api/agents/8001/sessions/{latest['id']}/end"
        assert (await chief.post(ending)).status == 204
        assert await closed_with(socket) == 4401
        assert (await second.get("/api/me")).status == 401
        assert (await first.get("/api/me")).status == 200
        assert (await chief.post(ending)).status == 404
        assert (await chief.post(f"/api/agents/8002/sessions/{other['id']}/end")).status == 404
        assert [one["id"] for one in await listed(chief, "8001")] == [other["id"]]
    assert trace.ended == [("8001", "9001")]


async def test_an_agent_sees_none_and_those_who_oversee_are_the_administrators(
    desk: Desk, trace: Trace
) -> None:
    async with desk.browser("8001") as agent, desk.browser("9001") as chief, desk.browser("9002") as boss:
        for path in ("/api/agents/8001/sessions", "/api/agents/9001/sessions"):
            assert (await agent.get(path)).status == 403
        assert (await chief.get("/api/agents/9002/sessions")).status == 403
        [mine] = await listed(chief, "9001")
        assert mine["here"]
        [same] = await listed(boss, "9001")
        assert (same["id"], same["here"]) == (mine["id"], False)
        assert (await boss.get("/api/agents/nobody/sessions")).status == 404
        assert (await boss.post(f"/api/agents/9001/sessions/{mine['id']}/end")).status == 204
        assert (await chief.get("/api/me")).status == 401
    async with desk.browser() as stranger:
        assert (await stranger.get("/api/agents/8001/sessions")).status == 401
    assert trace.ended == [("9001", "9002")]
