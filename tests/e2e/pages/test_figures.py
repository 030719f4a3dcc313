"""Today's figures as a supervisor sees them in the browser: a day of examples."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import expect

from contracts import DayFigures
from hotline.figures.day import day_figures
from hotline.figures.settings import FiguresSettings
from hotline.figures.tally import Tally
from tests.e2e.browsers import chromium
from tests.e2e.conftest import ARTIFACTS, PATIENCE_MS
from tests.unit.agent_assist.desk.parts import running_desk
from tests.unit.hotline.figures.days import DAY, MORNING
from tests.unit.hotline.figures.test_picture import QUEUES, example_day

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


class OneDay:
    """The same day whenever it is asked for."""

    def __init__(self) -> None:
        tally = Tally(FiguresSettings())
        for event in example_day():
            tally.take(event)
        self.figures = day_figures(tally, DAY, QUEUES, MORNING + 7200)

    async def day(self, day: date | None = None) -> DayFigures:
        return self.figures

    def csv(self, figures: DayFigures, agents: bool) -> str:
        return ""


async def test_a_supervisor_sees_what_became_of_whom_and_the_codes(tmp_path: Path) -> None:
    source = OneDay()
    everything = source.figures.queues[0].day
    async with running_desk(tmp_path, figures=source) as desk, chromium() as browser:
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        await page.goto(desk.url)
        await page.fill("#agent", "9001")
        await page.fill("#password", desk.passwords["9001"])
        await page.keyboard.press("Enter")
        panel = page.locator("[data-panel=figures]")
        row = panel.locator('[data-queue="*"]')
        await expect(row.locator("td").nth(1)).to_have_text(str(everything.offered))
        titles = await panel.locator("thead th").all_inner_texts()
        shown = dict(zip(titles[1:], await row.locator("td").all_inner_texts(), strict=True))
        assert (shown["留言"], shown["自助"]) == (str(everything.messages), str(everything.served))
        codes = panel.locator("[data-figures=codes]")
        for one in source.figures.wrap_up_codes:
            await expect(codes).to_contain_text(f"{one.code} {one.calls}")
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        fits = "(panel) => panel.scrollWidth <= panel.clientWidth"
        assert await panel.evaluate(fits), "no column is cut off at the usual width"
        # This desk has no other lists, and the page says so.
        await page.evaluate("document.querySelectorAll('.el-message').forEach((one) => one.remove())")
        await panel.screenshot(path=ARTIFACTS / "desk-figures.png")
        await context.close()
