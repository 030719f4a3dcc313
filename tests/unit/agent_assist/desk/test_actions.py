"""What agents and supervisors press at their pages, sensible or not."""

from __future__ import annotations

import pytest

from contracts import (
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    Decided,
)
from tests.unit.agent_assist.desk.messages import receive, talking, until_error
from tests.unit.agent_assist.desk.parts import Desk


async def test_what_agents_do_reaches_the_service(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        for event in [*talking("mine", "8001", "甲"), *talking("theirs", "8002", "乙")]:
            desk.hub.publish(event)
        for _ in range(4):
            await receive(socket)
        await socket.send_json({"type": "set_phase", "phase": "paused", "reason": "用餐"})
        await socket.send_json({"type": "extend_wrap_up"})
        await socket.send_json({"type": "decline", "call": "mine"})
        await socket.send_json({"type": "hold", "call": "mine"})
        await socket.send_json({"type": "mute", "call": "mine", "muted": True})
        await socket.send_json({"type": "hang_up", "call": "mine"})
        await socket.send_json({"type": "seen", "call": "mine", "what": "partial", "at": 12.5})
        await socket.send_json({"type": "seen", "call": "theirs", "what": "partial", "at": 12.5})
        await socket.send_json({"type": "hang_up", "call": "theirs"})
        refused = [m async for m in until_error(socket)][-1]
        assert refused["error"] == "refused"
        assert desk.actions.done == [
            ("set_phase", "8001", "paused", "用餐"),
            ("extend_wrap_up", "8001"),
            ("decline", "mine", "8001"),
            ("hold", "mine", "8001"),
            ("mute", "mine", "8001"),
            ("hang_up", "mine", "8001"),
        ]
        assert desk.seen == [("8001", "mine", "partial", 12.5)]


@pytest.mark.parametrize(
    "message",
    [
        {"type": "decline", "call": "theirs"},
        {"type": "hold", "call": "theirs"},
        {"type": "supervise", "call": "theirs", "mode": "listen"},
        {"type": "take_over", "call": "mine"},
        {"type": "set_phase", "phase": "paused", "reason": "钓鱼"},
        {"type": "set_phase", "phase": "paused", "agent": "8002"},
    ],
)
async def test_what_is_none_of_the_agents_is_refused(desk: Desk, message: dict[str, str]) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        for event in talking("theirs", "8002", "乙"):
            desk.hub.publish(event)
        await socket.send_json(message)
        refused = [m async for m in until_error(socket)][-1]
        assert refused["error"] == "refused"
        assert desk.actions.done == []


async def test_who_is_rung_cannot_end_the_citizens_call(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        desk.hub.publish(CallQueued(call="c", queue="urban", position=1))
        desk.hub.publish(AgentRinging(call="c", agent="8001"))
        await socket.send_json({"type": "hang_up", "call": "c"})
        refused = [m async for m in until_error(socket)][-1]
        assert refused["error"] == "refused"
        assert desk.actions.done == []


async def test_a_supervisor_ends_a_break_of_somebody_else(desk: Desk) -> None:
    async with desk.browser("9001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        await socket.send_json({"type": "set_phase", "phase": "available", "agent": "8002"})
        await socket.send_json({"type": "nonsense"})
        assert (await receive(socket))["error"] == "bad_message"
        assert desk.actions.done == [("set_phase", "8002", "available", "")]


async def test_a_wrong_decision_is_corrected_with_one_message(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        for event in talking("mine", "8001", "工地有人点火"):
            desk.hub.publish(event)
        heard = {"heard": "工地有人点火", "intent": "noise", "queue": "urban"}
        desk.hub.publish(Decided(call="mine", outcome="route", **heard))
        await socket.send_json({"type": "correct", "call": "mine", "intent": "fire"})
        await socket.send_json({"type": "correct", "call": "mine", "queue": "general"})
        await socket.send_json({"type": "correct", "call": "mine", "intent": "nonsense"})
        refused = [m async for m in until_error(socket)][-1]
        assert refused["error"] == "refused"
        first, second = desk.actions.corrections
        assert (first.call, first.agent, first.intent, first.queue) == ("mine", "8001", "fire", "emergency")
        assert (first.decided_intent, first.decided_queue) == ("noise", "urban")
        assert first.heard == "工地有人点火"
        assert (second.intent, second.queue) == (None, "general")
        desk.hub.publish(CallEnded(call="mine", by="caller"))
        desk.hub.publish(first)
        assert (await receive(socket))["fields"]["phase"] == "ended"
        shown = (await receive(socket))["fields"]["correction"]
        assert shown["intent"] == "fire", "shown after the end too"


@pytest.mark.parametrize(
    "message",
    [
        {"call": "theirs", "intent": "fire"},
        {"call": "nobody's", "intent": "fire"},
        {"call": "mine"},
        {"call": "mine", "queue": "nowhere"},
        {"call": "mine", "queue": ""},
    ],
)
async def test_a_correction_that_makes_no_sense_is_refused(desk: Desk, message: dict[str, str]) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        for event in [*talking("mine", "8001", "甲"), *talking("theirs", "8002", "乙")]:
            desk.hub.publish(event)
        await socket.send_json({"type": "correct", **message})
        refused = [m async for m in until_error(socket)][-1]
        assert refused["error"] == "refused"
        assert desk.actions.corrections == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"type":"x"}', '{"type":"set_phase","phase":"talking"}'])
async def test_nonsense_from_a_page_is_refused_and_the_connection_goes_on(desk: Desk, text: str) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        await socket.send_str(text)
        assert (await receive(socket))["error"] == "bad_message"
        desk.actions.refuse = "正在通话"
        await socket.send_json({"type": "set_phase", "phase": "available"})
        assert await receive(socket) == {
            "type": "error",
            "request": None,
            "error": "refused",
            "message": "正在通话",
        }


async def test_a_failing_action_does_not_take_the_page_away(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        desk.hub.publish(Bridged(call="a", agent="8001"))
        await receive(socket)
        desk.actions.breaks = True
        await socket.send_json({"type": "hang_up", "call": "a"})
        assert (await receive(socket))["error"] == "failed"
        desk.hub.publish(CallEnded(call="a", by="caller"))
        assert (await receive(socket))["fields"]["phase"] == "ended"
