"""Opening hours while callers wait: the floor hears which queues and special seats are closed now.

The dialogue decides at the beginning of a call where the caller goes (ivr.dialogue.hours.duty). Who still
waits when that place closes goes to those on duty: from a queue to its `after_hours`, from a seat to anybody
of its queue. What opens takes nobody away from where they wait already.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from hotline.guidance.live import Live
from hotline.machine.tasks import background
from ivr.dialogue.hours.calendar import Calendar
from ivr.settings.distribution.queues import Place
from telephony.distributor.floor import Floor

LOOK_S = 5.0
"""Between two looks at the clock; hours are of whole minutes."""


class OpeningHours:
    """Of what is live."""

    def __init__(self, live: Live, floor: Floor, now: Callable[[], datetime] = datetime.now) -> None:
        """`now`: local time."""
        self._live = live
        self._floor = floor
        self._now = now

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Looks at once, with every publication, and as time goes by."""
        self.look()
        self._live.follow(lambda _guide: self.look())
        async with background(self._watch(), "opening hours"):
            yield

    def look(self) -> None:
        """Tells the floor what is closed at this moment."""
        ivr, moment = self._live.guide.config.ivr, self._now()
        calendar = Calendar(ivr.special_days)
        places: list[Place] = [*ivr.queues, *ivr.seats]
        self._floor.set_closed(
            place.id
            for place in places
            if place.hours is not None and not calendar.open_at(ivr.hours[place.hours], moment)
        )

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            self.look()
