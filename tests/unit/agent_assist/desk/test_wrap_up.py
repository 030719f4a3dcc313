"""What agents say came of a call, and calls that they escalate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from contracts import CallEnded, Escalated, WrappedUp
from tests.unit.agent_assist.desk.messages import receive, talking, until_error
from tests.unit.agent_assist.desk.parts import Desk, running_desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path) as running:
        yield running


async def test_what_came_of_a_call_is_said_during_it_and_after_it_and_is_there_again(desk: Desk) -> None:
    async with desk.browser("8001") as browser:
        async with browser.ws_connect("/api/live") as socket:
            snapshot = await receive(socket)
            assert snapshot["wrap_up_codes"] == ["已答复"]
            for event in talking("mine", "8001", "甲"):
                desk.hub.publish(event)
            await socket.send_json({"type": "wrap_up", "call": "mine", "code": "已答复", "note": " 已告知 "})
            await socket.send_json({"type": "wrap_up", "call": "mine", "code": "没有这个"})
            refused = [m async for m in until_error(socket)][-1]
            assert refused["error"] == "refused"
            assert desk.actions.done == [("wrap_up", "mine", "8001", "已答复", "已告知")]
        desk.hub.publish(CallEnded(call="mine", by="caller"))
        desk.hub.publish(WrappedUp(call="mine", agent="8001", code="已答复", note="已告知"))
        async with browser.ws_connect("/api/live") as again:
            [call] = (await receive(again))["calls"]
            assert (call["wrap_up"]["code"], call["wrap_up"]["note"]) == ("已答复", "已告知")


@pytest.mark.parametrize(
    "message",
    [
        {"type": "wrap_up", "call": "theirs", "code": "已答复"},
        {"type": "wrap_up", "call": "nowhere", "code": "已答复"},
        {"type": "wrap_up", "call": "mine", "code": "已答复", "note": "长" * 501},
        {"type": "escalate", "call": "theirs", "reason": "要局长回复"},
        {"type": "escalate", "call": "mine", "reason": " "},
        {"type": "escalate", "call": "mine", "reason": "长" * 201},
        {"type": "escalate", "call": "mine"},
    ],
)
async def test_what_is_not_ones_own_or_too_long_is_refused(desk: Desk, message: dict[str, Any]) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        for event in [*talking("mine", "8001", "甲"), *talking("theirs", "8002", "乙")]:
            desk.hub.publish(event)
        await socket.send_json(message)
        assert [m async for m in until_error(socket)]
        assert not desk.actions.done


async def test_a_supervisor_says_nothing_of_anothers_call(desk: Desk) -> None:
    async with desk.browser("9001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        for event in talking("theirs", "8002", "乙"):
            desk.hub.publish(event)
        await socket.send_json({"type": "wrap_up", "call": "theirs", "code": "已答复"})
        assert [m async for m in until_error(socket)]
        assert not desk.actions.done


async def test_who_takes_an_escalated_call_reads_why(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        for event in talking("mine", "8001", "甲"):
            desk.hub.publish(event)
        await socket.send_json({"type": "escalate", "call": "mine", "reason": "要局长回复"})
        await socket.send_json({"type": "nonsense"})
        assert [m async for m in until_error(socket)]
        assert desk.actions.done == [("escalate", "mine", "8001", "None", "要局长回复")]
    desk.hub.publish(Escalated(call="mine", agent="8001", queue="general", reason="要局长回复"))
    for event in talking("mine", "8002", "甲")[1:]:
        desk.hub.publish(event)
    async with desk.browser("8002") as browser, browser.ws_connect("/api/live") as socket:
        [call] = (await receive(socket))["calls"]
        assert call["escalation"]["reason"] == "要局长回复"
