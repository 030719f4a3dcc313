"""How a page bears many updates, and many calls."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from contracts import CallEnded, Event
from hotline.bench.desk.browser import Kept, kept_by
from hotline.bench.desk.figures import slope
from hotline.bench.desk.scripted import NAMED, begins, talks, whole

if TYPE_CHECKING:
    from playwright.async_api import Page

UPDATES = 60
"""A second, all calls together."""
SENTENCES = 12
"""Of each call whose memory is looked at."""
LOOK_EVERY = 10
"""Calls between two looks at the memory."""
KEPT = 40
"""Calls before the first look: so many ended ones a page may keep for its list."""


async def long_tasks(
    page: Page, publish: Callable[[Event], None], agents: Sequence[str], seconds: float
) -> list[int]:
    """Lengths of the tasks over 50 ms (ms) while new calls of those agents, one each, are written."""
    calls = {f"{NAMED}busy-{agent}": agent for agent in agents}
    for call, agent in calls.items():
        for event in begins(call, agent):
            publish(event)
    if len(calls) > 1:  # a supervisor looks at one of them
        await page.click("[data-calls] button >> nth=0")
        await page.locator("article[data-call]").wait_for()
    else:
        await _shows(page, next(iter(calls)))
    await asyncio.sleep(1)  # what the call's beginning brings is not what is measured
    began = time.time()
    lines = itertools.cycle([talks(call, agent) for call, agent in calls.items()])
    for number in range(int(seconds * UPDATES)):
        publish(next(next(lines)))
        await asyncio.sleep(max(0.0, began + (number + 1) / UPDATES - time.time()))
    found = [round(ms) for at, ms in await page.evaluate("bench.tasks") if began <= at]
    for call in calls:
        publish(CallEnded(call=call, by="caller"))
    return found


async def heap_slope(
    page: Page, publish: Callable[[Event], None], agent: str, calls: int, tell: Callable[[str], None]
) -> dict[str, Any]:
    """So many calls of that agent, one after another: what is left of each in the page, over all of them
    and over the second half, by when lists have filled up to their bounds and every part was shown once. One
    look differs from the next by some 60 kB."""
    looks: list[tuple[int, Kept]] = []
    for number in range(KEPT + calls + 1):
        if number >= KEPT and (number - KEPT) % LOOK_EVERY == 0:
            tell(f"call {number} / {KEPT + calls}")
            looks.append((number, await kept_by(page)))
        call = f"{NAMED}short-{number}"
        *events, end = whole(call, agent, SENTENCES)
        for event in events:
            publish(event)
        await _shows(page, call)
        publish(end)
    points = [(float(number), float(kept.heap)) for number, kept in looks]
    first, last = looks[0][1], looks[-1][1]
    return {
        "heap_slope": round(slope(points)),
        "heap_slope_last": round(slope(points[len(points) // 2 :])),
        "heap_bytes": {"first": first.heap, "last": last.heap},
        "nodes": {"first": first.nodes, "last": last.nodes},
        "listeners": {"first": first.listeners, "last": last.listeners},
        "heap_calls": calls,
    }


async def _shows(page: Page, call: str) -> None:
    """An agent's page brings the call to the front by itself."""
    # No handle of an element may be left: it would keep the call's whole part of the page alive.
    await page.locator(f"[data-call='{call}']").wait_for()
