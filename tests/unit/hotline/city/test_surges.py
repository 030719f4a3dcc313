"""A surge is told once, of people and not of calls, with what is behind it; and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hotline.city.surges.shares import ALL_TOPICS, Shares
from hotline.city.surges.thresholds import FEWEST_CALLERS, QUIET_S
from hotline.city.surges.warning import Warning
from hotline.city.view import CityView, Taken
from tests.unit.hotline.city.streets import MATTERS, at, burst, call, kind_of, usual_calls, usual_days

DAYS = 16


@pytest.fixture
def view() -> CityView:
    """Of a city that was quiet for some weeks."""
    found = CityView(kind_of)
    usual_days(found, DAYS)
    return found


def told(taken: Sequence[Taken]) -> list[Warning]:
    return [one.seen.told for one in taken if one.seen.told is not None]


def test_quiet_weeks_are_quiet() -> None:
    view = CityView(kind_of)
    assert told([view.take(one) for one in usual_calls(DAYS)]) == []


def test_a_surge_is_told_once_with_the_calls_behind_it(view: CityView) -> None:
    taken = burst(view, at(DAYS), 12)
    (warning,) = told(taken)
    first = next(number for number, one in enumerate(taken) if one.seen.told)
    assert first < 8
    assert warning.district == "东城区"
    assert warning.odds > 1
    assert not warning.humble
    assert warning.expected < 1 <= FEWEST_CALLERS <= warning.people == 12
    assert set(warning.calls) == {f"call-{900_000 + number}" for number in range(12)}
    assert all(one.seen.known is warning for one in taken[first + 1 :])


def test_one_caller_who_calls_two_hundred_times_is_one(view: CityView) -> None:
    assert told(burst(view, at(DAYS), 200, every_s=60, caller="the same")) == []


def test_those_without_a_number_are_one_together(view: CityView) -> None:
    assert told(burst(view, at(DAYS), 50, caller="")) == []


def test_a_storm_is_told_in_its_first_minutes_and_once_of_each(view: CityView) -> None:
    taken = burst(view, at(DAYS), 3000, every_s=0.2)
    (warning,) = told(taken)
    assert warning.told_at - at(DAYS) < 60
    assert warning.people == 3000
    assert len(warning.calls) == 500


def test_a_storm_of_all_kinds_of_matters_is_one_of_all(view: CityView) -> None:
    texts = [f"{MATTERS[number % 8]}{number}" for number in range(200)]
    taken = [view.take(call(number, at(DAYS) + number * 3, texts[number])) for number in range(200)]
    assert any(one.of_all and one.topic == ALL_TOPICS for one in told(taken))
    assert len(told(taken)) <= 1 + len(MATTERS)


def test_a_city_without_districts_is_warned_alike(view: CityView) -> None:
    (warning,) = told(burst(view, at(DAYS), 12, district=""))
    assert warning.district == ""


def test_after_a_quiet_day_it_is_a_new_one(view: CityView) -> None:
    (first,) = told(burst(view, at(DAYS), 8))
    for one in usual_calls(1, first=DAYS + 1):
        view.take(one)
    wordings = ["青竹苑停水了", "我们青竹苑小区没有水了"]
    again = [
        view.take(call(800_000 + number, at(DAYS + 3) + 60 * number, wordings[number % 2], "东城区"))
        for number in range(20)
    ]
    found = told(again)
    assert len(found) == 1
    assert found[0].id != first.id
    assert first.over(at(DAYS) + 8 * 120 + QUIET_S + 1)


def test_the_machine_restarts_in_a_surge_and_nothing_is_lost_nor_told_twice(view: CityView) -> None:
    calls = [
        call(900_000 + number, at(DAYS) + 120 * number, "青竹苑停水了", "东城区") for number in range(12)
    ]
    for stop in (2, 6):
        before = CityView(kind_of)
        usual = list(usual_calls(DAYS))
        taken = [before.take(one) for one in (*usual, *calls[:stop])]
        past = list(zip(taken, range(len(taken)), strict=True))
        known = before.surges.open
        after = CityView(kind_of, before.topics, before.surges.shares, known, before.hours)
        recent = [
            (one, place) for one, place in past if (*usual, *calls)[place].at > calls[0].at - 3 * 86_400
        ]
        for one, place in recent:
            after.again((*usual, *calls)[place], one.assigned.topic)
        rest = [after.take(one) for one in calls[stop:]]
        assert len(told(taken)) + len(told(rest)) == 1, stop
        (open_,) = [one for one in after.surges.open if not one.of_all]
        assert len(set(open_.calls)) == len(open_.calls) == open_.people == 12


def test_a_topic_renamed_into_another_keeps_its_warning(view: CityView) -> None:
    taken = burst(view, at(DAYS), 9)
    (warning,) = told(taken)
    other = view.take(call(1, at(DAYS, 1), MATTERS[0])).assigned.topic
    view.surges.rename(warning.topic, other)
    assert warning.topic == other
    assert view.take(call(2, at(DAYS, 1.1), MATTERS[0], "东城区")).seen.told is None


def test_a_late_call_counts_as_now_and_a_backfill_in_order_is_learned_from() -> None:
    view = CityView(kind_of)
    usual_days(view, DAYS)
    view.take(call(5, at(1), MATTERS[0], "东城区"))
    assert told(burst(view, at(DAYS), 12)) != []


def test_shares_learn_little_from_a_surge_and_fade() -> None:
    shares = Shares()
    for day in range(20):
        shares.learn(day, {(1, ""): 5, (ALL_TOPICS, ""): 100}, 100)
    usual = shares.share((1, ""), 20)
    shares.learn(20, {(1, ""): 500, (ALL_TOPICS, ""): 600}, 600)
    assert shares.share((1, ""), 21) < 2 * usual
    assert shares.share((2, ""), 21) < usual
    assert shares.share((1, ""), 400) > 0
    shares.rename(1, 2)
    assert shares.share((2, ""), 21) > shares.share((1, ""), 21)
    shares.forget([2])
    assert shares.share((2, ""), 21) == shares.share((1, ""), 21)


def test_one_more_call_after_a_surge_is_over_tells_nothing_of_it_again(view: CityView) -> None:
    """Nor does the machine that has started again meanwhile."""
    wordings = ["青竹苑停水了", "我们青竹苑小区没有水了"]
    calls = [
        call(900_000 + number, at(DAYS) + number * 60, wordings[number % 2], "东城区") for number in range(20)
    ]
    taken = [view.take(one) for one in calls]
    (warning,) = told(taken)
    late = call(1, at(DAYS) + QUIET_S + 7200, wordings[0], "东城区")
    restarted = CityView(kind_of, view.topics, view.surges.shares, [warning], view.hours.copy())
    for one, known in zip(calls, taken, strict=True):
        restarted.again(one, known.assigned.topic)
    for now in (view, restarted):
        assert told([now.take(late)]) == []
        assert now.surges.open == []


def test_what_a_warning_of_a_matter_explains_is_no_surge_of_all_matters(view: CityView) -> None:
    burst(view, at(DAYS), 30, every_s=60)
    others = [call(number, at(DAYS) + 1800 + number * 900, MATTERS[number], "东城区") for number in range(4)]
    assert told([view.take(one) for one in others]) == []
