"""A whole call without a mouse: logged in, answered, held, consulted, ended and wrapped up by keys alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from contracts import CallEnded, WrappedUp
from hotline.bench.demo.stage import DemoStage
from hotline.configuration.schema import HotlineConfig
from tests.e2e.conversations import CITIZEN, VOICES, WANG
from tests.e2e.phones.browser_phones import at_the_door, phone_is, spoken, with_microphone
from tests.e2e.phones.people import Citizen, calling, phone
from tests.e2e.phones.tones import hears_only, tone
from tests.e2e.stages import CODES, desks_scene, stands
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

MOST_TABS = 60


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    async with desks_scene(config) as found:
        yield found


async def tab_to(page: Page, what: str) -> None:
    """Goes from one to the next until that has the focus."""
    for _ in range(MOST_TABS):
        if await page.locator(f"{what}:focus, {what} :focus").count():
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{what} is not reached by {MOST_TABS} tabs")


async def key(page: Page, letter: str, button: str) -> None:
    """Alt and that letter, once the button for which it stands can be pressed."""
    await expect(page.locator(f"[data-press={button}]").first).to_be_enabled()
    await page.keyboard.press(f"Alt+{letter}")


async def test_a_whole_call_by_keyboard(scene: DemoStage, tmp_path: Path) -> None:
    async with with_microphone(spoken(tmp_path, tone(WANG))) as browser:
        page = await at_the_door(browser, scene.desk_url, plain=True)
        await tab_to(page, "#agent")
        await page.keyboard.type("wang")
        await tab_to(page, "#password")
        await page.keyboard.type(scene.passwords["wang"])
        await page.keyboard.press("Enter")
        await expect(page.locator(".connection.live")).to_be_visible()

        await tab_to(page, "[data-press=phone]")
        await page.keyboard.press("Space")
        await phone_is(page, "ready")
        await stands(page, "available")
        async with calling(scene) as citizen:
            await eventually(lambda: citizen.phone.hears_since)
            await citizen.phone.press("0")
            await key(page, "A", "accept")
            await phone_is(page, "talking")
            await hears_only(citizen.phone, WANG, of=VOICES)

            await key(page, "H", "hold")
            await expect(page.locator("[data-held]")).to_be_visible()
            await key(page, "H", "retrieve")
            await expect(page.locator("[data-held]")).to_have_count(0)
            await key(page, "M", "mute")
            await expect(page.locator("[data-press=mute]")).to_have_attribute("aria-pressed", "true")
            await key(page, "M", "mute")
            await expect(page.locator("[data-press=mute]")).to_have_attribute("aria-pressed", "false")
            await _an_expert_joins(scene, page, citizen)

            await key(page, "Q", "hang_up")
            await expect(page.locator("[data-press=hang_up_now]")).to_be_focused()
            await page.keyboard.press("Enter")
            await citizen.until(CallEnded)
            await stands(page, "wrap_up")
            await _wrapped_up(page)
            said = await citizen.until(WrappedUp, times=2)
            assert isinstance(said, WrappedUp)
            assert (said.code, said.note) == (CODES[0], "已告知恢复时间")
        await key(page, "G", "available")
        await stands(page, "available")


async def _an_expert_joins(scene: DemoStage, page: Page, citizen: Citizen) -> None:
    async with phone(scene, agent="zhao", auto_answer=True) as expert:
        await key(page, "C", "consult")
        await expect(page.locator('[data-option="agent zhao"]')).to_be_visible()
        await page.keyboard.type("赵敏")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await key(page, "J", "join")
        await expect(page.locator("[data-transfer]")).to_contain_text("三方通话中")
        await citizen.phone.say(tone(CITIZEN))
        await hears_only(expert, CITIZEN, WANG, of=VOICES)
        await key(page, "C", "take_back")
        await expect(page.locator("[data-press=consult]")).to_be_visible()


async def _wrapped_up(page: Page) -> None:
    """The code from its list, then the note."""
    await page.keyboard.press("Alt+W")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(f"[data-option={CODES[0]}]")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-saved]")).to_be_visible()
    await tab_to(page, ":is(input[data-note], [data-note] input)")
    await page.keyboard.type("已告知恢复时间")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-saved]")).to_be_visible()
