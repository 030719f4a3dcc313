"""What the desk needs to show the calendar of concerns, the weeks ahead and the big screen."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from agent_assist.reports.port import Language


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TopicView(_View):
    """A topic of at least five people."""

    name: str
    calls: int
    people: int | None = Field(description="Null: it is not known any more.")


class DayView(_View):
    """A day of the calendar."""

    day: str
    kind: str = Field(description="workday, weekend or holiday.")
    contacts: int
    expected: float | None = Field(description="Null: not known, or the day has not begun.")
    topics: tuple[TopicView, ...]
    surges: int


class MonthTopics(_View):
    """What a month was about."""

    month: int
    topics: tuple[TopicView, ...]


class CalendarView(_View):
    """A month with the topics of its days, or a year with those of its months."""

    name: str = Field(description="2026-11 or 2026.")
    humble: bool = Field(description="There is too little history to know well what is usual.")
    days: tuple[DayView, ...]
    months: tuple[MonthTopics, ...] = Field(description="Of a year; empty in a month.")


class MatterView(_View):
    """What was asked more than usual in a week of last year."""

    name: str
    unit: str
    count: int
    usual: float = Field(description="In one of the weeks around it.")
    times: float
    likely: int = Field(description="To be expected, as calls have grown since.")


class WeekView(_View):
    """A week ahead."""

    first: str
    last: str
    like: str = Field(description="The first day of the same week of last year.")
    topics: tuple[MatterView, ...]
    cases: tuple[MatterView, ...]


class LetterView(_View):
    """A draft of a letter to a department."""

    unit: str
    text: str


class AheadView(_View):
    """The weeks ahead."""

    weeks: tuple[WeekView, ...]
    letters: tuple[LetterView, ...]


class HourView(_View):
    """An hour of today."""

    clock: str
    contacts: int
    expected: float | None


class DistrictView(_View):
    name: str
    contacts: int


class ToldSurge(_View):
    """More than usual, told today."""

    topic: str = Field(description="Empty: all matters.")
    district: str = Field(description="Empty: the whole city.")
    since: float
    people: int
    expected: float


class TodayView(_View):
    """What the big screen shows. Nothing personal stands in it."""

    at: float = Field(description="Seconds since the Unix epoch.")
    hours: tuple[HourView, ...]
    contacts: int
    expected: float | None = Field(description="Until now.")
    humble: bool
    topics: tuple[TopicView, ...]
    districts: tuple[DistrictView, ...]
    surges: tuple[ToldSurge, ...]


class CalendarSource(Protocol):
    """Each method raises `ActionRefused` while the records cannot be read."""

    async def month(self, day: date) -> CalendarView:
        """That of the day."""

    async def year(self, year: int) -> CalendarView:
        """All days, and the topics of months."""

    async def ahead(self, weeks: int, language: Language) -> AheadView:
        """What last year's same weeks show, with drafts of letters."""

    async def today(self) -> TodayView:
        """Until now."""
