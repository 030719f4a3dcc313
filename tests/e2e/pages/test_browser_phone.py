"""The page is the telephone: rung, answered, heard and hung up in a real browser, a citizen on real SIP."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, expect

from contracts import CallEnded, TranscriptFinal
from hotline.bench.demo.stage import RECORDINGS
from tests.e2e.conftest import ARTIFACTS
from tests.e2e.conversations import CITIZEN, VOICES, WANG
from tests.e2e.house import House, queued
from tests.e2e.phones.browser_phones import (
    answer_here,
    at_desk,
    page_hears,
    page_hears_only,
    phone_is,
    spoken,
    with_microphone,
)
from tests.e2e.phones.people import loudness, phone
from tests.e2e.phones.tones import SOUND, hears_only, hears_something, tone
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def rings_at(page: Page) -> None:
    await expect(page.locator("[data-press=accept]")).to_be_visible()


async def test_a_call_is_answered_on_the_page_and_both_are_heard_and_read(house: House) -> None:
    async with with_microphone(RECORDINGS / "agent-1.wav") as browser, house.desk("sun") as sun:
        page = await at_desk(browser, house.scene, "wang")
        await expect(page.locator("[data-state]")).to_have_attribute("data-state", "offline")
        await answer_here(page)
        await eventually(lambda: sun.agents["wang"]["phase"] == "available", seen=lambda: sun.agents)
        async with queued(house, "1", sun) as citizen:
            await rings_at(page)
            ARTIFACTS.mkdir(exist_ok=True)
            await page.screenshot(path=ARTIFACTS / "phone-rings.png")
            await page.click("[data-press=accept]")
            await phone_is(page, "talking")
            await citizen.phone.say(RECORDINGS / "caller-1.wav")
            await hears_something(citizen.phone)

            async def heard_here() -> bool:
                return loudness(await page_hears(page)) > SOUND

            await eventually(heard_here)
            await eventually(
                lambda: {one.leg for one in citizen.saw(TranscriptFinal)} == {"caller", "agent"},
                seen=lambda: citizen.timeline.seen,
            )
            await expect(page.locator("[data-line=caller]").first).to_be_visible()
            await expect(page.locator("[data-line=agent]").first).to_be_visible()
            await page.screenshot(path=ARTIFACTS / "phone-talking.png")
            await page.click("[data-press=hang_up]")
            await page.click("[data-press=hang_up_now]")
            ended = await citizen.until(CallEnded)
            assert ended.by in ("agent", "service")
            await phone_is(page, "ready")


async def test_mute_and_the_agents_own_telephone(house: House, tmp_path: Path) -> None:
    """A page that is there is rung; without it the agent's own telephone is, in the same log-in."""
    says = spoken(tmp_path, tone(WANG))
    async with (
        with_microphone(says) as browser,
        house.desk("sun") as sun,
        phone(house.scene, agent="wang", auto_answer=True) as own,
    ):
        page = await at_desk(browser, house.scene, "wang", plain=True)
        await answer_here(page)
        async with queued(house, "1", sun) as citizen:
            await rings_at(page)
            await page.click("[data-press=accept]")
            await citizen.phone.say(tone(CITIZEN))
            await hears_only(citizen.phone, WANG, of=VOICES)
            await page_hears_only(page, CITIZEN, of=VOICES)
            await page.click("[data-press=mute]")
            await hears_only(citizen.phone, of=VOICES)
            await page.click("[data-press=mute]")
            await hears_only(citizen.phone, WANG, of=VOICES)
            await citizen.phone.hang_up()
            await phone_is(page, "ready")
        assert own.count("CALL_INCOMING") == 0
        await page.click("[data-press=phone]")
        await phone_is(page, "off")
        await page.click("[data-press=available]")
        async with queued(house, "1", sun) as citizen:
            await own.wait_for("CALL_ESTABLISHED", 30)
            await citizen.phone.hang_up()


async def test_without_a_microphone_the_page_says_why_and_the_own_telephone_rings(house: House) -> None:
    async with with_microphone(None) as browser:
        page = await at_desk(browser, house.scene, "wang")
        await page.click("[data-press=phone]")
        await expect(page.locator("[data-phone-trouble]")).to_contain_text("麦克风")
        await expect(page.locator("[data-phone-trouble]")).to_contain_text("1001")
        await phone_is(page, "off")


async def test_only_the_desks_own_page_comes_to_asterisk(house: House) -> None:
    scene = house.scene
    own = scene.desk_url.removeprefix("http://")
    async with aiohttp.ClientSession() as http:

        async def refused(url: str, **headers: str) -> int:
            with pytest.raises(aiohttp.WSServerHandshakeError) as found:
                await http.ws_connect(url, protocols=("sip",), headers=headers)
            return found.value.status

        assert await refused(f"{scene.desk_url}/phone", Origin=scene.desk_url) == 401
        login = {"agent": "wang", "password": scene.passwords["wang"]}
        async with http.post(f"{scene.desk_url}/api/login", json=login) as entered:
            cookie = entered.cookies["hotline_desk"].value
        inside = {"Cookie": f"hotline_desk={cookie}"}
        assert await refused(f"{scene.desk_url}/phone", Origin="http://elsewhere.example", **inside) == 403
        async with http.ws_connect(
            f"{scene.desk_url}/phone", protocols=("sip",), headers={**inside, "Origin": scene.desk_url}
        ) as socket:
            invite = (
                f"INVITE sip:12345@{own} SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\n"
                "From: <sip:13800138000@local>;tag=1\r\nTo: <sip:12345@local>\r\nCall-ID: 1\r\n"
                "CSeq: 1 INVITE\r\nContact: <sip:x@x.invalid;transport=ws>\r\nContent-Length: 0\r\n\r\n"
            )
            await socket.send_str(invite)
            assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
            assert socket.close_code == 4403
        # ARI and SIP over WebSocket share one server: it is on loopback alone.
        port = scene.config.telephony.ari_port
        with pytest.raises(aiohttp.ClientConnectorError):
            await http.get(f"http://127.0.0.2:{port}/ws")
