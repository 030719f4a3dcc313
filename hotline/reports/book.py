"""Makes reports out of the records' database, for the desk and for commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Protocol

from contracts.errors import HotlineError
from hotline.cases.store import PURPOSE as CASES_PURPOSE
from hotline.city.expected.level import learned
from hotline.city.kept.store import PURPOSE
from hotline.city.view import LEVEL_HOURS
from hotline.figures.settings import FiguresSettings
from hotline.records.sealing import Seal
from hotline.reports.kept.days import DayStore, all_queues
from hotline.reports.kept.store import HOUR_S, ReportCases, ReportStore, of_people
from hotline.reports.making import Gathered, sheets
from hotline.reports.period import Period, begun
from hotline.reports.public.public import public_sheets
from hotline.reports.report import Report
from ivr.dialogue.hours.calendar import Calendar
from ivr.settings.settings import IvrSettings


class OnlyMonths(HotlineError):
    """A public report of another time than a month."""


class LiveSettings(Protocol):
    """Of the configuration that is live."""

    def ivr(self) -> IvrSettings:
        """Queues, and days of the calendar."""

    def districts(self) -> Collection[str]:
        """Of the city."""


class ReportBook:
    """Made by `opened`."""

    def __init__(
        self,
        city: ReportStore,
        cases: ReportCases,
        days: DayStore,
        live: LiveSettings,
        figures: FiguresSettings,
    ) -> None:
        self._city = city
        self._cases = cases
        self._days = days
        self._live = live
        self._figures = figures
        self._making = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, secret: str, live: LiveSettings, figures: FiguresSettings
    ) -> AsyncIterator[ReportBook]:
        """On the records' database at `url`, sealed with `secret`."""
        async with (
            ReportStore.opened(url, Seal(secret, PURPOSE)) as city,
            ReportCases.opened(url, Seal(secret, CASES_PURPOSE)) as cases,
            DayStore.opened(url) as days,
        ):
            yield cls(city, cases, days, live, figures)

    async def make(self, period: Period, now: float, *, public: bool = False) -> Report:
        """The report of that time, as it stands now. One at a time: each is a lot of reading.

        Raises `NotYet`, `OnlyMonths`, and `RecordsUnavailable`.
        """
        if public and period.kind != "month":
            raise OnlyMonths(
                "公开报告只按月出：两份时段重叠的报告相减，可能露出个别人 / a public report is of a month: "
                "the difference of two that overlap could show single people"
            )
        begun(period, now)
        async with self._making:
            return await (self._public(period, now) if public else self._inner(period, now))

    async def _public(self, period: Period, now: float) -> Report:
        atoms = await self._cases.atoms(period.begin, period.end, now)
        queues = all_queues((await self._days.counts(period.days, self._figures, now)).values())
        made = await asyncio.to_thread(public_sheets, atoms, queues)
        return Report(period, True, now, humble=False, sheets=made)

    async def _inner(self, period: Period, now: float) -> Report:
        begin, end = period.begin, period.end
        past = await self._city.contacts(begin - LEVEL_HOURS * HOUR_S, begin)
        kind_of = Calendar(self._live.ivr().special_days).kind
        level = await asyncio.to_thread(learned, past, kind_of)
        before = period.before()
        gathered = Gathered(
            contacts=await self._city.contacts(begin, end),
            level=level,
            queues=await self._days.counts(period.days, self._figures, now),
            cases=await self._cases.counts(begin, end, now),
            topics=of_people(await self._city.topic_counts(begin, end, now)),
            topics_before={
                one.id: one.calls for one in await self._city.topic_counts(before.begin, before.end, now)
            },
            surges=await self._city.surge_counts(begin, end),
            queue_names={queue.id: queue.name for queue in self._live.ivr().queues},
            districts=self._live.districts(),
        )
        return Report(period, False, now, level.humble, sheets(period, gathered, now))
