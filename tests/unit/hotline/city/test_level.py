"""What is usual: by hour and kind of day, unmoved by surges, humble without history."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest

from hotline.city.expected.level import hour_of, learned
from tests.unit.hotline.city.streets import at, kind_of


def weeks(count: int) -> Counter[int]:
    """Ten calls in each of eight hours of working days, four on weekends."""
    found: Counter[int] = Counter()
    for day in range(7 * count):
        off = datetime.fromtimestamp(at(day)).weekday() >= 5
        for hour in range(8):
            found[hour_of(at(day, hour))] = 4 if off else 10
    return found


def test_hours_and_days_off_are_told_apart() -> None:
    level = learned(weeks(6), kind_of)
    assert not level.humble
    assert level.of_hour(hour_of(at(43, 2))) == pytest.approx(10, rel=0.15)
    assert level.of_hour(hour_of(at(47, 2))) == pytest.approx(4, rel=0.2)
    assert level.of_hour(hour_of(at(43, 14))) < 1
    assert level.between(at(43), at(43, 8)) == pytest.approx(80, rel=0.15)


def test_an_old_surge_hardly_moves_what_is_usual() -> None:
    hours = weeks(6)
    usual = learned(hours, kind_of).of_hour(hour_of(at(43, 2)))
    for hour in range(3):
        hours[hour_of(at(8, hour))] = 400
    assert learned(hours, kind_of).of_hour(hour_of(at(43, 2))) == pytest.approx(usual, rel=0.15)


def test_with_little_history_it_is_humble_and_without_any_it_says_one_an_hour() -> None:
    assert learned(weeks(1), kind_of).humble
    nothing = learned({}, kind_of)
    assert nothing.humble
    assert nothing.of_hour(5) == 1.0


def test_a_day_without_calls_is_not_taken_for_a_quiet_one() -> None:
    hours = weeks(4)
    for hour in range(8):
        del hours[hour_of(at(9, hour))]
    level = learned(hours, kind_of)
    assert level.days == 27
    assert level.of_hour(hour_of(at(30, 2))) == pytest.approx(10, rel=0.2)


@pytest.fixture
def berlin() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Berlin"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.usefixtures("berlin")
def test_where_the_clock_changes_people_live_by_it() -> None:
    level = learned(weeks(4), kind_of)  # it changes on 29 March, the last day of these
    monday = datetime(2026, 3, 30, 10).timestamp()
    assert level.of_hour(hour_of(monday)) == pytest.approx(10, rel=0.2)
