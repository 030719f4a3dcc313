"""The pages that tests open in Debian's Chromium."""

from __future__ import annotations

from playwright.async_api import Browser, Page

from hotline.bench.demo.stage import DemoStage
from hotline.bench.desk.browser import chromium
from tests.e2e.conftest import PATIENCE_MS

__all__ = ["chromium", "open_desk"]


async def open_desk(browser: Browser, scene: DemoStage, agent: str) -> Page:
    """The desk of that agent, logged in."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(scene.desk_url)
    await page.fill("#agent", agent)
    await page.fill("#password", scene.passwords[agent])
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#agent", state="detached")
    return page
