"""The desk's route for looking at replies: for who may work on the case."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from agent_assist.assist.reply import ReplyFinding
from agent_assist.desk.overview import Overview
from contracts import Bridged, CallStarted, CaseFound
from tests.unit.agent_assist.cases.test_cases import CASE, NUMBER, FakeCases
from tests.unit.agent_assist.desk.parts import Desk, running_desk


class FakeReplies:
    async def check(self, number: str, reply: str) -> Sequence[ReplyFinding]:
        return [ReplyFinding(kind="no_date", words=reply)]


@pytest.fixture
def cases() -> FakeCases:
    return FakeCases()


@pytest.fixture
async def desk(tmp_path: Path, cases: FakeCases) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, cases=cases, overview=Overview(replies=FakeReplies())) as running:
        running.hub.publish(CallStarted(call="mine", caller="138****8000", dialled="12345"))
        running.hub.publish(Bridged(call="mine", agent="8001"))
        running.hub.publish(CaseFound(call="mine", cases=(CASE.model_copy(update={"why": "number"}),)))
        yield running


async def test_who_works_on_the_case_is_told_what_is_doubtful(desk: Desk) -> None:
    path = f"/api/cases/{NUMBER}/precheck"
    for agent, status in (("8001", 200), ("9001", 200), ("8002", 404)):
        async with desk.browser(agent) as browser:
            answer = await browser.post(path, json={"reply": "尽快处理"})
            assert answer.status == status, agent
            if status == 200:
                assert await answer.json() == {"findings": [{"kind": "no_date", "words": "尽快处理"}]}
    async with desk.browser("8001") as browser:
        for body in ({}, {"reply": "长" * 2001}, {"reply": "好", "more": 1}):
            assert (await browser.post(path, json=body)).status == 400


async def test_a_reply_goes_with_the_state(desk: Desk, cases: FakeCases) -> None:
    async with desk.browser("8001") as browser:
        body = {"state": "answered", "reply": " 已修好。\n"}
        assert (await browser.post(f"/api/cases/{NUMBER}/state", json=body)).status == 204
    assert cases.done == [(NUMBER, "answered", "8001", "已修好。")]
