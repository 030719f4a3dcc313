"""Working days, opening hours and announcements."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ivr.dialects.normalise import Normaliser
from ivr.dialogue.hours.announcements import Announcements
from ivr.dialogue.hours.calendar import LAST_KNOWN, Calendar
from ivr.settings.after.followups import FollowupSettings
from ivr.settings.distribution.calendar import AnnouncementSettings, HoursSettings, Span, SpecialDay

OFFICE = HoursSettings.model_validate({"workdays": ["08:30-12:00", "13:30-17:30"]})
NIGHT = HoursSettings.model_validate({"workdays": ["22:00-06:00"], "weekends": ["00:00-24:00"]})


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 20), "workday"),  # a Friday
        (date(2026, 11, 21), "weekend"),
        (date(2026, 10, 1), "holiday"),
        (date(2026, 10, 5), "holiday"),  # a Monday off in lieu
        (date(2026, 10, 10), "workday"),  # a Saturday that is worked for it
        (date(2026, 2, 17), "holiday"),  # Spring Festival
    ],
)
def test_the_calendar_of_china(day: date, kind: str) -> None:
    assert Calendar().kind(day) == kind


def test_special_days_of_the_city_win() -> None:
    calendar = Calendar([SpecialDay(date=date(2026, 11, 20), counts_as="holiday", name="台风停工")])
    assert calendar.kind(date(2026, 11, 20)) == "holiday"
    assert calendar.kind(date(2026, 11, 19)) == "workday"


def test_beyond_the_known_years_weekends_remain() -> None:
    later = date(LAST_KNOWN.year + 1, 10, 1)
    assert Calendar().kind(later) == ("weekend" if later.weekday() >= 5 else "workday")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-20 08:29", False),
        ("2026-11-20 08:30", True),
        ("2026-11-20 12:00", False),
        ("2026-11-20 17:29", True),
        ("2026-11-21 10:00", False),
        ("2026-10-10 10:00", True),
        ("2026-10-01 10:00", False),
    ],
)
def test_office_hours(moment: str, is_open: bool) -> None:
    assert Calendar().open_at(OFFICE, datetime.fromisoformat(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-19 22:00", True),
        ("2026-11-20 05:59", True),  # Thursday's night
        ("2026-11-20 06:00", False),
        ("2026-11-21 05:00", True),  # Friday's night, and Saturday
        ("2026-11-23 05:00", False),  # Monday: Sunday's hours end at midnight
    ],
)
def test_a_night_belongs_to_the_day_it_began(moment: str, is_open: bool) -> None:
    assert Calendar().open_at(NIGHT, datetime.fromisoformat(moment)) is is_open


@pytest.mark.parametrize("span", ["8.30-12", "25:00-26:00", "12:00", "12:00-12:00", "24:00-06:00", ""])
def test_a_wrong_span_is_refused_with_an_example(span: str) -> None:
    with pytest.raises(ValidationError, match="08:30-12:00"):
        HoursSettings.model_validate({"workdays": [span]})


def test_hours_that_never_open_are_refused() -> None:
    with pytest.raises(ValidationError, match="never open"):
        HoursSettings.model_validate({})


@given(st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 2880))
def test_a_span_is_open_as_long_as_it_says(start: int, end: int, shift: int) -> None:
    """Counted minute by minute over a week of days of one kind."""
    if start == end:
        return
    text = f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
    hours = HoursSettings.model_validate({name: [text] for name in ("workdays", "weekends", "holidays")})
    begin = datetime(2026, 6, 1) + timedelta(minutes=shift)
    moments = (begin + timedelta(minutes=minute) for minute in range(1440))
    count = sum(Calendar().open_at(hours, moment) for moment in moments)
    assert count == (end - start if end > start else 1440 - start + end)


NOW = datetime(2026, 8, 1, 12)


def announcement(**fields: object) -> AnnouncementSettings:
    return AnnouncementSettings.model_validate({"id": "outage", "text": "东湖区正在抢修。", **fields})


def told(one: AnnouncementSettings, intent: str, heard: str, already: tuple[str, ...] = ()) -> bool:
    return Announcements([one], Normaliser()).fitting(intent, heard, NOW, already) is one


def test_those_who_want_it_and_name_the_district_are_told() -> None:
    one = announcement(intents=["power"], words=["东湖"])
    assert told(one, "power", "我们东湖区停电了")
    assert told(one, "power", "我們東湖區停電了")
    assert not told(one, "power", "西山区停电了")
    assert not told(one, "noise", "东湖区施工太吵")
    assert not told(one, "power", "我们东湖区停电了", ("outage",))


def test_an_announcement_has_its_time() -> None:
    assert told(announcement(intents=["power"], begins="2026-08-01 12:00"), "power", "停电")
    assert not told(announcement(intents=["power"], begins="2026-08-01 12:01"), "power", "停电")
    assert not told(announcement(intents=["power"], ends="2026-08-01 12:00"), "power", "停电")
    with pytest.raises(ValidationError, match="later than begins"):
        announcement(begins="2026-08-02 00:00", ends="2026-08-01 00:00")
    with pytest.raises(ValidationError, match="local time"):
        announcement(begins="2026-08-02T00:00:00+08:00")


def test_for_all_it_is_said_after_the_greeting_and_only_there() -> None:
    one = announcement()
    announcements = Announcements([one, announcement(id="other", intents=["power"])], Normaliser())
    assert announcements.for_all(NOW) == [one]
    assert announcements.fitting("noise", "太吵", NOW, ()) is None


def test_a_span_is_shown_as_it_is_written() -> None:
    assert str(Span(start=0, end=23 * 60 + 59)) == "00:00-23:59"
    with pytest.raises(ValidationError) as refused:
        FollowupSettings.model_validate({"hours": "00:00-23:59"})
    assert "00:00-23:59" in str(refused.value.errors()[0])
