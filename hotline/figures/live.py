"""The figures of today in a running service: begun with the records, kept by the bus, published as events."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date

from contracts import DayFigures, Event, Figures, QueueFigures
from hotline.figures.day import day_figures
from hotline.figures.half_hours import OVER_MIDNIGHT_S, bounds, day_of, half_hour
from hotline.figures.recorded import RecordedDay
from hotline.figures.settings import FiguresSettings
from hotline.figures.tally import TYPES, Tally
from hotline.machine.tasks import background
from hotline.records.bus import EventBus
from hotline.records.database.records import RecordsUnavailable

log = logging.getLogger(__name__)

EVERY_S = 15.0
MOST_HEARD = 100_000
"""Events kept while the records are read; the oldest go beyond that."""
MOST_FINISHED = 7
"""Past days kept, so that they are not read again."""


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
        self._since = clock()
        """What happened earlier comes from the records, what happens later from the bus."""
        self._heard: deque[Event] = deque(maxlen=MOST_HEARD)
        self._begun = asyncio.Event()
        self._reading = asyncio.Lock()
        self._finished: OrderedDict[date, Tally] = OrderedDict()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, settings: FiguresSettings, url: str, queues: Callable[[], Sequence[str]], bus: EventBus
    ) -> AsyncIterator[LiveFigures]:
        """Counts and publishes until the end of the context. The records are read meanwhile."""
        figures = cls(settings, url, queues, bus.publish)
        bus.listen(figures.take)
        async with background(figures.run(), "figures"):
            yield figures

    async def begin(self) -> None:
        """Counts what the records have of today, and what was heard meanwhile. Without records it begins
        with nothing."""
        today = day_of(self._since)
        try:
            async with RecordedDay.opened(self._url, today, self._settings, until=self._since) as recorded:
                await recorded.read()
                self._tally = recorded.tally
        except RecordsUnavailable as error:
            log.warning("today's figures begin with nothing: %s", error)
        finally:
            self._begun.set()
            while self._heard:
                self._tally.take(self._heard.popleft())

    def take(self, event: Event) -> None:
        """Counts one event of the bus."""
        if self._begun.is_set():
            self._tally.take(event)
        elif event.type in TYPES:
            self._heard.append(event)

    async def day(self, day: date | None = None) -> DayFigures:
        """Today without a day, as soon as it has begun; an earlier one comes from the records. Raises
        `RecordsUnavailable`."""
        now = self._clock()
        if day is None or day == day_of(now):
            await self._begun.wait()
            return day_figures(self._tally, day_of(now), self._queues(), now)
        return day_figures(await self._past(day, now), day, self._queues(), now)

    async def _past(self, day: date, now: float) -> Tally:
        """One at a time: each is a lot of reading."""
        async with self._reading:
            if (known := self._finished.get(day)) is not None:
                return known
            async with RecordedDay.opened(self._url, day, self._settings) as recorded:
                await recorded.read()
            if bounds(day)[1] + OVER_MIDNIGHT_S <= now:
                self._finished[day] = recorded.tally
                if len(self._finished) > MOST_FINISHED:
                    self._finished.popitem(last=False)
            return recorded.tally

    async def run(self) -> None:
        """Begins, then publishes what has changed, until cancelled."""
        await self.begin()
        while True:
            self.tell()
            await asyncio.sleep(EVERY_S)

    def tell(self) -> None:
        """Once. What lies before today is forgotten."""
        now = self._clock()
        today, present = day_of(now), half_hour(now)
        self._tally.forget_before(bounds(today)[0])
        queues = day_figures(self._tally, today, self._queues(), now).queues
        for queue in queues:
            found = [one.figures for one in queue.half_hours if one.at == present]
            both = (found[0] if found else Figures(), queue.day)
            if self._told.get(queue.queue) != both:
                self._told[queue.queue] = both
                self._publish(
                    QueueFigures(queue=queue.queue, half_hour_at=present, half_hour=both[0], day=both[1])
                )
        for name in self._told.keys() - {one.queue for one in queues}:
            del self._told[name]
            none = Figures()
            self._publish(QueueFigures(queue=name, half_hour_at=present, half_hour=none, day=none, gone=True))
