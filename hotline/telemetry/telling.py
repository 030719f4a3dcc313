"""A service tells a collector of its calls, for as long as it runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from contracts import Event, Fault
from hotline.machine.tasks import background
from hotline.records.bus import EventBus
from hotline.records.database.records import RecordsUnavailable
from hotline.telemetry.follower import Follower, spans_of
from hotline.telemetry.package import COMMAND, missing
from hotline.telemetry.settings import HeadersUnreadable, TelemetrySettings
from hotline.telemetry.spans import taken

if TYPE_CHECKING:
    from hotline.telemetry.otlp import Collector, Count

log = logging.getLogger(__name__)

MOST_UNKNOWN = 2000
"""Calls of an earlier service whose records are read one after the other."""

History = Callable[[str], Awaitable[Sequence[Event]]]
"""All events of a call; raises RecordsUnavailable (hotline.records.database.records.Records.history)."""


@asynccontextmanager
async def telling_collector(
    settings: TelemetrySettings, node: str, bus: EventBus, history: History, count: Count, base: Path
) -> AsyncIterator[None]:
    """Spans of the calls on the bus are sent, if a collector is configured. Without the packages, or its
    headers (looked for below `base`), that is a fault, and calls go on."""
    if settings.otlp_url is None:
        yield
        return
    try:
        collector = await _collector(settings, node, count, base)
    except (HeadersUnreadable, ModuleNotFoundError) as error:
        bus.publish(Fault(part="telemetry", message=str(error), done="calls go on, no collector is told"))
        yield
        return
    unknown: asyncio.Queue[str] = asyncio.Queue(MOST_UNKNOWN)

    def ask(call: str) -> None:
        if unknown.full():
            log.warning("call %s began before this service and is not told to the collector", call)
            return
        unknown.put_nowait(call)

    follower = Follower(node, settings.sample, collector.send, ask)
    stop = bus.listen(follower.take)
    earlier = _tell_earlier(unknown, history, settings.sample, node, collector)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(collector.close)
        await stack.enter_async_context(background(earlier, "calls of an earlier service"))
        stack.callback(stop)
        yield


async def _collector(settings: TelemetrySettings, node: str, count: Count, base: Path) -> Collector:
    if (name := missing()) is not None:
        raise ModuleNotFoundError(f"the package {name} is missing; install it with: {COMMAND}")
    headers = await asyncio.to_thread(settings.headers, base)
    from hotline.telemetry.otlp import Collector

    return Collector(settings.endpoint, headers, settings.service_name, node, count)


async def _tell_earlier(
    calls: asyncio.Queue[str], history: History, share: float, node: str, collector: Collector
) -> None:
    """Calls that an earlier service began are told whole, out of their records, until cancelled."""
    while True:
        call = await calls.get()
        try:
            spans = spans_of(await history(call), node)
        except RecordsUnavailable as error:
            log.warning("call %s is not told to the collector: %s", call, error)
            continue
        except Exception:
            log.exception("call %s is not told to the collector", call)
            continue
        if spans and taken(spans[-1].trace, share):
            collector.send(spans)
