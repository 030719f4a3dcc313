"""An agent's page in a browser: every button of a call is pressed once, and heard by real phones."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from contracts import Escalated, RecordingEnded, TranscriptFinal, WrappedUp
from hotline.bench.demo.stage import RECORDINGS
from tests.e2e.browsers import chromium, open_desk
from tests.e2e.conftest import ARTIFACTS
from tests.e2e.conversations import CITIZEN, LI, VOICES, WANG, conversation
from tests.e2e.house import House, opened
from tests.e2e.phones.people import phone
from tests.e2e.phones.tones import hears_only, hears_something, tone
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SECTIONS = "recording: {enabled: true, keep_free_gb: 0}\n"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def built() -> AsyncIterator[House]:
    async with opened(SECTIONS, desk="escalate_to: legal, wrap_up_codes: [已答复, 已转部门办理], ") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


async def press(page: Page, what: str) -> None:
    await page.click(f"[data-press={what}]")


async def choose(page: Page, what: str, whom: str) -> None:
    """The list opens by itself."""
    await press(page, what)
    await page.click(f'[data-option="{whom}"]')


async def test_every_button_of_a_call_does_what_it_says(house: House, browser: Browser) -> None:
    page = await open_desk(browser, house.scene, "wang")
    async with conversation(house) as talk, phone(house.scene, agent="li", auto_answer=True) as li:
        citizen, own = talk.citizen.phone, talk.own
        await eventually(lambda: talk.sun.agents["li"]["phase"] == "available", seen=lambda: talk.sun.agents)
        await expect(page.locator("[data-recording]")).to_have_text("录音中")

        await press(page, "hold")
        await expect(page.locator("[data-held]")).to_be_visible()
        await hears_something(citizen)
        await press(page, "retrieve")
        await hears_only(citizen, WANG, of=VOICES)
        await press(page, "mute")
        await hears_only(citizen, of=VOICES)
        await press(page, "mute")
        await hears_only(citizen, WANG, of=VOICES)
        await press(page, "pause_recording")
        await expect(page.locator("[data-recording]")).to_have_text("录音已暂停")
        await press(page, "resume_recording")
        await expect(page.locator("[data-recording]")).to_have_text("录音中")

        await choose(page, "consult", "agent li")
        await expect(page.locator("[data-transfer]")).to_contain_text("咨询中")
        await li.say(tone(LI))
        await hears_only(own, LI, of=VOICES)
        await press(page, "swap")
        await hears_only(own, CITIZEN, of=VOICES)
        await press(page, "join")
        await hears_only(citizen, WANG, LI, of=VOICES)
        ARTIFACTS.mkdir(exist_ok=True)
        await page.screenshot(path=ARTIFACTS / "agent-three-way.png")
        await press(page, "take_back")
        await hears_only(citizen, WANG, of=VOICES)
        await talk.wang.until(phase="talking")

        await page.click("[data-code]")
        await page.click("[data-option=已答复]")
        await page.fill("[data-note] input, input[data-note]", "已告知材料")
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-saved]")).to_be_visible()
        await eventually(lambda: [e.note for e in talk.citizen.saw(WrappedUp)][-1:] == ["已告知材料"])
        await page.reload()
        await expect(page.locator("[data-note] input, input[data-note]")).to_have_value("已告知材料")
        await expect(page.locator("[data-wrap-up]")).to_contain_text("已答复")

        await choose(page, "hand_on", "agent li")
        await talk.wang.until(phase="wrap_up")
        await eventually(lambda: talk.sun.agents["li"]["phase"] == "talking", seen=lambda: talk.sun.agents)
        await li.say(tone(LI))
        await hears_only(citizen, LI, of=VOICES)
        await citizen.hang_up()


async def test_an_escalated_call_comes_with_its_reason(house: House, browser: Browser) -> None:
    page = await open_desk(browser, house.scene, "wang")
    async with conversation(house) as talk:
        await press(page, "escalate")
        await page.fill("[data-reason] input, input[data-reason]", "要求局长回电")
        async with (
            phone(house.scene, agent="li", auto_answer=True) as li,
            house.desk("li") as desk,
        ):
            await eventually(lambda: talk.sun.agents["li"]["phase"] == "available")
            await press(page, "escalate_now")
            await desk.until(phase="talking")
            assert desk.calls[talk.call]["escalation"]["reason"] == "要求局长回电"
            assert desk.calls[talk.call]["queue"] == "legal"
            assert [e.reason for e in talk.citizen.saw(Escalated)] == ["要求局长回电"]
            await li.say(RECORDINGS / "agent-1.wav")
            await talk.citizen.until(TranscriptFinal)
            await talk.citizen.phone.hang_up()
            await talk.citizen.until(RecordingEnded)
