"""Agents' pages that are telephones: a browser with a microphone that speaks a file, and what it hears."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile
from playwright.async_api import Browser, BrowserContext, Page, expect

from hotline.bench.baresip import RATE
from tests.e2e.browsers import chromium
from tests.e2e.conftest import PATIENCE_MS
from tests.e2e.phones.tones import HEARD, strength
from tests.waiting import eventually

_EARS = """
window.peers = []
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.peers.push(this) }
}
"""
"""What the page's telephone is told to play is looked at where it arrives."""

_PLAIN = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
navigator.mediaDevices.getUserMedia = () =>
  open({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } })
"""
"""The browser's filters would take a tone for noise."""

_LISTEN = """
async () => {
  const live = window.peers.filter((one) => one.connectionState === 'connected').at(-1)
  const track = live?.getReceivers()[0]?.track
  if (!track) return []
  window.ear ??= new AudioContext({ sampleRate: 8000 })
  await window.ear.resume()
  const analyser = window.ear.createAnalyser()
  analyser.fftSize = 4096
  const source = window.ear.createMediaStreamSource(new MediaStream([track]))
  source.connect(analyser)
  await new Promise((done) => setTimeout(done, 700))
  const samples = new Float32Array(4096)
  analyser.getFloatTimeDomainData(samples)
  source.disconnect()
  return Array.from(samples)
}
"""


@asynccontextmanager
async def with_microphone(says: Path | None) -> AsyncIterator[Browser]:
    """A browser whose microphone speaks that file again and again; None: there is no microphone."""
    flags = ["--autoplay-policy=no-user-gesture-required"]
    if says is not None:
        flags += [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-audio-capture={says}",
        ]
    async with chromium(*flags) as browser:
        yield browser


def spoken(folder: Path, voice: np.ndarray) -> Path:
    """A file for a browser's microphone."""
    path = folder / "microphone.wav"
    soundfile.write(path, voice, RATE, subtype="PCM_16")
    return path


class Entrance(Protocol):
    """Where a desk is, and who may enter."""

    @property
    def desk_url(self) -> str: ...

    @property
    def passwords(self) -> dict[str, str]: ...


async def at_the_door(browser: Browser, url: str, *, plain: bool = False) -> Page:
    """The page on which one logs in. `plain`: the microphone is heard as it is."""
    context: BrowserContext = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN"
    )
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.add_init_script(_EARS + (_PLAIN if plain else ""))
    await page.goto(url)
    await page.locator("#agent").wait_for()
    return page


async def at_desk(
    browser: Browser, scene: Entrance, agent: str, *, plain: bool = False, url: str | None = None
) -> Page:
    """The desk of that agent, logged in. `plain`: the microphone is heard as it is; `url`: another way to
    the desk than the usual one."""
    page = await at_the_door(browser, url or scene.desk_url, plain=plain)
    await page.fill("#agent", agent)
    await page.fill("#password", scene.passwords[agent])
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#agent", state="detached")
    return page


async def phone_is(page: Page, state: str) -> None:
    """Waits until the page's telephone is so."""
    await expect(page.locator("[data-phone]")).to_have_attribute("data-phone", state)


async def answer_here(page: Page) -> None:
    """The agent wants calls on this page, and it is a telephone."""
    await page.click("[data-press=phone]")
    await phone_is(page, "ready")


async def page_hears(page: Page) -> np.ndarray:
    """What arrives at the page now, half a second of 16-bit samples at 8 kHz; nothing where nothing comes."""
    samples: list[float] = await page.evaluate(_LISTEN)
    return (np.array(samples) * 32767).astype("<i2")


async def page_hears_only(page: Page, *voices: float, of: tuple[float, ...]) -> None:
    """Waits until the page hears exactly these of all the voices. Raises TimeoutError."""
    found: dict[float, int] = {}

    async def right() -> bool:
        samples = await page_hears(page)
        found.update({hz: round(strength(samples, hz)) for hz in of})
        return all((found[hz] > HEARD) == (hz in voices) for hz in of)

    await eventually(right, seen=lambda: found)
