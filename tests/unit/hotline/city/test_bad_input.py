"""What the city's view must bear: days without calls, clocks that change, texts of any kind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from hotline.city.call import CityCall
from hotline.city.surges.thresholds import Thresholds
from hotline.city.view import CityView, Taken
from tests.unit.hotline.city.streets import MATTERS, at, burst, call, kind_of, usual_calls, usual_days

DAYS = 16


def told(taken: list[Taken]) -> int:
    return sum(one.seen.told is not None for one in taken)


@pytest.fixture
def germany(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where clocks change: at 2 o'clock on 29 March 2026 it is 3."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_days_without_calls_are_no_usual_days_and_what_follows_is_no_surge() -> None:
    view = CityView(kind_of)
    before = [view.take(one) for one in usual_calls(DAYS)]
    expected = view.level.between(at(DAYS), at(DAYS, 10))
    after = [view.take(one) for one in usual_calls(5, first=DAYS + 3)]
    assert told([*before, *after]) == 0
    assert view.level.between(at(DAYS + 9), at(DAYS + 9, 10)) == pytest.approx(expected, rel=0.35)


def test_a_clock_that_changes_makes_no_surge_and_hides_none(germany: None) -> None:
    view = CityView(kind_of)
    texts = [f"{MATTERS[n % len(MATTERS)]}" for n in range(24 * 20)]
    begin = datetime(2026, 3, 12, 8).timestamp()
    taken = [
        view.take(CityCall(f"c{n}", begin + 3600 * n + n % 7, f"p{n}", text)) for n, text in enumerate(texts)
    ]
    assert told(taken) == 0
    end = datetime(2026, 4, 1, 9).timestamp()
    assert told(burst(view, end, 12)) == 1


def test_a_clock_that_is_put_back_repeats_no_warning() -> None:
    view = CityView(kind_of)
    usual_days(view, DAYS)
    assert told(burst(view, at(DAYS), 8)) == 1
    again = [
        view.take(call(700_000 + n, at(DAYS) - 3600 + 60 * n, "青竹苑停水了", "东城区")) for n in range(8)
    ]
    assert told(again) == 0


def test_what_comes_a_year_late_is_of_its_own_hour_and_no_surge() -> None:
    view = CityView(kind_of)
    usual_days(view, DAYS)
    late = [view.take(call(n, at(-300) + n, "青竹苑停水了", "东城区", f"p{n}")) for n in range(50)]
    assert told(late) == 0
    assert view.hours[int(at(-300) // 3600)] == 50
    assert told(burst(view, at(DAYS), 12)) == 1


def test_what_is_filled_in_quietly_is_told_nobody_and_known_after() -> None:
    view = CityView(kind_of)
    usual_days(view, DAYS)
    texts = ("青竹苑停水了", "我们青竹苑小区没有水了")
    quiet = [
        view.take(call(n, at(DAYS) + 60 * n, texts[n % 2], "东城区", f"p{n}"), quiet=True) for n in range(12)
    ]
    assert told(quiet) == 0


@pytest.mark.parametrize(
    "text",
    [
        "水",
        "嗯",
        "……",
        "",
        "*" * 50,
        "the water is gone in our street",
        "他妈的你们都是废物",
        "👍",
        "水" * 5000,
    ],
)
def test_texts_of_any_kind_have_a_topic_and_a_surge_of_them_is_told_at_most_once(text: str) -> None:
    view = CityView(kind_of)
    usual_days(view, DAYS)
    taken = [view.take(call(600_000 + n, at(DAYS) + 60 * n, text, "东城区")) for n in range(30)]
    assert len({one.assigned.topic for one in taken}) == 1
    assert told(taken) <= 1


def test_an_administrator_may_want_more_people_or_more_odds() -> None:
    for thresholds, wanted in ((Thresholds(), 1), (Thresholds(callers=40), 0), (Thresholds(log_odds=200), 0)):
        view = CityView(kind_of)
        usual_days(view, DAYS)
        view.surges.thresholds = thresholds
        assert told(burst(view, at(DAYS), 10)) == wanted


def test_after_the_time_that_an_administrator_says_it_is_a_new_surge() -> None:
    view = CityView(kind_of)
    usual_days(view, DAYS)
    view.surges.thresholds = Thresholds(quiet_s=3600.0)
    assert told(burst(view, at(DAYS), 8)) == 1
    for one in usual_calls(1, first=DAYS + 1):
        view.take(one)
    assert [one for one in view.surges.open if one.district == "东城区"] == []
