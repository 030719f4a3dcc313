"""The desk through its HTTP and WebSocket face."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from agent_assist.access.throttle import FREE_ATTEMPTS
from contracts import (
    AgentChanged,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Choice,
    Decided,
    TranscriptFinal,
    TranscriptPartial,
)
from tests.unit.agent_assist.desk.parts import AGENTS, Desk, running_desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, dist=tmp_path / "dist") as running:
        yield running


async def receive(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    """What comes next; a sign of life, or that a colleague has opened the desk, says nothing of it."""
    while True:
        message: dict[str, Any] = await asyncio.wait_for(socket.receive_json(), 60)
        opened = message["type"] == "agent" and message["agent"]["phase"] == "offline"
        if message["type"] != "beat" and not (opened and not message["agent"]["missed"]):
            return message


def talking(call: str, agent: str, secret: str) -> list[Any]:
    return [
        CallStarted(call=call, caller="138****8000", dialled="12345"),
        CallQueued(call=call, queue="urban", position=1),
        AgentRinging(call=call, agent=agent),
        Bridged(call=call, agent=agent),
        TranscriptFinal(
            call=call, leg="caller", utterance=0, text=secret, start_ms=0, end_ms=1, confidence=1
        ),
    ]  # fmt: skip


async def test_log_in_and_out(desk: Desk) -> None:
    async with desk.browser() as browser:
        assert (await browser.get("/api/me")).status == 401
        answer = await browser.post("/api/login", json=desk.credentials("8001"))
        assert answer.status == 200
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Secure" not in cookie
        me = await (await browser.get("/api/me")).json()
        assert me == {
            "id": "8001",
            "name": "王芳",
            "role": "agent",
            "queues": ["urban", "consumer"],
            "phone": False,
        }
        token = cookie.partition("=")[2].partition(";")[0]
        assert (await browser.post("/api/logout")).status == 204
        assert (await browser.get("/api/me")).status == 401
        # The token is worth nothing any more, even to somebody who kept it.
        kept = {"Cookie": f"hotline_desk={token}"}
        assert (await browser.get("/api/me", headers=kept)).status == 401


@pytest.mark.parametrize("setting", [{"secure_cookie": True}, {"tls": "own"}])
async def test_behind_tls_the_cookie_is_secure(tmp_path: Path, setting: dict[str, Any]) -> None:
    async with running_desk(tmp_path, **setting) as desk, desk.browser() as browser:
        answer = await browser.post("/api/login", json=desk.credentials("8001"))
        assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("agent", ["8001", "nobody"])
async def test_wrong_passwords_are_refused_alike_and_then_slowed_down(desk: Desk, agent: str) -> None:
    async with desk.browser() as browser:
        guess = {"agent": agent, "password": "guess"}
        answers = [await browser.post("/api/login", json=guess) for _ in range(FREE_ATTEMPTS + 1)]
        assert [a.status for a in answers] == [401] * FREE_ATTEMPTS + [429]
        assert (await answers[0].json())["error"] == "wrong_password"
        assert int(answers[-1].headers["Retry-After"]) > 0
        if agent in desk.passwords:
            right = await browser.post("/api/login", json=desk.credentials(agent))
            assert right.status == 429, "the right password does not help while one has to wait"
        other = await browser.post("/api/login", json=desk.credentials("8002"))
        assert other.status == 200


async def test_an_expired_session_is_over(tmp_path: Path) -> None:
    now = [1e6]
    async with running_desk(tmp_path, clock=lambda: now[0]) as desk, desk.browser("8001") as browser:
        now[0] += 12 * 3600 - 1
        assert (await browser.get("/api/me")).status == 200
        now[0] += 1
        assert (await browser.get("/api/me")).status == 401
        with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
            await browser.ws_connect("/api/live")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"agent": 1}', b"\xff", b'{"agent":"a","password":""}']
)
async def test_a_bad_log_in_is_refused_clearly(desk: Desk, body: bytes) -> None:
    async with desk.browser() as browser:
        answer = await browser.post("/api/login", data=body)
        assert answer.status == 400
        assert (await answer.json())["error"] == "bad_request"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}]
)
async def test_other_sites_can_do_nothing(desk: Desk, headers: dict[str, str]) -> None:
    async with desk.browser("8001") as browser:
        for path in ("/api/login", "/api/logout"):
            assert (await browser.post(path, json={}, headers=headers)).status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await browser.ws_connect("/api/live", headers=headers)
        same = {"Origin": desk.url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
        async with browser.ws_connect("/api/live", headers=same) as socket:
            assert (await receive(socket))["type"] == "snapshot"


async def test_security_headers_are_on_everything(desk: Desk) -> None:
    async with desk.browser() as browser:
        for path in ("/", "/api/me", "/assets/none.js", "/nowhere"):
            answer = await browser.get(path)
            policy = answer.headers["Content-Security-Policy"]
            assert "script-src 'self';" in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_agents_do_not_see_each_others_calls(desk: Desk) -> None:
    async with (
        desk.browser("8001") as one,
        desk.browser("8002") as two,
        desk.browser("9001") as boss,
        one.ws_connect("/api/live") as first,
        two.ws_connect("/api/live") as second,
        boss.ws_connect("/api/live") as third,
    ):
        for socket in (first, second, third):
            assert (await receive(socket))["type"] == "snapshot"
        for event in [*talking("a", "8001", "秘密甲"), *talking("b", "8002", "秘密乙")]:
            desk.hub.publish(event)
        desk.hub.publish(CallEnded(call="a", by="caller"))
        desk.hub.publish(CallEnded(call="b", by="caller"))

        async def text_until_end(socket: aiohttp.ClientWebSocketResponse, call: str) -> str:
            seen = ""
            while True:
                message = await receive(socket)
                seen += str(message)
                if message.get("call") == call and message.get("fields", {}).get("phase") == "ended":
                    return seen

        seen_by_first = await text_until_end(first, "a")
        assert "秘密甲" in seen_by_first
        assert "秘密乙" not in seen_by_first
        seen_by_second = await text_until_end(second, "b")
        assert "秘密乙" in seen_by_second
        assert "秘密甲" not in seen_by_second
        seen_by_boss = await text_until_end(third, "b")
        assert "秘密甲" in seen_by_boss
        assert "秘密乙" in seen_by_boss
        assert (await one.get("/api/calls/a")).status == 200
        assert (await one.get("/api/calls/b")).status == 404
        assert (await boss.get("/api/calls/b")).status == 200


async def test_a_call_that_goes_to_the_next_agent_leaves_the_first_ones_page(desk: Desk) -> None:
    async with desk.browser("8001") as one, one.ws_connect("/api/live") as socket:
        await receive(socket)
        desk.hub.publish(CallQueued(call="a", queue="urban", position=1))
        assert (await receive(socket))["type"] == "waiting"
        desk.hub.publish(AgentRinging(call="a", agent="8001"))
        whole = await receive(socket)
        assert (whole["type"], whole["call"]["phase"]) == ("call", "ringing")
        desk.hub.publish(AgentMissed(call="a", agent="8001", reason="no answer"))
        assert (await receive(socket))["type"] == "waiting"
        assert (await receive(socket))["agent"]["missed"]
        desk.hub.publish(AgentRinging(call="a", agent="8002"))
        assert await receive(socket) == {"type": "gone", "call": "a"}


async def test_several_tabs_and_a_reconnect_show_the_same(desk: Desk) -> None:
    async with desk.browser("8001") as browser:
        async with browser.ws_connect("/api/live") as tab, browser.ws_connect("/api/live") as other:
            await receive(tab)
            await receive(other)
            for event in talking("a", "8001", "你好"):
                desk.hub.publish(event)
            messages = [[await receive(socket) for _ in range(4)] for socket in (tab, other)]
            assert messages[0] == messages[1]
        desk.hub.publish(TranscriptPartial(call="a", leg="agent", utterance=0, text="请问"))
        async with browser.ws_connect("/api/live") as again:
            snapshot = await receive(again)
        assert [line["text"] for line in snapshot["calls"][0]["lines"]] == ["你好", "请问"]


async def test_markup_in_a_transcript_stays_text(desk: Desk) -> None:
    evil = "<script>alert(1)</script>"
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        for event in talking("a", "8001", evil):
            desk.hub.publish(event)
        messages = [await receive(socket) for _ in range(4)]
        assert messages[-1]["lines"][0]["text"] == evil


async def test_log_out_closes_the_tabs_of_that_session_only(desk: Desk) -> None:
    async with (
        desk.browser("8001") as here,
        desk.browser("8001") as elsewhere,
        here.ws_connect("/api/live") as closes,
        elsewhere.ws_connect("/api/live") as stays,
    ):
        await receive(closes)
        await receive(stays)
        await here.post("/api/logout")
        while (await closes.receive(timeout=60)).type is not aiohttp.WSMsgType.CLOSE:
            pass  # it was told of the other browser
        assert closes.close_code == 4401
        assert await receive(stays) == {"type": "elsewhere", "others": 0}
        desk.hub.publish(Bridged(call="a", agent="8001"))
        assert (await receive(stays))["type"] == "call"


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
        refused = [m async for m in _until_error(socket)][-1]
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
        refused = [m async for m in _until_error(socket)][-1]
        assert refused["error"] == "refused"
        assert desk.actions.done == []


async def test_who_is_rung_cannot_end_the_citizens_call(desk: Desk) -> None:
    async with desk.browser("8001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        desk.hub.publish(CallQueued(call="c", queue="urban", position=1))
        desk.hub.publish(AgentRinging(call="c", agent="8001"))
        await socket.send_json({"type": "hang_up", "call": "c"})
        refused = [m async for m in _until_error(socket)][-1]
        assert refused["error"] == "refused"
        assert desk.actions.done == []


async def test_a_supervisor_ends_a_break_of_somebody_else(desk: Desk) -> None:
    async with desk.browser("9001") as browser, browser.ws_connect("/api/live") as socket:
        await receive(socket)
        await socket.send_json({"type": "set_phase", "phase": "available", "agent": "8002"})
        await socket.send_json({"type": "nonsense"})
        assert (await receive(socket))["error"] == "bad_message"
        assert desk.actions.done == [("set_phase", "8002", "available", "")]


async def test_a_missed_call_is_told_to_the_agent_and_the_supervisor(desk: Desk) -> None:
    async with (
        desk.browser("8001") as agent,
        desk.browser("9001") as supervisor,
        agent.ws_connect("/api/live") as own,
        supervisor.ws_connect("/api/live") as over,
    ):
        for socket in (own, over):
            await receive(socket)
        desk.hub.publish(CallStarted(call="c", caller="138****8000", dialled="12345"))
        desk.hub.publish(CallQueued(call="c", queue="urban", position=1))
        choice = Choice(basis="only_one", waited_s=3)
        desk.hub.publish(AgentRinging(call="c", agent="8001", choice=choice))
        desk.hub.publish(AgentMissed(call="c", agent="8001", reason="no answer"))
        messages = [await receive(own) for _ in range(4)]
        assert messages[1]["call"]["choice"]["basis"] == "only_one", "why the call came"
        (missed,) = messages[-1]["agent"]["missed"]
        assert (missed["call"], missed["caller"], missed["how"]) == ("c", "138****8000", "no answer")
        while (message := await receive(over))["type"] != "agent":
            pass
        assert message["agent"]["missed"] == [missed]


def agents_of(message: dict[str, Any]) -> set[str]:
    """Who is in a snapshot; nobody in other messages."""
    return {agent["id"] for agent in message.get("agents", ())}


async def test_who_is_gone_is_logged_out_after_the_talk_and_who_is_new_may_log_in(desk: Desk) -> None:
    async with (
        desk.browser("9001") as staying,
        desk.browser("8002") as going,
        staying.ws_connect("/api/live") as stays,
        going.ws_connect("/api/live") as goes,
    ):
        for socket in (stays, goes):
            await receive(socket)
        desk.hub.publish(Bridged(call="c", agent="8002"))
        desk.hub.publish(AgentChanged(agent="8002", phase="talking", call="c"))
        await receive(goes)
        await receive(goes)
        desk.hub.staff([AGENTS[0], AGENTS[2]])
        while "8002" not in agents_of(await receive(stays)):
            pass
        assert (await receive(goes))["me"]["call"] == "c", "the talk is finished first"
        desk.hub.publish(AgentChanged(agent="8002", phase="offline", gone=True))
        while "8001" not in (left := agents_of(await receive(stays))):
            pass
        assert "8002" not in left, "the supervisor sees that they are gone"
        assert (await goes.receive(timeout=60)).type is aiohttp.WSMsgType.CLOSE
        assert goes.close_code == 4401
        assert (await going.get("/api/me")).status == 401
        desk.hub.staff([*AGENTS])
        assert (await going.get("/api/me")).status == 200


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
        refused = [m async for m in _until_error(socket)][-1]
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
        refused = [m async for m in _until_error(socket)][-1]
        assert refused["error"] == "refused"
        assert desk.actions.corrections == []


async def _until_error(socket: aiohttp.ClientWebSocketResponse) -> AsyncIterator[dict[str, Any]]:
    while True:
        message = await receive(socket)
        yield message
        if message["type"] == "error":
            return


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


async def test_a_past_call_is_read_from_the_records(desk: Desk) -> None:
    desk.history.recorded["old"] = talking("old", "8001", "上个月的话")
    async with desk.browser("8001") as one, desk.browser("8002") as two:
        call = await (await one.get("/api/calls/old")).json()
        assert call["lines"][0]["text"] == "上个月的话"
        assert (await two.get("/api/calls/old")).status == 404
        assert (await one.get("/api/calls/none")).status == 404
    async with desk.browser() as stranger:
        assert (await stranger.get("/api/calls/old")).status == 401


async def test_without_a_built_page_the_desk_says_how_to_build_it(desk: Desk) -> None:
    async with desk.browser() as browser:
        answer = await browser.get("/")
        assert answer.status == 503
        assert "npm run build" in await answer.text()


async def test_the_built_page_is_served_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("<title>desk</title>")
    (tmp_path / "dist" / "assets" / "a-1.js").write_text("1")
    async with running_desk(tmp_path, dist=tmp_path / "dist") as desk, desk.browser() as browser:
        page = await browser.get("/")
        assert (page.status, await page.text()) == (200, "<title>desk</title>")
        assert page.headers["Cache-Control"] == "no-cache"
        script = await browser.get("/assets/a-1.js")
        assert "immutable" in script.headers["Cache-Control"]
        for path in ("/assets/..%2f..%2faccounts.sqlite", "/assets/..%2findex.html", "/accounts.sqlite"):
            # As it stands: the client would tidy the path up before it is sent.
            url = URL(desk.url.rstrip("/") + path, encoded=True)
            assert (await browser.get(url)).status == 404
