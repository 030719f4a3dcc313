"""Times made from numbers, said as people say them: the numbers come back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from borax.calendars.lunardate import LunarDate
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ivr.slots.asked import NOW, SPOKEN, answer, numeral, value

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
DAYS_OF_THE_MOON = [
    *(f"初{numeral(day)}" for day in range(1, 11)),
    *(numeral(day) for day in range(11, 20)),
    *("二十", *(f"廿{SPOKEN[day]}" for day in range(1, 10)), "三十"),
]
HOURS = {
    "早上": st.integers(6, 11),
    "下午": st.integers(1, 6).map(lambda hour: hour + 12),
    "晚上": st.integers(7, 11).map(lambda hour: hour + 12),
}
PARTS = st.sampled_from(sorted(HOURS))


def on_the_dial(hour: int) -> str:
    return numeral(hour - 12 if hour > 12 else hour).replace("二", "两", int(hour in (2, 14)))


@given(day=st.dates(date(1950, 3, 1), date(2090, 12, 31)))
def test_every_day_of_the_moon_is_understood(day: date) -> None:
    moon = LunarDate.from_solar_date(day.year, day.month, day.day)
    year = "".join(SPOKEN[int(digit)] for digit in str(moon.year))
    month = {1: "正", 11: "冬", 12: "腊"}.get(moon.month, numeral(moon.month))
    leap = "闰" if moon.leap else ""
    assert value("date", f"农历{year}年{leap}{month}月{DAYS_OF_THE_MOON[moon.day - 1]}") == str(day)


@given(part=PARTS, data=st.data(), less=st.integers(1, 29))
def test_minutes_to_the_hour_are_taken_from_it(part: str, data: st.DataObject, less: int) -> None:
    hour = data.draw(HOURS[part])
    right = f"{YESTERDAY} {hour - 1:02}:{60 - less:02}"
    for said in (
        f"昨天{part}差{numeral(less)}分{on_the_dial(hour)}点",
        f"昨天{part}{on_the_dial(hour)}点差{numeral(less)}分钟",
    ):
        assert value("date", said) == right


@given(part=PARTS, data=st.data(), to=st.sampled_from("到至"))
def test_a_stretch_of_hours_has_both_ends(part: str, data: st.DataObject, to: str) -> None:
    hours = st.lists(HOURS[part], min_size=2, max_size=2, unique=True).map(sorted)
    begin, end = data.draw(hours)
    right = f"{YESTERDAY} {begin:02}:00至{end:02}:00"
    first, last = on_the_dial(begin), on_the_dial(end)
    for said in (f"{first}点{to}{last}点", f"{first}{to}{last}点"):
        assert value("date", f"昨天{part}{said}") == right


@given(first=st.dates(date(2000, 1, 1), date(2024, 12, 31)), days=st.integers(0, 27))
def test_a_stretch_of_days_has_both_ends(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    begin = f"{first.year}年{numeral(first.month)}月{numeral(first.day)}号"
    assert value("date", f"{begin}到{numeral(last.day)}号") == f"{first}至{last}"
    assert value("date", f"{begin}到{numeral(last.month)}月{numeral(last.day)}号") == f"{first}至{last}"


@given(wrong=st.integers(1, 28), right=st.integers(1, 28), month=st.integers(1, 10))
def test_a_day_that_was_put_right_is_of_the_same_month(wrong: int, right: int, month: int) -> None:
    said = f"{numeral(month)}月{numeral(wrong)}号，不对，是{numeral(right)}号"
    assert value("date", said) == str(date(2026, month, right))


UNDERSTOOD = (
    "昨天",
    "昨天下午三点",
    "五月一号",
    "上个月五号",
    "去年",
    "上个月",
    "上周三",
    "三天前",
    "每月五号",
)
BEYOND = (
    *(
        "差五分",
        "差几分",
        "十几分",
        "后半夜",
        "期间",
        "或者前天",
        "还是周三",
        "二十多号",
        "底还是初",
    ),
    *("半个多月", "两三点", "大前年", "第二个星期", "年前", "农历八月"),
)


@pytest.mark.parametrize("beyond", BEYOND)
@pytest.mark.parametrize("said", UNDERSTOOD)
def test_a_time_is_never_written_without_what_follows_it(said: str, beyond: str) -> None:
    alone, more = answer("date", said), answer("date", said + beyond)
    assert alone is not None
    assert more is not None
    assert more.value != alone.value


@given(year=st.integers(1940, 2036))
def test_a_year_of_two_figures_is_of_the_nearest_century(year: int) -> None:
    digits = f"{year % 100:02}"
    spoken = "".join(SPOKEN[int(digit)] for digit in digits)
    assert value("date", f"{digits}年三月五号") == value("date", f"{spoken}年三月五号") == f"{year}-03-05"
