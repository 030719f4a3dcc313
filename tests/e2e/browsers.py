"""Debian's Chromium, and the pages that tests open in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright

from hotline.bench.demo.stage import DemoStage
from hotline.machine.setup.runtime import environment, program
from tests.e2e.conftest import PATIENCE_MS


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """The browser with these flags more, until the context ends."""
    async with async_playwright() as playwright:
        path, *flags = program("chromium")
        found = await playwright.chromium.launch(
            executable_path=path, args=[*flags, *more], env={**os.environ, **environment("chromium")}
        )
        yield found
        await found.close()


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
