"""Every page, in both languages, light and dark, has nothing that axe counts as a barrier; and it fits."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from agent_assist.desk.server import WEB_DIST
from agent_assist.settings import AgentSettings
from contracts import (
    AgentChanged,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    QueueChanged,
    TranscriptFinal,
    TranscriptPartial,
)
from tests.e2e.browsers import chromium
from tests.unit.agent_assist.admin.test_routes import BOSS, FakeAdministration
from tests.unit.agent_assist.desk.parts import AGENTS, Desk, running_desk

AXE = WEB_DIST.parent / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not AXE.is_file(), reason="the web app's packages are not installed: run script/setup"
    ),
]


def talk() -> list[Event]:
    """One call that is talked about, one that waits, one that is over."""
    events: list[Event] = [AgentChanged(agent="8001", phase="talking", call="c1")]
    events += [QueueChanged(queue="urban", waiting=1, agents_available=1)]
    for call, queue in (("old", "urban"), ("c1", "urban"), ("w1", "consumer")):
        events += [CallStarted(call=call, caller="138****8000", dialled="12345")]
        events += [Decided(call=call, outcome="route", intent="noise", intent_name="噪声扰民", queue=queue,
                           score=0.94, runner_up="illegal_building", runner_up_score=0.3, reason="施工",
                           heard="半夜还在施工")]  # fmt: skip
        events += [CallQueued(call=call, queue=queue, position=1)]
    for call in ("old", "c1"):
        events += [AgentRinging(call=call, agent="8001"), Bridged(call=call, agent="8001")]
        events += [TranscriptFinal(call=call, leg="caller", utterance=0, text="工地半夜还在施工", start_ms=0,
                                   end_ms=900, confidence=0.4)]  # fmt: skip
    events += [TranscriptPartial(call="c1", leg="agent", utterance=0, text="请问在什么")]
    return [*events, CallEnded(call="old", by="caller")]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    agents = [*AGENTS, BOSS, AgentSettings(id="audit", name="审计员", role="auditor")]
    async with running_desk(tmp_path, agents=agents, administration=FakeAdministration()) as running:
        for event in talk():
            running.hub.publish(event)
        yield running


@contextlib.asynccontextmanager
async def opened(
    browser: Browser, desk: Desk, language: str, scheme: Any, **more: Any
) -> AsyncIterator[Page]:
    """The log-in page. axe is put into it, which the page's own policy forbids."""
    context = await browser.new_context(
        bypass_csp=True,
        color_scheme=scheme,
        reduced_motion="reduce",
        **({"viewport": {"width": 1440, "height": 900}} | more),
    )
    page = await context.new_page()
    await page.add_init_script(f"localStorage.setItem('desk.language', '{language}')")
    await page.goto(desk.url)
    await page.wait_for_selector("#agent")
    yield page
    await context.close()


async def log_in(page: Page, desk: Desk, agent: str, shown: str) -> None:
    await page.fill("#agent", agent)
    await page.fill("#password", desk.passwords[agent])
    await page.keyboard.press("Enter")
    await page.wait_for_selector(shown)


async def barriers(page: Page) -> list[str]:
    """What axe finds: the rule, and where."""
    await page.add_script_tag(path=AXE)
    found = await page.evaluate("rules => axe.run({ runOnly: rules })", STANDARDS)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_no_page_has_a_barrier(browser: Browser, desk: Desk, language: str, scheme: str) -> None:
    async with opened(browser, desk, language, scheme) as page:
        assert await barriers(page) == [], "log-in"
        await log_in(page, desk, "8001", "[data-call=c1] [data-line=caller]")
        assert await barriers(page) == [], "an agent in a talk"
        await page.click("[data-press=escalate]")
        await page.wait_for_selector("form.reason")
        assert await barriers(page) == [], "why it is escalated"
        await page.click("[data-press=consult]")
        await page.wait_for_selector("[data-option^='queue '] >> nth=0")
        assert await barriers(page) == [], "whom to ask"
        await page.keyboard.press("Escape")
        await page.click(".correction .wrong")
        await page.wait_for_selector("[data-option^='intent:'] >> nth=0")
        # Arrow keys of its input, which keeps the focus, walk through the list; it scrolls with them.
        found = [one for one in await barriers(page) if not one.startswith("scrollable-region-focusable")]
        assert found == [], "what it is about instead"
        await page.keyboard.press("Escape")
        await page.click("[data-press=settings]")
        assert await barriers(page) == [], "settings"
        await page.keyboard.press("Escape")
        await page.click("[data-press=history]")
        assert await barriers(page) == [], "past calls"
        await page.keyboard.press("Escape")
        await page.keyboard.press("?")
        await page.wait_for_selector("[data-shortcuts]")
        assert await barriers(page) == [], "keys"
        await page.keyboard.press("Escape")
        desk.hub.publish(CallEnded(call="c1", by="caller"))
        desk.hub.publish(AgentChanged(agent="8001", phase="wrap_up", call="c1"))
        await page.wait_for_selector(".own[data-state=wrap_up]")
        assert await barriers(page) == [], "wrap-up"
        desk.hub.publish(CallStarted(call="c2", caller="139****0000", dialled="12345"))
        desk.hub.publish(AgentRinging(call="c2", agent="8001"))
        await page.wait_for_selector("[data-ringing]")
        assert await barriers(page) == [], "a call that rings"
    async with opened(browser, desk, language, scheme) as page:
        await log_in(page, desk, "9001", "[data-agent]")
        assert await barriers(page) == [], "a supervisor"
    async with opened(browser, desk, language, scheme) as page:
        await log_in(page, desk, "admin", "[data-agent]")
        await page.click("a[href='#config']")
        await page.wait_for_selector(".cm-content")
        tabs = page.locator(".half >> nth=1 >> [role=tab]")
        for number in range(await tabs.count()):
            await tabs.nth(number).click()
            what = await tabs.nth(number).inner_text()
            assert await barriers(page) == [], f"the administrators' page, {what}"
    async with opened(browser, desk, language, scheme) as page:
        await log_in(page, desk, "audit", "[data-panel=traces]")
        assert await barriers(page) == [], "the auditors' page"


@pytest.mark.parametrize("width", [2560, 1440, 1024, 640])
async def test_nothing_hangs_over_the_edge(browser: Browser, desk: Desk, width: int) -> None:
    """640 pixels are what 200 % leaves of 1280."""
    async with opened(browser, desk, "zh-CN", "light", viewport={"width": width, "height": 800}) as page:
        await log_in(page, desk, "8001", "[data-call=c1]")
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
        hold = page.locator("[data-press=hold]")
        await hold.scroll_into_view_if_needed()
        box = await hold.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
