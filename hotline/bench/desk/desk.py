"""`hotline bench desk`: fifty desks on one machine, one of them a browser that is the agent's telephone."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotline.bench.demo.learnt import learn_before
from hotline.bench.demo.stage import RECORDINGS, DemoStage, stage, temporary_folder
from hotline.bench.desk.browser import (
    INTERPRETED,
    SPEAKS,
    TELEPHONE,
    chromium,
    log_in,
    microphone,
    telling,
    told_by,
)
from hotline.bench.desk.call import Call, answered
from hotline.bench.desk.figures import spread
from hotline.bench.desk.office import SUPERVISOR, desks_of, in_calls, office
from hotline.bench.desk.pace import heap_slope, long_tasks
from hotline.configuration.schema import HotlineConfig
from hotline.instance import garbage_collection

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

Tell = Callable[[str], None]
WHAT = {
    "word_to_screen_ms": "real sentences by telephone: from the event of a partial or final (its own time) "
    "to the end of the frame with that text, both by this machine's clock",
    "speech_to_screen_ms": "the same sentences: from the first sound the telephone sends to the end of the "
    "first frame with a word of it",
    "reload_audio_ms": "real call, page loaded anew: from F5 to the first voice that its telephone plays "
    "(totalAudioEnergy of WebRTC's getStats)",
    "first_paint_ms": "first-contentful-paint of the desk, logged in, in a browser with an empty store",
    "long_tasks": "tasks over 50 ms at 60 updates a second: in a talk of the agent's own, and on a "
    "supervisor's page with every call; synthetic events through the real service and desk",
    "heap_slope": "bytes a call that the page's scripts hold after garbage collection, least squares; in a "
    "browser of its own whose V8 makes no machine code, which is not the page's; synthetic calls through the "
    "real service and desk",
    "heap_slope_last": "the same over the second half of the calls; flat is a page where both are 0, but for "
    "the some 60 kB by which one look differs from the next",
    "nodes, listeners": "of the document, those that nobody sees any more too, before and after these calls",
}


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is measured."""

    desks: int = 50
    sentences: int = 12
    reloads: int = 15
    loads: int = 10
    updates_s: float = 20.0
    calls: int = 200


async def measure(config: HotlineConfig, amounts: Amounts, tell: Tell) -> dict[str, Any]:
    """Every figure, with units in the names, and what was measured. Takes minutes.

    Raises NoMaterial or MissingProgram where there is no browser, and what `stage` raises.
    """
    before = os.getloadavg()[0]
    tell("hotline")
    with temporary_folder() as name:
        whole = office(config, amounts.desks)
        await asyncio.to_thread(learn_before, whole, Path(name), tell)
        async with (
            stage(whole, Path(name), agents=0) as scene,
            chromium(*SPEAKS, microphone(RECORDINGS / "agent-1.wav")) as browser,
        ):
            garbage_collection.freeze()  # as a service does when it is up
            mine, *others = [agent.id for agent in whole.agents if agent.takes_calls]
            tell(f"{len(others)} desks")
            async with desks_of(scene, others) as counted, in_calls(others, scene.service.bus.publish):
                began = time.monotonic()
                found = await _measured(scene, browser, mine, amounts, tell)
                seconds = time.monotonic() - began
                rate = counted.messages / seconds / max(1, len(others))
    return found | {
        "desks": {"protocol": len(others), "chromium": 1},
        "messages_a_second_each": round(rate, 1),
        "cores": os.cpu_count(),
        "load_average": {"before": round(before, 1), "after": round(os.getloadavg()[0], 1)},
        "seconds": round(seconds, 1),
        "measured": WHAT,
    }


async def _measured(
    scene: DemoStage, browser: Browser, agent: str, amounts: Amounts, tell: Tell
) -> dict[str, Any]:
    tell("first paint")
    paints = await _first_paints(scene, browser, agent, amounts.loads)
    async with _page(scene, browser, agent, TELEPHONE) as page:
        async with answered(scene, page, agent) as call:
            tell("words")
            words, speech = await call.words(amounts.sentences)
            tell("reloads")
            reloads = await _reloads(call, amounts.reloads, tell)
        tell("updates")
        publish = scene.service.bus.publish
        own = await long_tasks(page, publish, [agent], amounts.updates_s)
        async with _page(scene, browser, SUPERVISOR) as over:
            all_calls = await long_tasks(over, publish, _others(scene, agent), amounts.updates_s)
    async with chromium(*INTERPRETED) as plain, _page(scene, plain, agent) as page:
        heap = await heap_slope(page, publish, agent, amounts.calls, tell)
    return {
        "word_to_screen_ms": spread([one for one in words if one is not None]),
        "speech_to_screen_ms": spread(speech),
        "reload_audio_ms": spread(reloads),
        "first_paint_ms": spread(paints),
        "long_tasks": len(own) + len(all_calls),
        "long_tasks_ms": {"agent": own, "supervisor": all_calls},
        "words_never_shown": words.count(None),
        **heap,
    }


@asynccontextmanager
async def _page(scene: DemoStage, browser: Browser, agent: str, script: str = "") -> AsyncIterator[Page]:
    context = await telling(browser, ignore_https_errors=True)
    if script:
        await context.add_init_script(script)
    page = await context.new_page()
    await log_in(page, scene.desk_url, agent, scene.passwords[agent])
    yield page
    await context.close()


async def _first_paints(scene: DemoStage, browser: Browser, agent: str, loads: int) -> list[float]:
    async with _page(scene, browser, agent) as page:
        session = await page.context.storage_state()
    found = []
    for _ in range(loads):
        context = await telling(browser, ignore_https_errors=True, storage_state=session)
        page = await context.new_page()
        await page.goto(scene.desk_url)
        await page.locator(".connection.live").wait_for()
        found.append(await told_by(page, "paint"))
        await context.close()
    return found


async def _reloads(call: Call, times: int, tell: Tell) -> list[float]:
    found = []
    async with call.citizen_speaks():
        for done in range(times):
            tell(f"reload {done + 1} / {times}")
            pressed = time.time()
            await call.page.reload(wait_until="commit")
            found.append((await told_by(call.page, "heard") - pressed) * 1000)
            await asyncio.sleep(1)  # a talk goes on for a while before the next
    return found


def _others(scene: DemoStage, agent: str) -> list[str]:
    return [one.id for one in scene.config.agents if one.takes_calls and one.id != agent]
