"""Reports, calendar, weeks ahead, big screen, sampling in a browser: filled, no barrier; their pictures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from playwright.async_api import Page

from agent_assist.desk.overview import Overview
from agent_assist.sampling.settings import SamplingSettings
from contracts import DayFigures, Figures, QueueDay
from hotline.cases.table import CASES
from hotline.city.kept.tables import CITY_CALLS
from hotline.desk.overview.calendar import DeskCalendar
from hotline.desk.overview.reports import DeskReports
from hotline.desk.overview.sampling import DeskSampling
from hotline.figures.settings import FiguresSettings
from hotline.records.database.samples.store import SampleStore
from hotline.records.database.tables import CALLS
from hotline.reports.book import ReportBook
from hotline.reports.calendar.book import CalendarBook
from hotline.reports.kept.past import Past
from tests.e2e.browsers import chromium
from tests.e2e.conftest import ARTIFACTS
from tests.e2e.pages.test_accessibility import AXE, barriers, log_in, opened
from tests.unit.agent_assist.desk.parts import Desk, running_desk
from tests.unit.agent_assist.figures.test_figures import FakeFigures
from tests.unit.hotline.reports.months import SECRET, Settings, case_row, city_call, fill, put, url
from tests.waiting import eventually

PARTS = ("reports", "calendar", "year", "ahead")
SCENES = 5

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not AXE.is_file(), reason="the web app's packages are not installed: run script/setup"
    ),
]


async def filled(folder: Path) -> None:
    """Last month, the same weeks of last year, and today until now."""
    today = date.today()
    await fill(folder, month=(today.replace(day=1) - timedelta(days=1)).replace(day=1))
    midnight = datetime.combine(today, datetime.min.time())
    passed = max(1.0, (datetime.now() - midnight).total_seconds() - 60)
    now = [
        city_call(f"now-{at}", midnight + timedelta(seconds=passed * at / 60), f"h{at}", 1 + at % 2)
        for at in range(60)
    ]
    last_year = datetime.combine(
        today - timedelta(days=today.weekday()) - timedelta(days=357), midnight.time()
    )
    seen = [city_call(f"like-{at}", last_year + timedelta(hours=2 * at), f"h{at}", 2) for at in range(40)]
    cases = [
        case_row(
            str(250000000000 + at),
            "城管/噪声",
            (last_year + timedelta(hours=2 * at)).timestamp(),
            "closed",
            "p",
        )
        for at in range(30)
    ]
    ended = datetime.now().timestamp() - 3600
    calls = [
        {"id": f"c{at}", "caller": "138****0000", "dialled": "12345", "started": ended - 60, "ended": ended}
        | {"queue": "urban", "agent": "8001"}
        for at in range(8)
    ]
    await put(folder, {CITY_CALLS: now + seen, CASES: cases, CALLS: calls})


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    await filled(tmp_path)
    where = url(tmp_path)
    async with (
        Past.opened(where, SECRET, Settings()) as past,
        SampleStore.opened(where) as samples,
    ):
        overview = Overview(
            DeskReports(ReportBook(past, FiguresSettings()), lambda _event: None),
            DeskCalendar(CalendarBook(past)),
            DeskSampling(samples, SamplingSettings, lambda _event: None),
        )
        async with running_desk(tmp_path, overview=overview, figures=Busy()) as running:
            yield running


class Busy(FakeFigures):
    """A day of queues."""

    async def day(self, day: date | None = None) -> DayFigures:
        some = Figures(offered=60, answered=55, waiting=2, answered_15_s=50, level_gb_percent=83.3)
        queues = tuple(QueueDay(queue=queue, day=some) for queue in ("*", "urban", "consumer"))
        return DayFigures(day=date.today().isoformat(), target_s=20, short_s=5, queues=queues)


async def test_the_pages_are_filled_and_have_no_barrier(desk: Desk) -> None:
    async with chromium() as browser:
        for language, scheme in product(("zh-CN", "en"), ("dark", "light")):  # pictures are of the last
            async with opened(browser, desk, language, scheme) as page:
                await log_in(page, desk, "9001", "[data-agent]")
                await _reports(page, language)
                await _sampling(page, language)
            async with opened(browser, desk, language, scheme) as page:
                await log_in(page, desk, "8001", "[data-panel=own-samples]")
                await page.click("[data-panel=own-samples] summary")
                await page.wait_for_selector("[data-own] [data-scores]")
                assert await barriers(page) == [], "own samples"
        await _screen(browser, desk)


async def _reports(page: Page, language: str) -> None:
    filled = {
        "reports": "[data-report] ~ .picture [data-drawn]",
        "calendar": "[data-panel=calendar] [data-drawn]",
        "year": "[data-panel=year] [data-drawn]",
        "ahead": "[data-letter]",
    }
    for part in PARTS:
        await page.goto(f"{page.url.partition('#')[0]}#{part}")
        await page.wait_for_selector(filled[part])
        if part == "calendar":  # the month that was filled
            await page.click("form button >> nth=0")
            last = date.today().replace(day=1) - timedelta(days=1)
            await page.wait_for_selector(f"[data-calendar='{last:%Y-%m}'] >> nth=0")
        await _picture(page, language, part)
        assert await barriers(page) == [], part


async def _sampling(page: Page, language: str) -> None:
    await page.goto(f"{page.url.partition('#')[0]}#sampling")
    if language == "zh-CN":
        await page.wait_for_selector("[data-panel=draw]")
        await page.fill("[name=first]", (date.today() - timedelta(days=1)).isoformat())
        await page.fill("[name=count]", "3")
        await page.click("[data-press=draw]")
    await page.wait_for_selector("[data-drawn]")
    await page.click("[data-drawn] button")
    await page.wait_for_selector("[data-form=score]")
    for item, points in (("opening", 10), ("listening", 18), ("answer", 36), ("record", 20), ("closing", 8)):
        await page.fill(f"[data-form=score] [name={item}]", str(points))
    await page.click("[data-press=score]")
    await page.wait_for_selector("[data-scores]")
    await _picture(page, language, "sampling")
    assert await barriers(page) == [], "sampling"


async def _screen(browser: object, desk: Desk) -> None:
    for language, width, height in (("zh-CN", 1920, 1080), ("en", 3840, 2160)):
        size = {"width": width, "height": height}
        async with opened(browser, desk, language, "light", viewport=size) as page:  # type: ignore[arg-type]
            await log_in(page, desk, "9001", "[data-agent]")
            await page.goto(f"{page.url.partition('#')[0]}#screen")
            await page.wait_for_selector(".el-message", state="detached")  # of parts that this desk lacks
            for scene in range(SCENES):
                await _turned_to(page, scene)
                if scene < 3:  # the others are tables
                    await page.wait_for_selector("[data-drawn]")
                await _picture(page, language, f"screen-{scene}")
                assert await page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
                assert await barriers(page) == [], f"screen {scene}"
                wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0


async def _turned_to(page: Page, scene: int) -> None:
    """By keys; it turns by itself as well, and on a busy machine past the one that is wanted."""
    await page.wait_for_selector("[data-scene]")

    async def there() -> bool:
        if await page.locator(f"[data-scene='{scene}']").count():
            return True
        await page.keyboard.press("ArrowRight")
        return False

    await eventually(there)


async def _picture(page: Page, language: str, name: str) -> None:
    if language == "zh-CN":
        ARTIFACTS.mkdir(exist_ok=True)
        await page.screenshot(path=ARTIFACTS / f"overview-{name}.png")
