"""The calendar of concerns, the weeks ahead and the big screen for the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from agent_assist.reports.calendar_port import (
    AheadView,
    CalendarView,
    DayView,
    DistrictView,
    HourView,
    LetterView,
    MatterView,
    MonthTopics,
    TodayView,
    ToldSurge,
    TopicView,
    WeekView,
)
from hotline.records.database.refused import refused
from hotline.reports.calendar.ahead import Matter
from hotline.reports.calendar.book import CalendarBook
from hotline.reports.calendar.days import CalendarDay
from hotline.reports.calendar.letters import letters
from hotline.reports.counts import TopicCounts
from hotline.reports.words import Language


class DeskCalendar:
    """Implements `agent_assist.reports.calendar_port.CalendarSource`."""

    def __init__(self, book: CalendarBook) -> None:
        self._book = book

    async def month(self, day: date) -> CalendarView:
        with refused():
            days, humble = await self._book.month(day)
            return CalendarView(name=f"{day:%Y-%m}", humble=humble, days=_days(days), months=())

    async def year(self, year: int) -> CalendarView:
        with refused():
            days, topics, humble = await self._book.year(year)
            months = tuple(MonthTopics(month=one, topics=_topics(found)) for one, found in topics.items())
            return CalendarView(name=str(year), humble=humble, days=_days(days), months=months)

    async def ahead(self, weeks: int, language: Language) -> AheadView:
        with refused():
            found = await self._book.ahead(weeks)
            written = letters(found, language, datetime.now().date())
            return AheadView(
                weeks=tuple(
                    WeekView(
                        first=week.first.isoformat(),
                        last=week.last.isoformat(),
                        like=week.like.isoformat(),
                        topics=_matters(week.topics),
                        cases=_matters(week.cases),
                    )
                    for week in found
                ),
                letters=tuple(LetterView(unit=unit, text=text) for unit, text in written.items()),
            )

    async def today(self) -> TodayView:
        with refused():
            now = await self._book.today()
            return TodayView(
                at=now.at,
                hours=tuple(
                    HourView(clock=clock, contacts=count, expected=expected)
                    for clock, count, expected in now.hours
                ),
                contacts=now.contacts,
                expected=now.expected,
                humble=now.humble,
                topics=_topics(now.topics),
                districts=tuple(DistrictView(name=name, contacts=count) for name, count in now.districts),
                surges=tuple(ToldSurge(**asdict(one)) for one in now.surges),
            )


def _days(days: Iterable[CalendarDay]) -> tuple[DayView, ...]:
    return tuple(
        DayView(
            day=one.day.isoformat(),
            kind=one.kind,
            contacts=one.contacts,
            expected=one.expected,
            topics=_topics(one.topics),
            surges=one.surges,
        )
        for one in days
    )


def _topics(topics: Iterable[TopicCounts]) -> tuple[TopicView, ...]:
    return tuple(TopicView(name=one.name, calls=one.calls, people=one.people) for one in topics)


def _matters(matters: Iterable[Matter]) -> tuple[MatterView, ...]:
    return tuple(MatterView(**asdict(one), times=one.times) for one in matters)
