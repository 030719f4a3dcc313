"""The sections `hours:`, `special_days:` and `announcements:` of config.yaml."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.configuration.settings import Id, Line, Section, errors
from ivr.settings.words.placeholders import Fixed
from ivr.settings.words.written import Words

DayKind = Literal["workday", "weekend", "holiday"]

_SPAN = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–~至]\s*([01]?\d|2[0-4]):([0-5]\d)")
MIDNIGHT = 24 * 60


class Span(Section):
    """A part of a day, in minutes since midnight. An end before the start lies on the next day."""

    start: int = Field(ge=0, lt=MIDNIGHT)
    end: int = Field(gt=0, le=MIDNIGHT)

    @property
    def over_midnight(self) -> bool:
        return self.end <= self.start

    def __str__(self) -> str:
        """As it is written: 08:30-12:00."""
        return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (self.start, self.end))


def span(value: Any) -> Any:
    """Reads 08:30-12:00; for a validator. Raises PydanticCustomError."""
    if not isinstance(value, str):
        return value
    found = _SPAN.fullmatch(value.strip())
    if found is not None:
        hours = [int(part) for part in found.groups()]
        start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if start < MIDNIGHT and 0 < end <= MIDNIGHT and start != end:
            return Span(start=start, end=end)
    raise PydanticCustomError("span", "时间段要写成 08:30-12:00，24 小时制 / write hours as 08:30-12:00")


Spans = tuple[Annotated[Span, BeforeValidator(span)], ...]


class HoursSettings(Section):
    """When somebody is on duty. What is not written is closed."""

    workdays: Spans = Field(
        default=(), description="Working days, weekends that are worked for a holiday included."
    )
    weekends: Spans = Field(default=(), description="Saturdays and Sundays.")
    holidays: Spans = Field(default=(), description="Public holidays of China, days off in lieu included.")

    def on(self, kind: DayKind) -> Spans:
        """The hours of that kind of day."""
        return {"workday": self.workdays, "weekend": self.weekends, "holiday": self.holidays}[kind]

    @model_validator(mode="after")
    def _ever_open(self) -> Self:
        if not (self.workdays or self.weekends or self.holidays):
            text = '至少写一个时间段，例如 workdays: ["08:30-17:30"] / never open: write some hours'
            raise errors([((), text, None)])
        return self


class SpecialDay(Section):
    """A day that the public calendar does not know."""

    date: date
    counts_as: DayKind = Field(description="workday, weekend or holiday.")
    name: Line = Field(max_length=40, description="Why, for people.")


class AnnouncementSettings(Section):
    """Something callers are told before they are put through: a known outage, a closed road."""

    id: Id = Field(description="Name in the machine.")
    text: Fixed = Field(description="What is said.")
    intents: tuple[Id, ...] = Field(
        default=(), description="Said to callers who want one of these; without any, to all."
    )
    words: tuple[Words, ...] = Field(
        default=(),
        description="Said only to those who name one of these: a district, a street. Without any, to all.",
    )
    begins: datetime | None = Field(default=None, description="Not before, for example 2026-08-01 08:00.")
    ends: datetime | None = Field(default=None, description="Not after.")

    @property
    def for_all(self) -> bool:
        """Said to every caller right after the greeting."""
        return not self.intents and not self.words

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        problems = [
            ((name,), "不要写时区，按本机时间 / leave the time zone out: local time", value)
            for name, value in (("begins", self.begins), ("ends", self.ends))
            if value is not None and value.tzinfo is not None
        ]
        if problems:
            raise errors(problems)
        if self.begins is not None and self.ends is not None and self.ends <= self.begins:
            text = "ends 要晚于 begins / must be later than begins"
            raise errors([(("ends",), text, str(self.ends))])
        return self


def minutes(moment: time) -> int:
    """Since midnight."""
    return moment.hour * 60 + moment.minute
