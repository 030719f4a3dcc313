"""Makes reports out of the records' database, for the desk and for commands."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from contracts.errors import HotlineError
from hotline.figures.settings import FiguresSettings
from hotline.reports.kept.days import all_queues
from hotline.reports.kept.past import Past
from hotline.reports.kept.periods import shares
from hotline.reports.kept.store import of_people
from hotline.reports.making import Gathered, sheets
from hotline.reports.period import Period, begun, periods_between
from hotline.reports.public.public import public_sheets
from hotline.reports.report import Report

USUAL = timedelta(weeks=8)
"""Before a period, out of which it is known which share of all calls each district, queue ... has."""


class OnlyMonths(HotlineError):
    """A public report of another time than a month."""


class ReportBook:
    """Of all that is kept."""

    def __init__(self, past: Past, figures: FiguresSettings) -> None:
        self._past = past
        self._figures = figures
        self._making = asyncio.Lock()

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
        atoms = await self._past.cases.atoms(period.begin, period.end, now)
        queues = all_queues((await self._past.days.counts(period.days, self._figures, now)).values())
        made = await asyncio.to_thread(public_sheets, atoms, queues)
        return Report(period, True, now, humble=False, sheets=made)

    async def _inner(self, period: Period, now: float) -> Report:
        begin, end = period.begin, period.end
        city, live = self._past.city, self._past.live
        level = await self._past.level(begin)
        mine, before = await city.counts([period, period.before()], now)
        weeks = periods_between(period.first - USUAL, period.first - timedelta(days=1))
        usual = await city.together(weeks, now)
        gathered = Gathered(
            contacts=mine.contacts,
            level=level,
            queues=await self._past.days.counts(period.days, self._figures, now),
            cases=await self._past.cases.counts(begin, end, now),
            topics=of_people(mine.topics),
            topics_before=before.calls,
            wheres=mine.wheres,
            shares=shares(usual),
            surges=await city.surge_counts(begin, end),
            queue_names={queue.id: queue.name for queue in live.ivr().queues},
            unit_names=live.unit_names(),
            districts=live.districts(),
        )
        return Report(period, False, now, level.humble, sheets(period, gathered, now))
