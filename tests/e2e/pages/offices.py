"""The administrators' page in a browser, and what a test does there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from hotline.bench.demo.stage import DemoStage
from tests.e2e.conftest import ARTIFACTS, PATIENCE_MS


@dataclass(slots=True)
class Office:
    """An administrator's page, and the hotline behind it."""

    scene: DemoStage
    page: Page
    folder: Path
    """Of the configuration's files."""

    @property
    def text(self) -> str:
        """Of the main file."""
        return (self.folder / "config.yaml").read_text(encoding="utf-8")

    @property
    def editor(self) -> Locator:
        return self.page.get_by_role("textbox", name="配置编辑器")

    @property
    def line(self) -> Locator:
        """The line of the cursor."""
        return self.editor.locator(".cm-activeLine")

    async def go_to(self, node: str) -> None:
        """Clicks a box of the picture; the editor goes to its line."""
        await self.show("流程图")
        await self.page.locator(f'.graph .node[aria-label*=": {node},"]').click()
        await expect(self.line).to_be_visible()

    async def show(self, tab: str) -> None:
        await self.page.get_by_role("tab", name=tab, exact=True).click()

    async def add(self, name: str, text: str) -> None:
        """A file more, with that text."""
        await self.page.get_by_role("button", name="新建文件").click()
        await self.page.get_by_label("新文件的名字").fill(name)
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_role("tab", name=name)).to_be_visible()
        await self.editor.click()
        await self.page.keyboard.insert_text(text)

    async def rewrite_line(self, text: str) -> None:
        """Replaces the line of the cursor, from its first character on."""
        for key in ("End", "Shift+Home"):
            await self.page.keyboard.press(key)
        await self.page.keyboard.type(text)

    async def picture(self, name: str) -> None:
        ARTIFACTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=ARTIFACTS / f"admin-{name}.png")


async def log_in(browser: Browser, scene: DemoStage) -> Page:
    """As the administrator."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(scene.desk_url)
    await page.fill("#agent", "admin")
    await page.fill("#password", scene.passwords["admin"])
    await page.keyboard.press("Enter")
    await expect(page.locator(".graph .node").first).to_be_visible()
    return page
