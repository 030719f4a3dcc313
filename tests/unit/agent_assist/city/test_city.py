"""What is more than usual, at the desk: for supervisors only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_assist.city.port import SurgeView
from tests.unit.agent_assist.desk.parts import Desk, running_desk

ONE = SurgeView(
    id="1-东城区-1",
    topic=1,
    name="青竹苑 停水",
    sentence="青竹苑停水了",
    district="东城区",
    place="",
    since=1.0,
    told_at=2.0,
    last=3.0,
    people=5,
    expected=0.1,
    odds=400.0,
    humble=False,
    calls=("call-1", "call-2"),
)


class FakeCity:
    async def surges(self) -> list[SurgeView]:
        return [ONE]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, city=FakeCity()) as running:
        yield running


async def test_a_supervisor_sees_them_with_the_calls_behind(desk: Desk) -> None:
    async with desk.browser("9001") as browser:
        assert await (await browser.get("/api/surges")).json() == {"surges": [ONE.model_dump(mode="json")]}


@pytest.mark.parametrize(("agent", "status"), [("8001", 403), (None, 401)])
async def test_nobody_else_does(desk: Desk, agent: str | None, status: int) -> None:
    async with desk.browser(agent) as browser:
        assert (await browser.get("/api/surges")).status == status
