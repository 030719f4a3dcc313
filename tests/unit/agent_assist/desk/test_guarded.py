"""What the desk refuses: strangers, other sites, bad log-ins; and what stands on every answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent_assist.access.throttle import FREE_ATTEMPTS
from tests.unit.agent_assist.desk.messages import receive
from tests.unit.agent_assist.desk.parts import Desk, running_desk


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
