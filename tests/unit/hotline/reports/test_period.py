"""Days, weeks, months: their borders, also where clocks change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from hotline.reports.period import NotYet, begun, last_period, period_of


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A place where clocks change."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("kind", "day", "first", "last", "name"),
    [
        ("day", date(2026, 11, 29), date(2026, 11, 29), date(2026, 11, 29), "2026-11-29"),
        ("week", date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 29), "2026-W48"),
        ("week", date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3), "2026-W53"),
        ("month", date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28), "2026-02"),
        ("month", date(2028, 2, 1), date(2028, 2, 1), date(2028, 2, 29), "2028-02"),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), "2026-12"),
    ],
)
def test_borders(kind: str, day: date, first: date, last: date, name: str) -> None:
    found = period_of(kind, day)  # type: ignore[arg-type]
    assert (found.first, found.last, found.name) == (first, last, name)
    assert len(found.days) == (last - first).days + 1


def test_the_last_one_is_over() -> None:
    assert last_period("month", date(2026, 1, 15)).name == "2025-12"
    assert last_period("week", date(2026, 11, 30)).last == date(2026, 11, 29)
    assert last_period("day", date(2026, 3, 1)).name == "2026-02-28"


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)]
)
def test_a_day_has_the_hours_that_it_has(day: date, hours: int) -> None:
    period = period_of("day", day)
    assert len(period.hours) == hours
    assert period.end - period.begin == hours * 3600


def test_what_has_not_begun_is_refused() -> None:
    now = datetime(2026, 11, 29, 12).timestamp()
    assert begun(period_of("day", date(2026, 11, 29)), now).name == "2026-11-29"
    with pytest.raises(NotYet, match="2026-11-30"):
        begun(period_of("day", date(2026, 11, 30)), now)
