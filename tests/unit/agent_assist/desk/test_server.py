"""The desk through its HTTP and WebSocket face."""

from __future__ import annotations

from pathlib import Path

import aiohttp
from yarl import URL

from contracts import (
    AgentChanged,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Choice,
    TranscriptPartial,
    WrappedUp,
)
from tests.unit.agent_assist.desk.messages import agents_of, receive, talking
from tests.unit.agent_assist.desk.parts import AGENTS, Desk, running_desk


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
                if message["type"] == "call" and (message["call"]["id"], message["call"]["phase"]) == (
                    call,
                    "ended",
                ):
                    return seen  # of who oversees: all of it, masked

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


async def test_a_past_call_is_read_from_the_records(desk: Desk) -> None:
    desk.history.recorded["old"] = talking("old", "8001", "上个月的话")
    async with desk.browser("8001") as one, desk.browser("8002") as two:
        call = await (await one.get("/api/calls/old")).json()
        assert call["lines"][0]["text"] == "上个月的话"
        assert (await two.get("/api/calls/old")).status == 404
        assert (await one.get("/api/calls/none")).status == 404
    async with desk.browser() as stranger:
        assert (await stranger.get("/api/calls/old")).status == 401


NUMBER, MASKED = "我的电话是13800138000", "我的电话是138****8000"


async def said_in(browser: aiohttp.ClientSession, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status == 200, path
    shown = await answer.json()
    assert shown["masked"] is ("*" in shown["lines"][0]["text"])
    return str(shown["lines"][0]["text"])


async def test_a_past_call_is_masked_and_who_may_see_it_whole_is_written_down(desk: Desk) -> None:
    desk.history.recorded["old"] = talking("old", "8001", NUMBER)
    async with desk.browser("8001") as own, desk.browser("9001") as boss:
        assert await said_in(own, "/api/calls/old") == MASKED
        assert (await own.get("/api/calls/old/unmasked")).status == 403
        assert await said_in(boss, "/api/calls/old") == MASKED
        assert (desk.history.looked, desk.history.unmasked) == ([("old", "8001"), ("old", "9001")], [])
        assert await said_in(boss, "/api/calls/old/unmasked") == NUMBER
        assert desk.history.unmasked == [("old", "9001")]
        assert (await boss.get("/api/calls/none/unmasked")).status == 404


async def test_a_call_that_runs_is_whole_and_so_is_the_own_one_of_this_shift(desk: Desk) -> None:
    for event in talking("now", "8001", NUMBER):
        desk.hub.publish(event)
    async with desk.browser("8001") as own, desk.browser("9001") as boss:
        for browser in (own, boss):
            assert await said_in(browser, "/api/calls/now") == NUMBER
        async with own.ws_connect("/api/live") as mine, boss.ws_connect("/api/live") as theirs:
            for tab in (mine, theirs):
                assert (await receive(tab))["calls"][0]["lines"][0]["text"] == NUMBER
            desk.hub.publish(CallEnded(call="now", by="caller"))
            assert (await receive(mine))["type"] == "changed", "they write what came of it"
            shown = (await receive(theirs))["call"]
            assert (shown["masked"], shown["lines"][0]["text"]) == (True, MASKED)
            desk.hub.publish(WrappedUp(call="now", agent="8001", code="", note="回电13800138000"))
            assert (await receive(mine))["fields"]["wrap_up"]["note"] == "回电13800138000"
            assert (await receive(theirs))["call"]["wrap_up"]["note"] == "回电138****8000"
        assert await said_in(own, "/api/calls/now") == NUMBER
        assert await said_in(boss, "/api/calls/now") == MASKED


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
