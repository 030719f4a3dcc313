"""The desk's routes for call-backs: supervisors see and cancel them, nobody else does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from agent_assist.callbacks.port import CallbackView
from agent_assist.refusal import ActionRefused
from tests.unit.agent_assist.desk.parts import Desk, running_desk

ONE = CallbackView(
    id=3, number="139****5678", kind="kept", queue="urban", seat=None, queued_at=1.0, attempts=1, next_at=2.0,
    state="later",
)  # fmt: skip


class FakeList:
    """Has one entry until it is cancelled."""

    def __init__(self) -> None:
        self.cancelled: list[tuple[int, str]] = []

    async def listed(self) -> Sequence[CallbackView]:
        return [] if self.cancelled else [ONE]

    async def cancel(self, id: int, by: str) -> None:
        if self.cancelled:
            raise ActionRefused("已经接通")
        self.cancelled.append((id, by))


@pytest.fixture
def callbacks() -> FakeList:
    return FakeList()


@pytest.fixture
async def desk(tmp_path: Path, callbacks: FakeList) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, callbacks=callbacks) as running:
        yield running


async def test_a_supervisor_sees_and_cancels_them(desk: Desk, callbacks: FakeList) -> None:
    async with desk.browser("9001") as browser:
        shown = await (await browser.get("/api/callbacks")).json()
        assert shown == {"callbacks": [ONE.model_dump(mode="json")]}
        assert (await browser.post("/api/callbacks/3/cancel")).status == 204
        late = await browser.post("/api/callbacks/3/cancel")
        assert (late.status, (await late.json())["message"]) == (409, "已经接通")
    assert callbacks.cancelled == [(3, "9001")]


@pytest.mark.parametrize(("agent", "status"), [("8001", 403), (None, 401)])
async def test_nobody_else_does(desk: Desk, callbacks: FakeList, agent: str | None, status: int) -> None:
    async with desk.browser(agent) as browser:
        assert (await browser.get("/api/callbacks")).status == status
        assert (await browser.post("/api/callbacks/3/cancel")).status == status
    assert callbacks.cancelled == []
