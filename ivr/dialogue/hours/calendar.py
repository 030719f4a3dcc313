"""Working days, holidays and opening hours of China. Pure: the moment is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import chinese_calendar

from ivr.settings.distribution.calendar import DayKind, HoursSettings, SpecialDay, minutes

LAST_KNOWN = max(chinese_calendar.constants.holidays)
"""Until here the State Council's arrangement of holidays is known; it is published each November."""


class Calendar:
    """Which kind of day a day is, and what is open when."""

    def __init__(self, special: Iterable[SpecialDay] = ()) -> None:
        self._special = {day.date: day.counts_as for day in special}

    def kind(self, day: date) -> DayKind:
        """The city's own days win; beyond `LAST_KNOWN`'s year only weekends are known."""
        if (own := self._special.get(day)) is not None:
            return own
        try:
            holiday, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return "weekend" if day.weekday() >= 5 else "workday"
        if not holiday:
            return "workday"
        return "holiday" if name is not None else "weekend"

    def open_at(self, hours: HoursSettings, moment: datetime) -> bool:
        """Whether somebody is on duty. The end of a span does not belong to it."""
        now = minutes(moment.time())
        today = hours.on(self.kind(moment.date()))
        yesterday = hours.on(self.kind(moment.date() - timedelta(days=1)))
        return any(
            span.start <= now if span.over_midnight else span.start <= now < span.end for span in today
        ) or any(span.over_midnight and now < span.end for span in yesterday)
