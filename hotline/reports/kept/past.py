"""What reports and the calendar are made of: opened once for both, what was usual learned once a day."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

from hotline.cases.store import PURPOSE as CASES_PURPOSE
from hotline.city.expected.level import KindOfDay, Level, learned
from hotline.city.kept.store import PURPOSE
from hotline.city.live import LiveSettings
from hotline.city.view import LEVEL_HOURS
from hotline.records.database.records import RecordsUnavailable
from hotline.records.sealing import Seal
from hotline.reports.kept.days import DayStore
from hotline.reports.kept.store import ReportCases, ReportStore
from hotline.reports.period import PeriodKind, period_of, periods_between
from ivr.dialogue.hours.calendar import Calendar

log = logging.getLogger(__name__)

LEVEL = timedelta(hours=LEVEL_HOURS)
"""Of the past out of which it is learned."""
WEEKS, DAYS = 70, 62
"""Whose topics are counted ahead; months are as a part of what is learned."""
KINDS: tuple[PeriodKind, ...] = ("day", "month")
FIRST_S, PREPARE_S = 60.0, 3600.0
MOST_LEVELS = 16
"""Days before which it is known what was usual."""


class Past:
    """Made by `opened`. Every method raises `RecordsUnavailable`."""

    def __init__(
        self,
        city: ReportStore,
        cases: ReportCases,
        days: DayStore,
        live: LiveSettings,
        clock: Callable[[], float],
    ) -> None:
        self.clock = clock
        self.city = city
        self.cases = cases
        self.days = days
        self.live = live
        # With how many calls there were.
        self._levels: OrderedDict[date, tuple[int, Level]] = OrderedDict()
        self._learning = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, secret: str, live: LiveSettings, clock: Callable[[], float] = time.time
    ) -> AsyncIterator[Past]:
        """On the records' database at `url`, sealed with `secret`; `clock`: seconds since the Unix epoch."""
        async with (
            ReportStore.opened(url, Seal(secret, PURPOSE)) as city,
            ReportCases.opened(url, Seal(secret, CASES_PURPOSE)) as cases,
            DayStore.opened(url) as days,
        ):
            yield cls(city, cases, days, live, clock)

    async def run(self) -> None:
        """For as long as the service runs: counts what is over and learns what is usual before anybody
        asks."""
        await asyncio.sleep(FIRST_S)  # calls go before when a service starts
        while True:
            try:
                await self.prepare()
            except RecordsUnavailable as error:
                log.warning("what is over is not counted ahead: %s", error)
            await asyncio.sleep(PREPARE_S)

    async def prepare(self) -> None:
        """Once."""
        now = self.clock()
        today = datetime.fromtimestamp(now).date()
        for kind in KINDS:
            await self.level(period_of(kind, today).begin)
        weeks = [period_of("week", today - timedelta(weeks=at)) for at in range(WEEKS)]
        days = [period_of("day", today - timedelta(days=at)) for at in range(DAYS)]
        await self.city.together([*weeks, *days], now)

    async def level(self, begin: float) -> Level:
        """What was usual before that moment, seconds since the Unix epoch, which begins a day; before today
        where it has not come yet."""
        today = datetime.fromtimestamp(self.clock()).date()
        day = min(datetime.fromtimestamp(begin).date(), today)
        async with self._learning:  # who asks for the same meanwhile waits for it
            before = periods_between((day - LEVEL).replace(day=1), day - timedelta(days=1))
            calls = await self.city.present(before[0].begin, before[-1].end, self.clock())
            known = self._levels.pop(day, None)
            if known is None or known[0] != calls:  # a year may be filled in later
                past = await self.city.together(before, self.clock())
                known = calls, await asyncio.to_thread(learned, past.contacts, self.kind_of())
            self._levels[day] = known
            while len(self._levels) > MOST_LEVELS:
                self._levels.popitem(last=False)
            return known[1]

    def kind_of(self) -> KindOfDay:
        """Of a day: workday, weekend or holiday."""
        return Calendar(self.live.ivr().special_days).kind
