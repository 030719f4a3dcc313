"""Debian's Chromium, and agents' pages in it that tell what they see and hear."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotline.bench.desk.figures import Seen
from hotline.bench.rows import NoMaterial
from hotline.machine.setup.runtime import environment, program

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

WAIT_MS = 60_000
LOOK_S = 0.1
SPEAKS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A microphone that nobody has to allow."""

INTERPRETED = ("--js-flags=--no-opt --no-maglev --no-sparkplug --regexp-interpret-all",)
"""V8 makes no machine code: it makes more of it for thousands of calls, throws it away when it is old, and
counts it as the page's memory. What grows without it is kept by the page."""
COLLECTIONS = 4
"""What was let go of in one part of the memory frees another in the next collection."""

TELLS = """
const bench = (window.bench = { shown: [], tasks: [], paint: 0, heard: 0, peers: [] })
const now = () => Date.now() / 1000
const observe = (type, each) =>
  new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true })
observe('longtask', (one) =>
  bench.tasks.push([(performance.timeOrigin + one.startTime) / 1000, one.duration]))
observe('paint', (one) => {
  if (one.name === 'first-contentful-paint') bench.paint = one.startTime
})
let last = ''
new MutationObserver(() => {
  const text = [...document.querySelectorAll('[data-line=caller] .bubble')].at(-1)?.textContent.trim() ?? ''
  if (text === last) return
  last = text
  // Counted when the frame with it is done, not when it stands in the document.
  requestAnimationFrame(() => setTimeout(() => bench.shown.push([now(), text])))
}).observe(document, { subtree: true, childList: true, characterData: true })
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) {
    super(...given)
    bench.peers.push(this)
  }
}
setInterval(async () => {
  if (bench.heard) return
  for (const peer of bench.peers)
    for (const { type, kind, totalAudioEnergy } of (await peer.getStats()).values())
      if (type === 'inbound-rtp' && kind === 'audio' && totalAudioEnergy > 1e-4) bench.heard ||= now()
}, 20)
"""
"""What a page tells: the caller's last line and when it was painted, tasks over 50 ms, its first paint, and
when it first heard a voice in a call (WebRTC's own count of the energy that was played)."""

TELEPHONE = """
localStorage.setItem('desk.phone',
  JSON.stringify({ here: true, microphone: '', loudspeaker: '', autoAnswer: true }))
"""
"""The page is the agent's telephone and answers by itself."""


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """The browser with these flags more, until the context ends. Raises NoMaterial where nothing drives it,
    MissingProgram where it is missing itself."""
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        raise NoMaterial(
            "Playwright, which drives the browser, comes with script/setup --extra bench"
        ) from None
    async with async_playwright() as playwright:
        path, *flags = program("chromium")
        found = await playwright.chromium.launch(
            executable_path=path, args=[*flags, *more], env={**os.environ, **environment("chromium")}
        )
        try:
            yield found
        finally:
            await found.close()


async def telling(browser: Browser, **more: Any) -> BrowserContext:
    """A browser of its own, nothing in its store yet, whose pages tell."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", **more)
    context.set_default_timeout(WAIT_MS)
    await context.add_init_script(TELLS)
    return context


async def log_in(page: Page, url: str, agent: str, password: str) -> None:
    """Opens the desk, and waits until it is live."""
    await page.goto(url)
    await page.fill("#agent", agent)
    await page.fill("#password", password)
    await page.keyboard.press("Enter")
    await page.locator(".connection.live").wait_for()


async def shown_by(page: Page) -> list[Seen]:
    """The caller's last line, each time it was another."""
    return [Seen(at, text) for at, text in await page.evaluate("bench.shown")]


async def told_by(page: Page, what: str) -> float:
    """That figure of what the page tells, once there is one. Raises TimeoutError."""
    for _ in range(int(WAIT_MS / 1000 / LOOK_S)):  # the page's own policy forbids what Playwright waits by
        if found := float(await page.evaluate(f"bench.{what}")):
            return found
        await asyncio.sleep(LOOK_S)
    raise TimeoutError(f"the page told nothing of {what} in {WAIT_MS / 1000:g} s")


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in a page's memory when all that nobody needs is gone."""

    heap: int
    """Bytes that its scripts hold. Elements, sound and what listens to them are the browser's own."""
    nodes: int
    listeners: int


async def kept_by(page: Page) -> Kept:
    """What it keeps now."""
    await page.evaluate("bench.shown.length = bench.tasks.length = 0")  # the bench's own, not the page's
    tools = await page.context.new_cdp_session(page)
    for _ in range(COLLECTIONS):
        await tools.send("HeapProfiler.collectGarbage")
    used = await tools.send("Runtime.getHeapUsage")
    counted = await tools.send("Memory.getDOMCounters")
    await tools.detach()
    return Kept(int(used["usedSize"]), int(counted["nodes"]), int(counted["jsEventListeners"]))


def microphone(recording: Path) -> str:
    """The flag with which the microphone speaks that file again and again."""
    return f"--use-file-for-fake-audio-capture={recording}"
