"""The desk's routes for cases: in whose calls, with what, and who says how a case stands."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_assist.cases.port import FiledIn, NewCase
from agent_assist.refusal import ActionRefused
from contracts import Bridged, CallQueued, CallStarted, CaseFound, CaseState, Corrected, Decided, FoundCase
from tests.unit.agent_assist.desk.parts import Desk, running_desk

NUMBER = "261129000009"
CASE = FoundCase(case=NUMBER, why="place", state="open", topic="停水", place="幸福路", opened=1.0, calls=2)


class FakeCases:
    """Remembers what desks did."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []
        self.refuse = ""

    async def open(self, where: FiledIn, agent: str, case: NewCase) -> str:
        self._check()
        self.done.append((where.call, agent, where.intent, where.queue, case.said, case.place, case.secret))
        return NUMBER

    async def join(self, call: str, agent: str, number: str) -> None:
        self._check()
        self.done.append((call, agent, number))

    async def set_state(self, number: str, state: CaseState, agent: str, reply: str = "") -> None:
        self._check()
        self.done.append((number, state, agent, reply) if reply else (number, state, agent))

    def _check(self) -> None:
        if self.refuse:
            raise ActionRefused(self.refuse)


@pytest.fixture
def cases() -> FakeCases:
    return FakeCases()


@pytest.fixture
async def desk(tmp_path: Path, cases: FakeCases) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, cases=cases) as running:
        running.hub.publish(CallStarted(call="mine", caller="138****8000", dialled="12345"))
        running.hub.publish(Decided(call="mine", outcome="route", intent="noise", queue="urban"))
        running.hub.publish(CallQueued(call="mine", queue="urban", position=1))
        running.hub.publish(Bridged(call="mine", agent="8001"))
        yield running


async def test_a_case_is_opened_with_what_was_decided_of_the_call(desk: Desk, cases: FakeCases) -> None:
    async with desk.browser("8001") as browser:
        body = {"said": "楼上太吵", "place": "幸福路12号", "secret": True}
        answer = await browser.post("/api/calls/mine/cases", json=body)
        assert (answer.status, await answer.json()) == (200, {"case": NUMBER})
    assert cases.done == [("mine", "8001", "noise", "urban", "楼上太吵", "幸福路12号", True)]


async def test_the_agents_correction_goes_before_the_decision(desk: Desk, cases: FakeCases) -> None:
    corrected = Corrected(call="mine", agent="8001", intent="light", queue="utilities")
    desk.hub.publish(corrected)
    async with desk.browser("8001") as browser:
        await browser.post("/api/calls/mine/cases", json={"said": "路灯不亮"})
    assert cases.done[0][2:4] == ("light", "utilities")


@pytest.mark.parametrize("escaped", [False, True])
async def test_a_case_may_have_as_much_text_as_the_form_takes(
    desk: Desk, cases: FakeCases, escaped: bool
) -> None:
    case = NewCase(said="吵" * 2000, place="路" * 200, happened="昨" * 100, telephone="号" * 40)
    body = json.dumps(case.model_dump(), ensure_ascii=escaped)
    async with desk.browser("8001") as browser:
        answer = await browser.post("/api/calls/mine/cases", data=body.encode())
        assert answer.status == 200
    assert len(str(cases.done[0][4])) == 2000


@pytest.mark.parametrize("body", [b"", b"[]", b'{"said":""}', b'{"said":"  "}', b'{"said":"x","id":1}'])
async def test_a_case_needs_what_was_said(desk: Desk, cases: FakeCases, body: bytes) -> None:
    async with desk.browser("8001") as browser:
        answer = await browser.post("/api/calls/mine/cases", data=body)
        assert answer.status == 400
        assert "诉求" in (await answer.json())["message"]
    assert cases.done == []


async def test_nobody_writes_into_calls_of_others(desk: Desk, cases: FakeCases) -> None:
    async with desk.browser("8002") as browser:
        for call in ("mine", "nobody's"):
            for path, body in (("cases", {"said": "x"}), ("cases/join", {"case": NUMBER})):
                answer = await browser.post(f"/api/calls/{call}/{path}", json=body)
                assert answer.status == 404
    assert cases.done == []


async def test_a_call_is_joined_to_a_case(desk: Desk, cases: FakeCases) -> None:
    async with desk.browser("8001") as browser:
        assert (await browser.post("/api/calls/mine/cases/join", json={"case": NUMBER})).status == 204
        assert (await browser.post("/api/calls/mine/cases/join", json={"case": "12"})).status == 400
        cases.refuse = "没有这张工单"
        answer = await browser.post("/api/calls/mine/cases/join", json={"case": NUMBER})
        assert (answer.status, (await answer.json())["message"]) == (409, "没有这张工单")
    assert cases.done == [("mine", "8001", NUMBER)]


async def test_who_is_shown_a_case_says_how_it_stands(desk: Desk, cases: FakeCases) -> None:
    async with desk.browser("8001") as browser, desk.browser("8002") as other:
        path, body = f"/api/cases/{NUMBER}/state", {"state": "in work"}
        assert (await browser.post(path, json=body)).status == 404
        desk.hub.publish(CaseFound(call="mine", cases=(CASE,)))
        assert (await browser.post(path, json=body)).status == 404, "of a neighbour, perhaps"
        desk.hub.publish(CaseFound(call="mine", cases=(CASE.model_copy(update={"why": "call"}),)))
        assert (await browser.post(path, json=body)).status == 204
        assert (await browser.post(path, json={"state": "gone"})).status == 400
        assert (await other.post(path, json=body)).status == 404
    assert cases.done == [(NUMBER, "in work", "8001")]


async def test_what_was_found_is_shown_and_replaced(desk: Desk) -> None:
    desk.hub.publish(CaseFound(call="mine", cases=(CASE,)))
    assert desk.hub.board.calls["mine"].cases == (CASE,)
    desk.hub.publish(CaseFound(call="mine", cases=()))
    assert desk.hub.board.calls["mine"].cases == ()
