"""A real call that the browser has answered: what the citizen says, and when it is on the page."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import numpy as np

from contracts import Event, TranscriptFinal, TranscriptPartial
from hotline.bench.baresip import RATE
from hotline.bench.demo.caller import AUDIBLE, CALLER_PORTS, NUMBER, PROMPT_TIMEOUT_S
from hotline.bench.demo.stage import RECORDINGS, DemoStage
from hotline.bench.demo.timeline import Timeline
from hotline.bench.desk.browser import shown_by
from hotline.bench.desk.figures import Seen, delays_ms, first_after_ms
from hotline.bench.desk.scripted import NAMED
from hotline.bench.softphone import Softphone, load_speech

if TYPE_CHECKING:
    from playwright.async_api import Page

HUMAN = "0"
"""Key for an agent."""
BETWEEN_S = 2.5
"""From the end of a sentence to the next: the pause that ends it, and the second reading."""
TONE_HZ, TONE_S, LOUDNESS = 700, 30.0, 4000
READY_S = 60.0


class Call:
    """Made by `answered`."""

    def __init__(self, scene: DemoStage, page: Page, citizen: Softphone, call: str) -> None:
        self.page = page
        self._citizen = citizen
        self._call = call
        self._written: list[Seen] = []
        scene.service.bus.listen(self._take)

    def _take(self, event: Event) -> None:
        if isinstance(event, (TranscriptPartial, TranscriptFinal)) and event.call == self._call:
            text = event.text if isinstance(event, TranscriptPartial) else event.written or event.text
            if event.leg == "caller" and text:
                self._written.append(Seen(event.at, text))

    async def words(self, times: int) -> tuple[list[float | None], list[float]]:
        """So many sentences are said. Returns, in ms, from each text that was written to the screen, and from
        the first sound of each sentence to the first text of it on the screen."""
        self._written.clear()
        recordings = sorted(RECORDINGS.glob("caller-*.wav"))
        began = []
        for index in range(times):
            speech = load_speech(recordings[index % len(recordings)])
            onset = float(np.flatnonzero(np.abs(speech.astype(np.int32)) > AUDIBLE)[0]) / RATE
            length = await self._citizen.say(speech)
            began.append(time.time() + onset)
            await asyncio.sleep(length + BETWEEN_S)
        shown = await shown_by(self.page)
        return delays_ms(self._written, shown), first_after_ms(began, shown)

    @asynccontextmanager
    async def citizen_speaks(self) -> AsyncIterator[None]:
        """A tone, without end."""
        tone = LOUDNESS * np.sin(2 * np.pi * TONE_HZ * np.arange(int(TONE_S * RATE)) / RATE)

        async def speak() -> None:
            for _ in itertools.count():
                await asyncio.sleep(await self._citizen.say(tone.astype("<i2")))

        speaking = asyncio.create_task(speak(), name="the citizen speaks")
        try:
            yield
        finally:
            speaking.cancel()


@asynccontextmanager
async def answered(scene: DemoStage, page: Page, agent: str) -> AsyncIterator[Call]:
    """A citizen has asked for an agent by key, and the page has answered by itself. Raises TimeoutError."""
    await page.locator("[data-state=available]").wait_for()
    ports = (CALLER_PORTS, CALLER_PORTS + 19)
    async with Softphone(
        scene.folder / "phones" / "citizen", scene.sip_server, number=NUMBER, rtp_ports=ports
    ) as citizen:
        await citizen.dial(scene.config.telephony.number)
        while (timeline := await scene.next_call(PROMPT_TIMEOUT_S)).call.startswith(NAMED):
            pass  # of those in scripted calls
        await _until(timeline, "greeting_sent")
        await citizen.press(HUMAN)
        await _until(timeline, "bridged")
        await page.locator("[data-phone=talking]").wait_for()
        yield Call(scene, page, citizen, timeline.call)
        await citizen.hang_up()
        await timeline.until(lambda: timeline.ended is not None, PROMPT_TIMEOUT_S)


async def _until(timeline: Timeline, moment: str) -> None:
    if not await timeline.until(lambda: moment in timeline.moments, READY_S):
        raise TimeoutError(f"the call of the bench came to no {moment} in {READY_S:g} s: {timeline.seen}")
