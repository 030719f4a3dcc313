"""A page's way to Asterisk: who may go it, and that it is one page a log-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from agent_assist.access.sessions import LoginSession
from agent_assist.phone.port import PhoneAccount
from agent_assist.refusal import ActionRefused
from tests.unit.agent_assist.desk.parts import Desk, running_desk
from tests.waiting import eventually, in_time

REGISTER = (
    "REGISTER sip:hotline SIP/2.0\r\nFrom: <sip:{0}@hotline>;tag=1\r\nTo: <sip:{0}@hotline>\r\n"
    "Content-Length: 0\r\n\r\n"
)


@dataclass
class FakePhones:
    """Accounts that are none, and an Asterisk that repeats what it is sent."""

    url: str
    away: bool = False
    told: list[str] = field(default_factory=list)

    def name(self, session: LoginSession) -> str:
        return f"web-{session.id[:4]}"

    async def account(self, session: LoginSession) -> PhoneAccount:
        if self.away:
            raise ActionRefused("电话系统暂时不可用")
        self.told.append("made")
        return PhoneAccount(self.name(session), "secret", "hotline")

    def gone(self, session: LoginSession) -> None:
        self.told.append("gone")

    def end(self, session: LoginSession) -> None:
        self.told.append("end")


async def _repeats(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(protocols=("sip",))
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket


@asynccontextmanager
async def desk_with_phones(folder: Path) -> AsyncIterator[tuple[Desk, FakePhones]]:
    app = web.Application()
    app.router.add_get("/ws", _repeats)
    server = TestServer(app)
    await server.start_server()
    phones = FakePhones(str(server.make_url("/ws")))
    try:
        async with running_desk(folder, phones=phones) as desk:
            yield desk, phones
    finally:
        await server.close()


async def test_what_a_page_sends_reaches_asterisk_and_comes_back(tmp_path: Path) -> None:
    async with desk_with_phones(tmp_path) as (desk, phones), desk.browser("8001") as browser:
        made = await (await browser.post("/api/phone")).json()
        assert made["password"] == "secret"
        async with browser.ws_connect("/phone", protocols=("sip",)) as socket:
            assert socket.protocol == "sip"
            await socket.send_str(REGISTER.format(made["account"]))
            assert (await socket.receive_str()).startswith("REGISTER")
        await eventually(lambda: phones.told == ["made", "gone"], seen=lambda: phones.told)


async def test_another_account_ends_the_connection(tmp_path: Path) -> None:
    async with (
        desk_with_phones(tmp_path) as (desk, _),
        desk.browser("8001") as browser,
        browser.ws_connect("/phone", protocols=("sip",)) as socket,
    ):
        await socket.send_str(REGISTER.format("1001"))
        await socket.receive()
        assert socket.close_code == 4403


async def test_a_second_tab_takes_over(tmp_path: Path) -> None:
    async with desk_with_phones(tmp_path) as (desk, phones), desk.browser("8001") as browser:
        async with (
            browser.ws_connect("/phone", protocols=("sip",)) as first,
            browser.ws_connect("/phone", protocols=("sip",)) as second,
        ):
            assert (await first.receive()).type is WSMsgType.CLOSE
            assert first.close_code == 4409
            await second.send_str("\r\n\r\n")
            assert await second.receive_str() == "\r\n\r\n"
            assert phones.told == []  # there is a page still
        await eventually(lambda: phones.told == ["gone"])


async def test_the_telephone_ends_with_the_log_in(tmp_path: Path) -> None:
    async with desk_with_phones(tmp_path) as (desk, phones), desk.browser("8001") as browser:
        async with browser.ws_connect("/phone", protocols=("sip",)) as socket:
            assert (await browser.post("/api/logout")).status == 204
            assert (await socket.receive()).type is WSMsgType.CLOSE
            assert socket.close_code == 4401
        assert "end" in phones.told


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Origin": "http://elsewhere.example"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403)],
)
async def test_another_sites_page_does_not_come_in(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    async with desk_with_phones(tmp_path) as (desk, phones), desk.browser("8001") as browser:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await browser.ws_connect("/phone", protocols=("sip",), headers=headers)
        assert refused.value.status == status
        assert phones.told == []


async def test_who_is_not_logged_in_has_no_telephone(tmp_path: Path) -> None:
    async with desk_with_phones(tmp_path) as (desk, phones), desk.browser() as browser:
        assert (await browser.post("/api/phone")).status == 401
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await browser.ws_connect("/phone", protocols=("sip",))
        assert refused.value.status == 401
        assert phones.told == []


async def test_nothing_but_sip_comes_this_way(tmp_path: Path) -> None:
    async with desk_with_phones(tmp_path) as (desk, _), desk.browser("8001") as browser:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await browser.ws_connect("/phone")
        assert refused.value.status == 400


async def test_asterisk_away_is_said(tmp_path: Path) -> None:
    async with desk_with_phones(tmp_path) as (desk, phones), desk.browser("8001") as browser:
        phones.away = True
        phones.url = "ws://127.0.0.1:9/ws"
        assert (await browser.post("/api/phone")).status == 409
        async with browser.ws_connect("/phone", protocols=("sip",)) as socket:
            await in_time(socket.receive())
            assert socket.close_code == 4503
