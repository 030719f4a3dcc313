"""The figures of today in a running service: begun with the records, kept by the bus, published as events."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date

from contracts import DayFigures, Event, Figures, QueueFigures
from hotline.figures.day import day_figures
from hotline.figures.half_hours import bounds, day_of, half_hour
from hotline.figures.recorded import RecordedDay
from hotline.figures.settings import FiguresSettings
from hotline.figures.tally import Tally
from hotline.machine.tasks import background
from hotline.records.bus import EventBus
from hotline.records.database.records import RecordsUnavailable

log = logging.getLogger(__name__)

EVERY_S = 15.0


class LiveFigures:
    """Runs on the event loop; a day's figures take some milliseconds."""

    def __init__(
        self,
        settings: FiguresSettings,
        url: str,
        queues: Callable[[], Sequence[str]],
        publish: Callable[[Event], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`url` of the records; `queues`: those that are configured now."""
        self._settings = settings
        self._url = url
        self._queues = queues
        self._publish = publish
        self._clock = clock
        self._tally = Tally(settings)
        self._told: dict[str, tuple[Figures, Figures]] = {}

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, settings: FiguresSettings, url: str, queues: Callable[[], Sequence[str]], bus: EventBus
    ) -> AsyncIterator[LiveFigures]:
        """Counts and publishes until the end of the context. Without records it begins with nothing."""
        figures = cls(settings, url, queues, bus.publish)
        await figures.begin()
        bus.listen(figures.take)
        async with background(figures.run(), "figures"):
            yield figures

    async def begin(self) -> None:
        """Counts what the records have of today."""
        try:
            async with RecordedDay.opened(self._url, day_of(self._clock()), self._settings) as recorded:
                await recorded.read()
                self._tally = recorded.tally
        except RecordsUnavailable as error:
            log.warning("today's figures begin with nothing: %s", error)

    def take(self, event: Event) -> None:
        """Counts one event of the bus."""
        self._tally.take(event)

    async def day(self, day: date | None = None) -> DayFigures:
        """Today without a day; an earlier one comes from the records. Raises `RecordsUnavailable`."""
        now = self._clock()
        if day is None or day == day_of(now):
            return day_figures(self._tally, day_of(now), self._queues(), now)
        async with RecordedDay.opened(self._url, day, self._settings) as recorded:
            await recorded.read()
        return day_figures(recorded.tally, day, self._queues(), now)

    async def run(self) -> None:
        """Publishes what has changed, until cancelled."""
        while True:
            self.tell()
            await asyncio.sleep(EVERY_S)

    def tell(self) -> None:
        """Once. What lies before today is forgotten."""
        now = self._clock()
        today, present = day_of(now), half_hour(now)
        self._tally.forget_before(bounds(today)[0])
        for queue in day_figures(self._tally, today, self._queues(), now).queues:
            found = [one.figures for one in queue.half_hours if one.at == present]
            both = (found[0] if found else Figures(), queue.day)
            if self._told.get(queue.queue) != both:
                self._told[queue.queue] = both
                self._publish(
                    QueueFigures(queue=queue.queue, half_hour_at=present, half_hour=both[0], day=both[1])
                )
