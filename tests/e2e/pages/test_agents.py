"""An agent's and a supervisor's page in a browser: the buttons of an agent's state do what they say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.browsers import chromium, open_desk
from tests.e2e.conftest import ARTIFACTS
from tests.e2e.house import House, queued
from tests.e2e.phones.people import phone
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


async def test_the_buttons_of_an_agents_state(house: House, browser: Browser) -> None:
    page, over = await open_desk(browser, house.scene, "wang"), await open_desk(browser, house.scene, "sun")
    own, listed = page.locator(".own[data-state]"), over.locator("[data-agent=wang]")
    async with house.desk("sun") as supervisor, phone(house.scene, agent="wang") as telephone:
        await expect(own).to_have_attribute("data-state", "available")
        await page.click("[data-break=用餐]")
        await expect(own).to_have_attribute("data-state", "paused")
        await expect(own.locator("[role=status]")).to_contain_text("用餐")
        await expect(listed).to_contain_text("用餐")
        await page.click("[data-press=available]")
        await expect(own).to_have_attribute("data-state", "available")

        async with queued(house, "1", supervisor) as citizen:
            await expect(page.locator("[data-why]")).to_contain_text("只有您能接")
            ARTIFACTS.mkdir(exist_ok=True)
            await page.screenshot(path=ARTIFACTS / "agent-ringing.png")
            await page.click("[data-press=decline]")
            await expect(page.locator("[data-missed] [data-how=declined]")).to_be_visible()
            await expect(own).to_have_attribute("data-state", "not_answering")  # nobody answers afterwards
            await expect(listed).to_have_attribute("data-state", "not_answering")
            await listed.locator("[data-press=available]").click()
            await expect(page.locator("[data-why]")).to_be_visible()
            await telephone.answer()
            await expect(own).to_have_attribute("data-state", "talking")
            assert citizen.phone.count("CALL_CLOSED") == 0
            await citizen.phone.hang_up()
        await expect(own).to_have_attribute("data-state", "wrap_up")
        before = supervisor.agents["wang"]["until"]
        await page.click("[data-press=extend]")
        await eventually(lambda: supervisor.agents["wang"]["until"] > before + 20)
        await expect(own.locator("[data-left]")).to_contain_text("01:")
        await page.click("[data-press=available]")
        await expect(own).to_have_attribute("data-state", "available")
        counted = over.locator("[data-panel=figures] [data-queue=general] td")
        await expect(counted.nth(2)).to_have_text("1")  # answered
    for one in (page, over):
        await one.context.close()


async def test_a_supervisor_invites_a_guest_and_ends_their_time(house: House, browser: Browser) -> None:
    page = await open_desk(browser, house.scene, "sun")
    panel = page.locator("[data-panel=guests]")

    async def invites(id: str) -> None:
        await panel.locator("[data-press=invite]").click()
        form = {
            "id": id,
            "name": "张局长",
            "extension": "1090",
            "until": f"{date.today() + timedelta(days=2)}T17:00",
        }
        for name, value in form.items():
            await panel.locator(f"input[name={name}]").fill(value)
        await panel.locator("button[type=submit]").click()

    await invites("wang")
    await expect(page.locator(".el-message")).to_contain_text("已经是坐席")
    await panel.locator("[data-press=invite]").click()
    await invites("zhang")
    password = await panel.locator("[data-password=desk]").inner_text()
    await expect(panel.locator("[data-password=phone]")).to_be_visible()
    await expect(page.locator("[data-agent=zhang]")).to_contain_text("来宾")
    async with house.desk("zhang", password):
        await panel.locator("[data-press=noted]").click()
        await panel.locator("[data-guest=zhang] [data-press=end]").click()
        await expect(panel.locator("[data-guest=zhang]")).to_have_count(0)
        await expect(page.locator("[data-agent=zhang]")).to_have_count(0)
    await page.context.close()
