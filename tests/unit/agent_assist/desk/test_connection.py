"""The live connection tells the truth: signs of life both ways, an answer to each action, who is there."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from agent_assist.desk import hub, live
from contracts import AgentChanged
from tests.unit.agent_assist.desk.messages import talking
from tests.unit.agent_assist.desk.parts import Desk, running_desk
from tests.waiting import eventually, in_time

Socket = aiohttp.ClientWebSocketResponse


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path) as found:
        yield found


async def until(socket: Socket, **shown: Any) -> dict[str, Any]:
    """The next message with these values."""
    while True:
        message: dict[str, Any] = await in_time(socket.receive_json())
        if all(message.get(name) == value for name, value in shown.items()):
            return message


async def of_agent(socket: Socket, agent: str) -> dict[str, Any]:
    while True:
        found: dict[str, Any] = (await until(socket, type="agent"))["agent"]
        if found["id"] == agent:
            return found


async def test_each_action_has_its_answer(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        for event in talking("mine", "8001", "甲"):
            desk.hub.publish(event)
        await socket.send_json({"type": "hold", "call": "mine", "request": 7})
        assert await until(socket, type="done") == {"type": "done", "request": 7}
        await socket.send_json({"type": "hold", "call": "theirs", "request": 8})
        refused = await until(socket, type="error")
        assert (refused["request"], refused["error"]) == (8, "refused")
        desk.actions.breaks = True
        await socket.send_json({"type": "hang_up", "call": "mine", "request": 9})
        assert (await until(socket, request=9))["error"] == "failed"
        too_long = {"type": "wrap_up", "call": "mine", "note": "长" * 501, "request": 10}
        for bad, number in (
            ({"type": "hold", "call": "mine", "request": -1}, None),
            ({"type": "nothing", "request": 1}, 1),
            (too_long, 10),
            ([], None),
        ):
            await socket.send_json(bad)
            answer = await until(socket, type="error")
            assert (answer["error"], answer["request"]) == ("bad_message", number)


async def test_what_asks_for_no_answer_gets_none_but_a_refusal(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await socket.send_json({"type": "extend_wrap_up"})
        await socket.send_json({"type": "hold", "call": "theirs"})
        while (message := await until(socket))["type"] != "error":
            assert message["type"] != "done"
        assert message["request"] is None


async def test_an_answer_follows_what_was_changed_and_outlives_a_fresh_snapshot(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await until(socket, type="snapshot")

        async def pausing(agent: str, phase: str, reason: str) -> None:
            desk.hub.publish(AgentChanged(agent=agent, phase="paused", paused=True))

        async def relabelled(agent: str, phase: str, reason: str) -> None:
            desk.hub.relabel(desk.hub.board._labels)

        for request, does in enumerate((pausing, relabelled)):
            desk.actions.set_phase = does  # type: ignore[assignment,method-assign]
            await socket.send_json({"type": "set_phase", "phase": "paused", "request": request})
            shown = await until(socket, type="agent" if does is pausing else "snapshot")
            assert (shown.get("agent") or shown["me"])["phase"] == "paused"
            await until(socket, type="done", request=request)


async def test_a_desk_without_news_gives_signs_of_life_with_the_servers_clock(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "BEAT_S", 0.05)
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        first, second = await until(socket, type="beat"), await until(socket, type="beat")
    assert time.time() - 60 < first["now"] < second["now"] < time.time() + 60


async def test_a_page_that_falls_silent_is_dropped_and_the_supervisor_sees_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cable is pulled, or the laptop sleeps: nothing is closed, and nothing is answered."""
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.4)
    async with (
        desk.browser("9001") as boss,
        desk.browser("8001") as browser,
        boss.ws_connect("/api/live") as sees,
    ):
        agents = (await until(sees, type="snapshot"))["agents"]
        assert {one["id"]: one["desk"] for one in agents} == {"8001": False, "8002": False, "9001": True}
        async with browser.ws_connect("/api/live", autoping=False, autoclose=False):
            assert (await of_agent(sees, "8001"))["desk"] is True
            assert (await of_agent(sees, "8001"))["desk"] is False


async def test_the_desk_is_there_while_one_window_is(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as first:
        assert (await until(first, type="snapshot"))["me"]["desk"] is True
        async with browser.ws_connect("/api/live") as second:
            await until(second, type="snapshot")
        assert desk.hub.board.snapshot("8001")["me"]["desk"] is True
    await eventually(lambda: not desk.hub.board.snapshot("8001")["me"]["desk"])
