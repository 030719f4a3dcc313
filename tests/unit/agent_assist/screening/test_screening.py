"""The desk's routes for nuisance callers: who may mark, who may decide."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from agent_assist.refusal import ActionRefused
from agent_assist.screening.port import ListedCaller, Verdict
from contracts import Bridged, CallStarted, Screened
from tests.unit.agent_assist.desk.parts import Desk, running_desk

ENTRY = ListedCaller(
    id=3,
    number="138****8000",
    standing="grey",
    proposed=True,
    reason="辱骂",
    call="mine",
    by="8001",
    at=1.0,
    until=None,
)


class FakeScreening:
    """Remembers what desks did."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []
        self.refuse = ""

    async def propose(self, call: str, reason: str, by: str) -> None:
        self._check()
        self.done.append(("propose", call, reason, by))

    async def listed(self) -> Sequence[ListedCaller]:
        self._check()
        return [ENTRY]

    async def decide(self, entry: int, verdict: Verdict, by: str) -> None:
        self._check()
        self.done.append((verdict, entry, by))

    def _check(self) -> None:
        if self.refuse:
            raise ActionRefused(self.refuse)


@pytest.fixture
def screening() -> FakeScreening:
    return FakeScreening()


@pytest.fixture
async def desk(tmp_path: Path, screening: FakeScreening) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, screening=screening) as running:
        running.hub.publish(CallStarted(call="mine", caller="138****8000", dialled="12345"))
        running.hub.publish(Bridged(call="mine", agent="8001"))
        yield running


async def test_an_agent_marks_the_caller_of_an_own_call(desk: Desk, screening: FakeScreening) -> None:
    async with desk.browser("8001") as browser:
        answer = await browser.post("/api/calls/mine/nuisance", json={"reason": " 辱骂坐席 "})
        assert answer.status == 204
    assert screening.done == [("propose", "mine", "辱骂坐席", "8001")]


async def test_nobody_marks_the_callers_of_others(desk: Desk, screening: FakeScreening) -> None:
    async with desk.browser("8002") as browser:
        for call in ("mine", "nobody's"):
            answer = await browser.post(f"/api/calls/{call}/nuisance", json={"reason": "辱骂"})
            assert (answer.status, (await answer.json())["error"]) == (404, "no_such_call")
    assert screening.done == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"reason":""}', b'{"reason":"   "}', b'{"reason":"' + b"x" * 300 + b'"}']
)
async def test_a_mark_needs_a_reason(desk: Desk, body: bytes) -> None:
    async with desk.browser("8001") as browser:
        answer = await browser.post("/api/calls/mine/nuisance", data=body)
        assert answer.status == 400
        assert "原因" in (await answer.json())["message"]


async def test_a_supervisor_sees_the_list_and_decides(desk: Desk, screening: FakeScreening) -> None:
    async with desk.browser("9001") as browser:
        answer = await browser.get("/api/screening")
        assert await answer.json() == {"entries": [ENTRY.model_dump(mode="json")]}
        for verdict in ("grey", "black", "reject", "remove"):
            assert (await browser.post("/api/screening/3", json={"verdict": verdict})).status == 204
        assert (await browser.post("/api/screening/3", json={"verdict": "delete"})).status == 400
    assert screening.done == [(verdict, 3, "9001") for verdict in ("grey", "black", "reject", "remove")]


async def test_agents_do_not_decide(desk: Desk, screening: FakeScreening) -> None:
    async with desk.browser("8001") as browser:
        assert (await browser.get("/api/screening")).status == 403
        assert (await browser.post("/api/screening/3", json={"verdict": "black"})).status == 403
    async with desk.browser() as browser:
        assert (await browser.get("/api/screening")).status == 401
        assert (await browser.post("/api/screening/3", json={"verdict": "black"})).status == 401
        assert (await browser.post("/api/calls/mine/nuisance", json={"reason": "辱骂"})).status == 401
    assert screening.done == []


async def test_what_cannot_be_done_is_said(desk: Desk, screening: FakeScreening) -> None:
    screening.refuse = "匿名号码不能列入名单"
    async with desk.browser("9001") as browser:
        for answer in (
            await browser.post("/api/calls/mine/nuisance", json={"reason": "辱骂"}),
            await browser.get("/api/screening"),
            await browser.post("/api/screening/3", json={"verdict": "grey"}),
        ):
            assert answer.status == 409
            assert (await answer.json())["message"] == "匿名号码不能列入名单"


async def test_the_desk_shows_that_a_caller_is_on_the_list(desk: Desk) -> None:
    desk.hub.publish(Screened(call="mine", standing="grey", reason="多次骚扰"))
    async with desk.browser("8001") as browser:
        call = await (await browser.get("/api/calls/mine")).json()
        assert call["screened"] == {"standing": "grey", "reason": "多次骚扰"}
