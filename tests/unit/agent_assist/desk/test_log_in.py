"""The log-in through its HTTP face: guessers, proxies, new passwords, several browsers."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent_assist.access import accounts
from agent_assist.access.accounts import set_password
from agent_assist.access.throttle import FREE_ATTEMPTS
from tests.unit.agent_assist.desk.parts import Desk, running_desk
from tests.waiting import in_time

PROXY = {"trusted_proxies": ["127.0.0.0/8"]}


async def until(socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next message of that type."""
    others: list[str] = []
    while True:
        message: dict[str, Any] = await in_time(socket.receive_json(), seen=lambda: others)
        if message["type"] == kind:
            return message
        others.append(message["type"])


async def closed_with(socket: aiohttp.ClientWebSocketResponse) -> int | None:
    while not (await in_time(socket.receive())).type.name.startswith("CLOS"):
        pass
    return socket.close_code


async def statuses(browser: aiohttp.ClientSession, agent: str, count: int, **headers: str) -> list[int]:
    guess = {"agent": agent, "password": "guess"}
    return [(await browser.post("/api/login", json=guess, headers=headers)).status for _ in range(count)]


async def test_made_up_names_by_the_hundred_keep_nobody_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "WAITING_CHECKS", 1)
    async with desk.browser() as browser:

        async def guess(number: int) -> int:
            return (await statuses(browser, f"nobody{number}", 1))[0]

        guesses = [asyncio.create_task(guess(number)) for number in range(300)]
        answer = await browser.post("/api/login", json=desk.credentials("8001"))
        assert answer.status == 200
        assert set(await asyncio.gather(*guesses)) == {401}, "as a wrong password of a real name is answered"


async def test_made_up_names_do_not_make_a_guesser_at_a_real_one_forgotten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent_assist.access.throttle.MAX_KEYS", 10)
    async with desk.browser() as browser:
        await statuses(browser, "8001", FREE_ATTEMPTS)
        for number in range(20):
            await statuses(browser, f"nobody{number}", 1)
        assert await statuses(browser, "8001", 1) == [429]


async def test_behind_a_trusted_proxy_guessers_are_told_apart_by_their_own_address(tmp_path: Path) -> None:
    async with running_desk(tmp_path, **PROXY) as desk, desk.browser() as browser:
        guesser = {"X-Forwarded-For": "198.51.100.7, 127.0.0.9"}
        assert (await statuses(browser, "8001", FREE_ATTEMPTS + 1, **guesser))[-1] == 429
        invented = {"X-Forwarded-For": "192.0.2.77, 198.51.100.7"}
        assert await statuses(browser, "8001", 1, **invented) == [429], "only what a proxy added is believed"
        colleague = {"X-Forwarded-For": "198.51.100.8"}
        answer = await browser.post("/api/login", json=desk.credentials("8001"), headers=colleague)
        assert answer.status == 200


async def test_a_guesser_with_a_whole_network_of_ipv6_addresses_is_one_guesser(tmp_path: Path) -> None:
    async with running_desk(tmp_path, **PROXY) as desk, desk.browser() as browser:
        found = []
        for number in range(FREE_ATTEMPTS + 1):
            found += await statuses(browser, "8001", 1, **{"X-Forwarded-For": f"2001:db8:1:2::{number}"})
        assert found[-1] == 429
        assert await statuses(browser, "8001", 1, **{"X-Forwarded-For": "2001:db8:1:3::1"}) == [401]


async def test_whoever_is_no_trusted_proxy_cannot_choose_an_address(desk: Desk) -> None:
    async with desk.browser() as browser:
        found = []
        for number in range(FREE_ATTEMPTS + 1):
            found += await statuses(browser, "8001", 1, **{"X-Forwarded-For": f"198.51.100.{number}"})
        assert found[-1] == 429


async def test_a_refused_log_in_is_logged_with_the_clients_address(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with running_desk(tmp_path, **PROXY) as desk, desk.browser() as browser:
        told = {"X-Forwarded-For": "198.51.100.7"}
        await statuses(browser, "nobody\nrefused log-in from 10.0.0.1", 1, **told)
    (line,) = [one.getMessage() for one in caplog.records if "refused" in one.getMessage()]
    assert line.endswith("from 198.51.100.7")
    assert "\n" not in line


async def test_a_new_password_ends_the_log_ins_with_the_old_one_and_closes_their_tabs(
    desk: Desk, tmp_path: Path
) -> None:
    async with desk.browser("8001") as browser, desk.browser("8002") as colleague:
        async with browser.ws_connect("/api/live") as tab, colleague.ws_connect("/api/live") as other:
            await until(tab, "snapshot")
            await until(other, "snapshot")
            set_password(tmp_path / "accounts.sqlite", "8001", "new")
            assert (await browser.get("/api/me")).status == 401
            assert await closed_with(tab) == 4401
            assert (await colleague.get("/api/me")).status == 200
            assert not other.closed
        again = await browser.post("/api/login", json={"agent": "8001", "password": "new"})
        assert again.status == 200
        assert (await browser.get("/api/me")).status == 200


async def test_the_agent_is_told_of_a_second_browser_and_can_log_out_everywhere(desk: Desk) -> None:
    async with (
        desk.browser("8001") as first,
        desk.browser("8001") as second,
        desk.browser("8002") as third,
        first.ws_connect("/api/live") as tab,
        third.ws_connect("/api/live") as colleague,
    ):
        assert (await until(tab, "snapshot"))["others"] == 0
        assert (await until(colleague, "snapshot"))["others"] == 0
        async with second.ws_connect("/api/live") as another, second.ws_connect("/api/live"):
            assert (await until(another, "snapshot"))["others"] == 1
            assert (await until(tab, "elsewhere"))["others"] == 1, "two tabs of one browser are one"
        assert (await until(tab, "elsewhere"))["others"] == 0
        assert (await second.post("/api/logout", json={"everywhere": True})).status == 204
        assert await closed_with(tab) == 4401
        assert (await first.get("/api/me")).status == 401
        assert (await third.get("/api/me")).status == 200


@pytest.mark.parametrize("body", [b"[]", b"\xff", b'{"everywhere": "perhaps"}'])
async def test_a_log_out_that_makes_no_sense_is_refused(desk: Desk, body: bytes) -> None:
    async with desk.browser("8001") as browser:
        assert (await browser.post("/api/logout", data=body)).status == 400
